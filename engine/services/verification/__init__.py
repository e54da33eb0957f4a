"""Verifies the record: which checks run when, the work executed again, what is found, and rows made anew."""
