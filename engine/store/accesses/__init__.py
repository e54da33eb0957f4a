"""Records of readings across cases, as the database finds them."""
