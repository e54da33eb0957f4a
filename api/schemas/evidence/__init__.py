"""Shapes of evidence packages."""
