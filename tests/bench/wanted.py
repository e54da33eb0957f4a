"""What `make bench` measures, and how often."""

import argparse

PARTS = ("steps", "whole", "inbox", "browser", "replay", "years", "log", "verify", "draft", "conformance")


def read() -> argparse.Namespace:
    """Give what is measured and how often, as the command line says it."""
    parser = argparse.ArgumentParser(prog="make bench")
    parser.add_argument("--cases", type=int, default=600, help="completions to sample for each length")
    parser.add_argument("--tasks", type=int, default=100_000, help="open tasks of the inbox row")
    parser.add_argument("--backend", action="append", choices=("sqlite", "postgres"))
    parser.add_argument("--whole", type=int, default=20, help="whole cases over HTTP")
    parser.add_argument("--years", type=int, default=1000, help="cases of each procedure in five years")
    parser.add_argument("--checked", type=int, default=60, help="whole cases that are checked")
    parser.add_argument("--typed", type=int, default=100, help="checks of the draft of each procedure")
    parser.add_argument("--leaves", type=int, default=100_000, help="records of the log to seal and check")
    parser.add_argument("--only", action="append", choices=PARTS)
    parser.add_argument("--storm", type=int, default=100_000, help="broken expressions to send through FEEL")
    options = parser.parse_args()
    options.backend = options.backend or ["sqlite", "postgres"]
    options.only = options.only or list(PARTS)
    return options
