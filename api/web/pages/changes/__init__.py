"""Pages on which policy staff change procedures."""
