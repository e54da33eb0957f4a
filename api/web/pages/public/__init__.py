"""Pages for the public, without an account."""
