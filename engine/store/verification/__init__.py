"""Rows that a check of the record reads, and those that tell of past checks."""
