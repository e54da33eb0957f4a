"""Who read what: the accesses to a case and by a reader, what was refused, what is unusual about them."""
