"""Pages about whether the record is as it was written."""
