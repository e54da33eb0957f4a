"""Queries of users."""
