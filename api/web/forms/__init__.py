"""Forms on pages: drawn, checked and shown again with what was typed."""
