"""Pictures of every page of a living system, to be looked at: ``make screenshots``."""
