"""The command line ``lindung``: what an administrator, an auditor and the machine's own start script type.

Every command takes ``--json``. Refusals go to stderr with exit code 1, a wrong usage with 2.
"""

import argparse
import sys
from collections.abc import Sequence

from api.cli import (
    auditing,
    database,
    due,
    exports,
    log,
    people,
    procedures,
    readings,
    report,
    rollouts,
    serving,
    tracing,
)
from api.cli.context import Command, Context
from engine import errors, settings
from engine.clock import SystemClock

GROUPS = (serving, database, procedures, rollouts, readings, tracing, auditing, log, exports, due, people)
USAGE = 2
SETTINGS_UNFIT = (  # never the value itself: it may hold a password
    "LINDUNG_PORT and LINDUNG_MOST_INSTANCES must be whole numbers, LINDUNG_STEP_SECONDS a number; "
    "LINDUNG_SMTP_URL must be "
    "smtp[s]://[user:password@]host[:port], and wants LINDUNG_MAIL_FROM beside it.\n"
)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and give its exit code; ``arguments`` are those of the process when None."""
    options = parser().parse_args(arguments)
    command: Command = options.run
    try:
        context = Context(settings=settings.from_process(), clock=SystemClock())
    except ValueError:
        sys.stderr.write(SETTINGS_UNFIT)
        return USAGE
    try:
        return report.show(command(context, options), as_json=options.json)
    except errors.LindungError as refusal:
        return report.refused(refusal, as_json=options.json)
    finally:
        context.close()


def parser() -> argparse.ArgumentParser:
    """Give the parser of all commands."""
    shared = argparse.ArgumentParser(add_help=False)
    shared.add_argument("--json", action="store_true", help="answer as one JSON document")
    whole = argparse.ArgumentParser(prog="lindung", description="Runs the procedures of protection agencies.")
    commands = whole.add_subparsers(metavar="COMMAND", required=True)
    for group in GROUPS:
        group.add(commands, shared)
    return whole
