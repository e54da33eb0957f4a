"""The inputs of an instance and the facts of a step."""
