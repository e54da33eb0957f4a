"""Background work that is due: which room carries out which kind of job, and how many jobs wait."""
