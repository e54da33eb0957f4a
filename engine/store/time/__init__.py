"""Queries of SLA clocks."""
