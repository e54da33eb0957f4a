"""XML and the errors that all of BPMN shares."""
