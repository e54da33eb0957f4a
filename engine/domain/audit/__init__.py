"""Pure rules of the audit: the Merkle log over all chained records, its tiles, and the notes that speak for it."""
