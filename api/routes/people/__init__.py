"""Routes of agencies."""
