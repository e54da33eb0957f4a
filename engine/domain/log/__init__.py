"""The log's own rules: Merkle trees, tiles, signed notes, and who keeps them."""
