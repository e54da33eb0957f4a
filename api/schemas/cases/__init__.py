"""Shapes of cases and process instances."""
