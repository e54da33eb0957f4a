"""Rules about the readings of cases: which of them are unusual, and why."""
