"""Consent, urgency, kinds of files, digests of persons."""
