"""What the auditor's room says: findings of the checks, in codes for programs and sentences for people."""
