"""``reading list`` and ``reading choose``: how unclear clauses are read, and recording who decided it."""

from argparse import ArgumentParser, ArgumentTypeError, Namespace
from collections.abc import Iterator
from datetime import date

from api.cli.context import Commands, Context
from api.cli.report import Report
from api.web.words import codes_in_words
from engine.services.time import readings
from engine.services.time.results import ReadingView


def add(commands: Commands, shared: ArgumentParser) -> None:
    """Add this group's commands."""
    group = commands.add_parser("reading", help="readings of ambiguous clauses")
    verbs = group.add_subparsers(metavar="VERB", required=True)
    one = verbs.add_parser("list", parents=[shared], help="every ambiguity of a procedure and the reading in force")
    two = verbs.add_parser("choose", parents=[shared], help="record which reading an official chose")
    for verb in (one, two):
        verb.add_argument("procedure", metavar="PROCEDURE", help="key of the procedure")
        verb.add_argument("--agency", help="code of the agency (default of choose: all that run the procedure)")
    one.set_defaults(run=list_all)
    two.add_argument("ambiguity", metavar="AMBIGUITY", help="id of the ambiguity, such as AMB-BWI-06")
    two.add_argument("reading", metavar="READING", help="id of the reading")
    two.add_argument("--by", required=True, metavar="NAME", help="who signed")
    two.add_argument("--office", help="in which office (default: the one that the clause file names)")
    two.add_argument("--sk", required=True, metavar="NUMBER", help="number of the decree or note")
    two.add_argument("--from", dest="valid_from", type=_day, metavar="DAY", help="first day (default: today)")
    two.add_argument("--to", dest="valid_to", type=_day, metavar="DAY", help="last day (default: none)")
    two.set_defaults(run=choose)


def list_all(context: Context, options: Namespace) -> Report:
    """Show every ambiguity of a procedure."""
    with context.transaction() as tx:
        found = readings.search(tx, options.procedure, agency=options.agency)
    return Report(data=found, lines=[line for one in found for line in _lines(one)])


def choose(context: Context, options: Namespace) -> Report:
    """Record a choice; running cases follow it from its first day to its last."""
    with context.transaction() as tx:
        found = readings.choose(
            tx,
            procedure=options.procedure,
            agency=options.agency,
            ambiguity=options.ambiguity,
            reading=options.reading,
            chosen_by=options.by,
            office=options.office,
            sk=options.sk,
            valid_from=options.valid_from,
            valid_to=options.valid_to,
        )
    return Report(data=found, lines=list(_lines(found)))


def _day(text: str) -> date:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise ArgumentTypeError("not a date such as 2026-12-01") from None
    if not 1970 < day.year < 2200:
        raise ArgumentTypeError("needs a year of this or the last century")
    return day


def _lines(found: ReadingView) -> Iterator[str]:
    """Say an ambiguity for people: the words first, then how they are read, then how else they could be."""
    yield f"{found.ambiguity} ({', '.join(found.clauses) or 'tanpa pasal'}): {found.issue}"
    yield f'  Bunyi: "{found.verbatim}"'
    for one in found.readings:
        mark = "berlaku" if one.id == found.in_force else "pilihan lain"
        yield f"  {one.id} ({mark}): {one.text}"
    yield f"  {codes_in_words.signed(found)}"
