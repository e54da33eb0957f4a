"""Audits as the database finds them."""
