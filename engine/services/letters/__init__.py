"""Letters: frozen, registered, signed, verified and previewed."""
