"""Dates, times and durations of FEEL: reading, writing, arithmetic and properties (DMN 1.5 section 10.3.2.3)."""
