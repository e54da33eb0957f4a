"""Pages of sign-in, session, language, substitutes and help."""
