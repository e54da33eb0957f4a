"""A procedure against its practice: figures on the diagram and in tables, and the cases behind them by right."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypedDict

from flask import Blueprint, Response, request
from markupsafe import Markup

from api import edge
from api.web.frame import page
from api.web.words import codes_in_words, moments
from api.web.words.language import language, mark, say
from engine.domain.audit import reads
from engine.domain.conformance.figures import Figure
from engine.domain.exports import formats
from engine.domain.people.permissions import Subject
from engine.services.conformance import showing
from engine.services.conformance.results import PracticeView
from engine.services.exports import exporting
from engine.services.exports.reasons import REASONS

pages = Blueprint("practice", __name__)
MODES: Mapping[str, str] = {"kali": mark("Berapa kali"), "jam": mark("Berapa jam"), "terlambat": mark("Terlambat")}
REASON_WORDS: Mapping[str, str] = dict(
    zip(
        REASONS,
        (mark("Pemeriksaan"), mark("Perbaikan mutu"), mark("Penelitian"), mark("Laporan menurut peraturan")),
        strict=True,
    )
)
CLOCK = "clock"
TOLD: Mapping[str, str] = {
    "step": mark("Dikerjakan"),
    "skipped": mark("Dilewati"),
    "again": mark("Diulang"),
    "late": mark("Terlambat"),
    "opened": mark("Dimulai"),
    "kept": mark("Ditepati"),
    "broken": mark("Terlambat"),
    "warned": mark("Diperingatkan"),
    "replaced": mark("Diganti"),
}
"""Kind of mark, or end of a clock -> the column of the figure behind which the cases are."""
WIDE, HIGH, GAP = 320, 22, 6
"""Width of the longest bar, height of each and the gap below it, in the drawing's own units."""


class _Filters(TypedDict):
    version: int | None
    month: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """One bar of a chart, drawn at ``top`` and ``width`` wide, with its words."""

    top: int
    width: float
    label: str
    text: str


@pages.get("/audit/prosedur")
def search() -> Response:
    """List the procedures whose practice the reader may see."""
    with edge.for_person(reads_only=True) as tx:
        return page.show(tx, "conformance/practices.html", practices=showing.search(tx), month=moments.month)


@pages.get("/audit/prosedur/<key>")
def show(key: str) -> Response:
    """Show how an agency practises a procedure."""
    mode = request.args.get("tampilan", "")
    with edge.for_person(reads_only=True) as tx:
        found = showing.get(tx, key, mode=mode, agency=request.args.get("lembaga") or None, **_filters())
        return page.show(
            tx,
            "conformance/practice.html",
            seen=found,
            roles=page.roles(tx),
            modes={code: say(text) for code, text in MODES.items()},
            mode=mode if mode in MODES else "kali",
            chosen=request.args,
            may_export=tx.allows(exporting.RIGHT, Subject(agency=found.agency)),
            reasons={code: say(text) for code, text in REASON_WORDS.items()},
            formats=tuple(formats.FORMATS),
            picture=Markup(found.picture),  # noqa: S704 - our own drawing, every text in it escaped by lxml
            bars=_bars(found),
            steps=sorted(found.steps, key=lambda one: -one.done.shown),
            hours=_hours,
            month=moments.month,
            plain=codes_in_words.plain,
        )


@pages.get("/audit/prosedur/<key>/kasus")
def cases(key: str) -> Response:
    """List the cases behind a figure; the look is recorded."""
    told, agency = request.args.get("tanda", ""), request.args.get("lembaga", "")
    with edge.for_person() as tx:
        found = showing.cases(tx, key, told=told, agency=agency, **_filters())
        kind, *rest = told.split("|")
        column = TOLD.get(rest[-1] if kind == CLOCK and rest else kind)
        return page.show(
            tx,
            "conformance/practice_cases.html",
            key=key,
            agency=agency,
            found=found,
            what="" if column is None else say(column),
            about=codes_in_words.plain(found.about) if kind == CLOCK else found.about,
        )


@pages.post("/audit/prosedur/<key>/ekspor")
def export(key: str) -> Response:
    """Give the traces of the procedure as a file, for the reason that was chosen; who takes it is recorded."""
    page.require_form()
    form = request.form.get("format", "")
    with edge.for_person(via=reads.EXPORT) as tx:
        pieces = exporting.export(
            tx,
            key,
            agency=request.form.get("lembaga", ""),
            form=form,
            reason=request.form.get("alasan", ""),
            coarse=bool(request.form.get("jam")),
        )
        return edge.kept("".join(pieces).encode(), name=f"jejak.{form}", kind=formats.FORMATS[form][1])


def _filters() -> _Filters:
    """Give which of the published groups the page is asked for."""
    return {"version": page.number(request.args.get("versi")), "month": request.args.get("bulan") or None}


def _bars(seen: PracticeView) -> list[tuple[str, list[Bar]]]:
    """Give a chart of how many processes each group has, and one a milestone of how many were late."""
    charts: list[tuple[str, list[tuple[str, Figure]]]] = [
        (say(mark("Proses yang selesai")), [(_months(one.first, one.last), one.size) for one in seen.groups])
    ]
    for place, clock in enumerate(seen.clocks):
        late = [(_months(one.first, one.last), one.broken[place][1]) for one in seen.groups]
        charts.append((codes_in_words.plain(clock.milestone), late))
    longest = max((figure.shown for _, bars in charts for _, figure in bars), default=0) or 1
    return [
        (
            title,
            [
                Bar(top=n * (HIGH + GAP), width=round(figure.shown / longest * WIDE, 1), label=label, text=figure.text)
                for n, (label, figure) in enumerate(bars)
            ],
        )
        for title, bars in charts
    ]


def _months(first: str, last: str) -> str:
    """Say of which months a group is."""
    begin, end = moments.month(first), moments.month(last)
    return begin if begin == end else f"{begin} – {end}"


def _hours(median: float | None, ninth: float | None) -> str:
    """Say the median and the ninth decile of hours; a dash for none."""
    said = " / ".join(f"{one:g}" for one in (median, ninth) if one is not None)
    return (said if language() == "en" else said.replace(".", ",")) or "–"
