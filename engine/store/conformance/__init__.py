"""Queries of the facts of ended processes and of the figures that are published of them."""
