"""Pages of accesses: who read a case, and what somebody read."""
