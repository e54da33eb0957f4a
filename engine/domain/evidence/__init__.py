"""Rules of evidence packages: who may be given one, what stands in it, and how far a request has come."""
