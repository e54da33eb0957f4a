"""The page of a referral."""
