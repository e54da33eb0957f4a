"""Queries of the texts that people wrote."""
