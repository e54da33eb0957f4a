"""Shapes of messages."""
