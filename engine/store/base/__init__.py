"""The database itself: its rows, sessions, schema, seals and signatures."""
