"""Shapes of SLA clocks."""
