"""Pages about audits: assignments, samples and findings."""
