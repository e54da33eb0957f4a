"""The checks of the record, each of which names all that it finds: chains, contents, derived rows."""
