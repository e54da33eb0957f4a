"""Advances an instance: the step, its rows, what it sends, overlays, and timers."""
