"""Pages that compare a procedure with how it is practised."""
