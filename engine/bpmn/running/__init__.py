"""Runs an instance: state and input in, new state and facts out."""
