"""Referrals between agencies: sent, received, answered and withdrawn, behind the consent gate."""
