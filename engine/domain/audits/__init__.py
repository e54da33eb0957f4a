"""Audits: which assignment may be opened, and for which time."""
