"""Routes of history events."""
