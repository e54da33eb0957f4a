"""Queries of timers, awaited messages and incidents."""
