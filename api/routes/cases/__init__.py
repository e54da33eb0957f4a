"""Routes of cases and process instances."""
