"""``lindung export``: traces of a procedure for process mining, written to a file; the register keeps who and why."""

from argparse import ArgumentParser, ArgumentTypeError, Namespace
from pathlib import Path

from api.cli.context import Commands, Context
from api.cli.report import Report
from engine.domain.audit.reads import EXPORT
from engine.domain.exports.formats import FORMATS
from engine.services.exports import exporting
from engine.services.exports.reasons import REASONS


def add(commands: Commands, shared: ArgumentParser) -> None:
    """Add this group's command."""
    one = commands.add_parser("export", parents=[shared], help="write traces of a procedure for process mining")
    one.add_argument("procedure", metavar="PROCEDURE", help="key of the procedure")
    one.add_argument("file", metavar="FILE", type=_fresh, help="where to write; nothing is written over")
    one.add_argument("--agency", required=True, help="code of the agency whose processes they are")
    one.add_argument("--format", required=True, choices=tuple(FORMATS), help="OCEL 2.0 (JSON), XES or CSV")
    one.add_argument("--reason", required=True, choices=REASONS, help="why: it is recorded")
    one.add_argument("--coarse", action="store_true", help="give moments to the hour")
    one.set_defaults(run=export)


def export(context: Context, options: Namespace) -> Report:
    """Write the traces piece by piece; it is recorded as on the page, in the name of the command line."""
    with context.transaction(via=EXPORT) as tx:
        pieces = exporting.export(
            tx,
            options.procedure,
            agency=options.agency,
            form=options.format,
            reason=options.reason,
            coarse=options.coarse,
        )
        with options.file.open("x", encoding="utf-8", newline="") as sink:
            sink.writelines(pieces)
    size = options.file.stat().st_size
    data = {"file": str(options.file), "bytes": size}
    return Report(data=data, lines=(f"Jejak {options.procedure} ditulis ke {options.file}, {size} bita.",))


def _fresh(text: str) -> Path:
    """Read where to write: a folder that is there, and a file that is not."""
    path = Path(text)
    if path.exists() or not path.parent.is_dir():
        raise ArgumentTypeError("a file is there already, or no folder for it")
    return path
