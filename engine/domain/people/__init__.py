"""Who acts, what rights a role has, what an agency is."""
