"""Shapes of incidents and messages."""
