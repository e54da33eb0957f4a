"""Pages of the inbox, of a task and of the team."""
