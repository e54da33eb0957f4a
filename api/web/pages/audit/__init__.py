"""Pages of the audit: who read a case, and what its history says."""
