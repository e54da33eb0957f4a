"""The Merkle log over all chained records: sealed, signed, kept by witnesses, and checked."""
