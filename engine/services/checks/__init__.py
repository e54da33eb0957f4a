"""What a check of the record looks for, part by part: chains, contents, letters, referrals, registers."""
