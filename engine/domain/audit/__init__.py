"""Pure rules of the audit: what counts as a reading, the time line of a case, and the Merkle log over all records."""
