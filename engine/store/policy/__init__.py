"""Queries of deployed procedures."""
