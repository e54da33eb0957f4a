"""Checking and saving of drafts while somebody edits them: in confined children of a process that is kept warm."""
