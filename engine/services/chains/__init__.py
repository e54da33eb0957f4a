"""The chained records: history of instances, readings, and registers; each names the one before."""
