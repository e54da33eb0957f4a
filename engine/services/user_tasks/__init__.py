"""User tasks: claim to complete, drafts, held completions, and why each is due."""
