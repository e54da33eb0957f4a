"""The text of FEEL: tokens, nodes, grammar and printing. Nothing here evaluates."""
