"""Queries of timers and awaited messages."""
