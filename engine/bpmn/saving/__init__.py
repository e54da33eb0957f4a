"""Saving what an editor changed: the file differs from the one before by the change and by nothing else."""
