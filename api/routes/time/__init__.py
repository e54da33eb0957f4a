"""Routes of SLA clocks."""
