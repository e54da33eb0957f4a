"""Shapes of referrals."""
