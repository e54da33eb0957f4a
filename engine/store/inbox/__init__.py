"""Queries of the inbox, of kept filters and of the team board."""
