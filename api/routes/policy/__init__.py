"""Routes of process definitions."""
