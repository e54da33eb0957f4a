"""Shapes of history events."""
