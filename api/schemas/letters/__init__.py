"""Shapes of documents."""
