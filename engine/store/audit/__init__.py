"""Queries of the chained records."""
