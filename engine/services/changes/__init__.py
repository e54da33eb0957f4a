"""Changes of procedures: drafted, checked and put before others, without touching what is in force."""
