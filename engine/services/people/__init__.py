"""Users, their sign-in, their agencies, and who stands in for whom."""
