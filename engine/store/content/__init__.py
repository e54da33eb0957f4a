"""Queries of what people wrote."""
