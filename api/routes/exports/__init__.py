"""Routes of exported traces."""
