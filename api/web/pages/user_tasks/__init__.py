"""The page of a task, with its draft."""
