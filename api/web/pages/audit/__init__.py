"""Pages of the audit: what the history of a case says."""
