"""Pages on which evidence packages are asked for, released and made."""
