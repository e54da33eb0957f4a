"""Changes of procedures: what is said of one, in which states it stands, and which files it may hold."""
