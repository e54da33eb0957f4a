"""The page of readings of clauses."""
