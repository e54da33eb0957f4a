"""Shapes of exported traces."""
