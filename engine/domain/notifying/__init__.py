"""Kinds of notification and quiet hours."""
