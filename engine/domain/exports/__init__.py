"""Traces of processes as process mining reads them: OCEL 2.0, XES and CSV, without names."""
