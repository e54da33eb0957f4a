"""Advances an instance: the step, its rows, messages, overlays, timers, and technical incidents."""
