"""Routes of accesses to cases."""
