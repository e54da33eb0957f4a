"""Pages of cases and of a new report."""
