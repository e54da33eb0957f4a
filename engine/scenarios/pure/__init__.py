"""Scenarios by the runner alone: no users, no rights, no database; a case takes some ten milliseconds."""
