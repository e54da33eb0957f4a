"""Queries of user tasks and the inbox."""
