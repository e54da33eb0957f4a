"""The command ``due``: it explains why a promised time is as it is, for policy staff and auditors."""

import json
from argparse import ArgumentParser, ArgumentTypeError, Namespace
from collections.abc import Iterator
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from api.cli.context import Commands, Context
from api.cli.report import Report
from api.web.words import codes_in_words, moments
from engine.domain.time import working_time
from engine.services.time import sla_clocks
from engine.services.time.results import DueExplanation


def add(commands: Commands, shared: ArgumentParser) -> None:
    """Add this group's command."""
    one = commands.add_parser("due", parents=[shared], help="print a due moment with every step of the count")
    one.add_argument("procedure", metavar="PROCEDURE", help="key of the procedure")
    one.add_argument("milestone", metavar="MILESTONE", help="what is promised, such as layanan_pertama")
    one.add_argument("--from", dest="start", required=True, type=moment, help="RFC 3339 moment with its offset")
    one.add_argument("--risk", help="tinggi, sedang or rendah")
    one.add_argument("--channel", help="code of the channel (default: the procedure's first)")
    one.add_argument("--agency", help="code of the agency, when the procedure serves several")
    one.add_argument(
        "--with",
        dest="variables",
        metavar="NAME=VALUE",
        action="append",
        default=[],
        type=_variable,
        help="what else the table asks for, such as bahaya_sekarang=ya; the value is JSON or plain text; repeatable",
    )
    one.set_defaults(run=due)


def due(context: Context, options: Namespace) -> Report:
    """Explain one due moment."""
    with context.transaction() as tx:
        found = sla_clocks.explain(
            tx,
            procedure=options.procedure,
            milestone=options.milestone,
            start=options.start,
            risk=options.risk,
            channel=options.channel,
            agency=options.agency,
            variables=dict(options.variables),
        )
    return Report(data=found, lines=tuple(_lines(found)))


def moment(text: str) -> datetime:
    """Read a moment; one without an offset would mean a different time in each zone."""
    try:
        read = datetime.fromisoformat(text)
    except ValueError:
        raise ArgumentTypeError("not an RFC 3339 date and time") from None
    if read.tzinfo is None or not 1970 < read.year < 2200:
        raise ArgumentTypeError("needs an offset such as +07:00, and a year of this or the last century")
    return read


def _variable(text: str) -> tuple[str, Any]:
    """Read ``NAME=VALUE``; a value that is no JSON is a text, so that codes need no quotes."""
    name, sign, value = text.partition("=")
    if not sign or not name.isidentifier():
        raise ArgumentTypeError("needs the form NAME=VALUE")
    try:
        return name, json.loads(value)
    except ValueError:
        return name, value


def _lines(found: DueExplanation) -> Iterator[str]:
    """Say the explanation for people: result first, then what it rests on, then the count."""
    zone = ZoneInfo(found.zone)
    yield f"Batas {found.milestone}: {_say(found.due, zone)}"
    for percent, at in found.warnings:
        yield f"Peringatan {percent} %: {_say(at, zone)}"
    yield f"Prosedur: {found.procedure} versi {found.version}"
    yield f"Mulai: {_say(found.start, zone)}, saluran {found.channel}"
    yield f"Pasal {found.clause}: {found.clause_text or '(tanpa teks)'}"
    yield f"Bacaan: {found.reading or '(tersurat)'}, {codes_in_words.reading_status(found.status)}"
    if found.reading_text:
        yield f"  {found.reading_text}"
    if found.approximate:
        yield f'Pasal menulis "kurang lebih"; kelonggaran yang berlaku {found.tolerance_minutes} menit.'
    yield f"Hari {found.calendar_kind}, kalender versi {found.calendar}"
    yield "Hitungan:"
    for step in found.steps:
        yield f"  {_say(step.at_from, zone)} - {_say(step.at_to, zone)}: {_counted(step)} ({step.reason})"


def _counted(step: working_time.Step) -> str:
    """Say what one stretch contributes: whole working days, or time; nothing for a stretch that is skipped."""
    if step.days:
        return f"{step.days} hari"
    return moments.span(step.counted) if step.counted else "tidak dihitung"


def _say(at: datetime, zone: ZoneInfo) -> str:
    """Give a moment in the agency's zone."""
    return at.astimezone(zone).isoformat(sep=" ", timespec="minutes")
