"""What may leave for whom, and to which partners."""
