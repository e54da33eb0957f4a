"""Tells people that something waits for them: rows, mail, and their choices."""
