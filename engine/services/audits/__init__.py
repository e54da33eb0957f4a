"""Audits: who was assigned to examine which cases."""
