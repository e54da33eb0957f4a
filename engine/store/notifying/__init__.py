"""Queries of notifications and mail."""
