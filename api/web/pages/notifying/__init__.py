"""Pages of notifications and of mail."""
