"""Shapes of process definitions."""
