"""Exports of traces: who may have them, and for which reason; each is an event of a register."""
