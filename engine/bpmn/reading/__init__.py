"""Reads diagrams: the executable definition, what our attributes say, and what leads where."""
