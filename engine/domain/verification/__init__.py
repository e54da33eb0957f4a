"""What a check of the record can find, in sentences for people."""
