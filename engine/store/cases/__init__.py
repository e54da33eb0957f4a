"""Queries of cases and their instances."""
