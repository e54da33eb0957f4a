"""Messages that reach a case: the instances that wait, overlays, or the case's next procedure."""
