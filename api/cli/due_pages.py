"""The page of all promised times: for each time clause when it falls due, over a weekend, a feast and across zones.

What ``lindung due`` answers, for three reports whose moments do not change.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta, timezone

from api.cli.markdown import cell, code, table
from api.cli.procedure_pages import amount, condition
from api.web.words import codes_in_words, moments
from engine.domain.policy import clauses
from engine.domain.time import sla_rows, working_calendar, working_time
from engine.services.policy.tracing import SlaEntry, Traced

WIB, WIT = timezone(timedelta(hours=7)), timezone(timedelta(hours=9))
MOMENTS: Sequence[tuple[str, datetime]] = (
    ("Jumat sore, sebelum akhir pekan", datetime(2026, 11, 13, 15, tzinfo=WIB)),
    ("Selasa sore, sebelum Nyepi dan Idul Fitri", datetime(2026, 3, 17, 15, tzinfo=WIB)),
    ("Rabu sore di Papua (WIT), siang di instansi barat", datetime(2026, 11, 18, 17, tzinfo=WIT)),
)
HEAD = ("Pasal", "Tonggak", "Baris", "Waktu", "Tafsir")
UNCOUNTED = "tidak dihitung"
MOST_STEPS = 12


def page(procedures: Iterable[Traced]) -> str:
    """Give the page's text for procedures and overlays in their order."""
    lines = [
        "# Batas waktu semua pasal waktu",
        "",
        "Ditulis oleh `lindung trace PROSEDUR --write`; jangan disunting. Tiap baris adalah jawaban `lindung due`",
        "untuk tiga laporan yang sama, dalam zona waktu instansi. Upaya dan lama layanan hanya diukur. Di bawah",
        "tiap tabel, laporan kedua dihitung langkah demi langkah, di samping bunyi pasalnya.",
        "",
    ]
    for number, (name, at) in enumerate(MOMENTS, start=1):
        lines.append(f"{number}. {name}: {at:%Y-%m-%d %H.%M} UTC{at:%z}.")
    for found in procedures:
        lines += ["", f"## {found.deployed.procedure.name}", "", *_procedure(found)]
    return "\n".join(lines).rstrip() + "\n"


def _procedure(found: Traced) -> Iterator[str]:
    """Give the table of a procedure's time clauses, then one count of each row in full."""
    calendar = next(iter(found.calendars.values()))
    rows = list(_rows(found))
    if not rows:
        yield "Prosedur ini tidak menjanjikan waktu."
        return
    reports = [f"Laporan {number}" for number, _ in enumerate(MOMENTS, start=1)]
    yield from table((*HEAD, *reports), [_row(clause, entry, calendar) for clause, entry in rows])
    for clause, entry in rows:
        yield ""
        yield from _worked(clause, entry, calendar)


def _rows(found: Traced) -> Iterator[tuple[clauses.Clause, SlaEntry]]:
    for entry in found.sla:
        for name in entry.row.clause.split():
            if name in found.matrix.clauses:
                yield found.matrix.clauses[name], entry


def _row(clause: clauses.Clause, entry: SlaEntry, calendar: working_calendar.Calendar) -> list[str]:
    row = entry.row
    due = [_say(sla_rows.promise(row, start=at, calendar=calendar).count.due, calendar) for _, at in MOMENTS]
    reading = f"{code(row.reading) if row.reading else '–'}{condition(entry)}"
    return [code(clause.id), code(row.milestone), code(entry.id), cell(amount(row)), reading, *due]


def _worked(clause: clauses.Clause, entry: SlaEntry, calendar: working_calendar.Calendar) -> Iterator[str]:
    """Count the report before the feast step by step, beside the clause's own words."""
    counted = sla_rows.promise(entry.row, start=MOMENTS[1][1], calendar=calendar)
    yield f"**{clause.id}, {entry.row.milestone}** (baris {code(entry.id)}{condition(entry)}): “{cell(clause.text)}”"
    yield ""
    if entry.note:
        yield f"{cell(entry.note)} {codes_in_words.reading_status(entry.row.status).capitalize()}."
        yield ""
    for step in counted.count.steps[:MOST_STEPS]:
        yield f"- {_say(step.at_from, calendar)} – {_say(step.at_to, calendar)}: {_counted(step)} ({step.reason})"
    if len(counted.count.steps) > MOST_STEPS:
        yield f"- … dan {len(counted.count.steps) - MOST_STEPS} langkah lagi"
    yield f"- jatuh tempo {_say(counted.count.due, calendar)}"
    for percent, at in counted.warns:
        yield f"- peringatan {percent} % pada {_say(at, calendar)}"


def _counted(step: working_time.Step) -> str:
    if step.days:
        return f"{step.days} hari"
    return moments.span(step.counted) if step.counted else UNCOUNTED


def _say(at: datetime, calendar: working_calendar.Calendar) -> str:
    return moments.brief(at, calendar.zone.key)
