"""The audit's rules: what counts as a reading of a case, and for what purpose somebody read."""
