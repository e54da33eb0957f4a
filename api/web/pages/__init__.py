"""One folder a room: the pages of its nouns."""
