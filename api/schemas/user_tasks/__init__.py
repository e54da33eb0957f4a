"""Shapes of user tasks."""
