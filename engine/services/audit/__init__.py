"""The history of cases: listed, verified, replayed and drawn."""
