"""Procedures: deployed, looked up, and traced to their clauses."""
