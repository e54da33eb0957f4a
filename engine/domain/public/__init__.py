"""Receipt codes of the public."""
