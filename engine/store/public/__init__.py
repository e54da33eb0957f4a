"""Queries of reports of the public."""
