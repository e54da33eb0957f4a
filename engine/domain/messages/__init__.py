"""Messages that cross the border of a procedure."""
