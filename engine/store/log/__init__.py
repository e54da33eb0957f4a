"""Rows of the log and of those who keep its checkpoints."""
