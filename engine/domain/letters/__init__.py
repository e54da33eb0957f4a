"""Templates of letters, and numbers and dates in Indonesian."""
