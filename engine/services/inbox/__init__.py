"""The inbox: its list and counts, tasks taken from it, kept filters, and the team board."""
