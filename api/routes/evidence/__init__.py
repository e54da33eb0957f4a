"""Routes of evidence packages."""
