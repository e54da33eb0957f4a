"""Queries of changes of procedures."""
