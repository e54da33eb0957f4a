"""Routes of figures about practice."""
