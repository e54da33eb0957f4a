"""Pure rules of the audit: the time line of a case and who may see its values; the Merkle log and its notes."""
