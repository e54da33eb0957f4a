"""What people wrote on a case: sealed under its key, given to whoever may read it."""
