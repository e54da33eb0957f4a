"""What an auditor looks at: the history of cases, who read them, and a case replayed on its diagram."""
