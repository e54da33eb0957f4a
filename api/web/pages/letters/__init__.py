"""Pages of letters and of their verification."""
