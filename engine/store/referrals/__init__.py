"""Queries of referrals and messages."""
