"""Routes of user tasks."""
