"""What is due in the background: which room carries out which kind of job, and how many wait."""
