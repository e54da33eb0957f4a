"""The page of technical stops."""
