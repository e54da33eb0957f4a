"""Shapes of audits: assignments, samples and findings."""
