"""Queries of the messages that instances await."""
