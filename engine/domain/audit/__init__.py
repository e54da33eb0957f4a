"""What the auditor's room shows of a history: the time line of a case, and which of its values a reader may see."""
