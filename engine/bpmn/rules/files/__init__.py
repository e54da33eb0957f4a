"""Rules of what lies beside the diagram: forms, tables, clauses, letters, names."""
