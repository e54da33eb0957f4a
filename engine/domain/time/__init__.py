"""Working time, SLA clocks and readings of clauses: pure rules."""
