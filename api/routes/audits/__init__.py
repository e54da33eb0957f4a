"""Routes of audits: assignments, samples and findings."""
