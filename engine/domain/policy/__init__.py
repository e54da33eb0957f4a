"""Procedure folders, clauses and how they are traced."""
