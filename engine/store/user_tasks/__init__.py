"""Queries of user tasks and of drafts."""
