"""Routes of incidents and messages."""
