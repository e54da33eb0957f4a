"""Cases: reports taken in, instances started and ended, comments and files."""
