"""Shapes of incidents."""
