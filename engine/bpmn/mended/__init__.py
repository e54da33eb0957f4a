"""SpiffWorkflow, mended: its tokens, joins, events, repetitions, timers and expressions as BPMN says."""
