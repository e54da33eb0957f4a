"""What an auditor looks at: the history of cases, and a case replayed on its diagram."""
