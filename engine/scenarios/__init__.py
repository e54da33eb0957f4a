"""Scenarios of procedures: read, told anew, and played through the services or by the runner alone, alike."""
