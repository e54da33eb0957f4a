"""Evidence packages: asked for, released by a second person, made and handed out; each step is in the register."""
