"""Values and a template become a letter: PDF/A, typeset in a child process."""
