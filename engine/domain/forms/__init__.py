"""Forms: read, checked, and told as text."""
