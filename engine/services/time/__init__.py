"""Calendars, readings of clauses, SLA clocks, and the tasks that a clock presses."""
