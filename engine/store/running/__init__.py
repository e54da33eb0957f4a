"""Queries of timers."""
