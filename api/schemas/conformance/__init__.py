"""Shapes of figures about practice."""
