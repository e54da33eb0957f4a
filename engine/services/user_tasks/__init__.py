"""The life cycle of user tasks, their drafts and completions, the inbox and the team."""
