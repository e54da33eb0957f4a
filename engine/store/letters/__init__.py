"""Queries of the register of letters."""
