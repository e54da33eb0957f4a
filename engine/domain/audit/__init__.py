"""Pure rules of the audit: readings, the time line of a case, findings of the checks, the log over all records."""
