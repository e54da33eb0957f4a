"""Who read what across cases: by moment, by reader, and the lists that somebody looked at."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from flask import Blueprint, Response, request

from api import edge
from api.web.frame import listing, page
from api.web.pages.accesses import accesses as words
from api.web.words import moments
from api.web.words.language import mark, say
from engine.domain.accesses import unusual
from engine.domain.audit import purposes
from engine.domain.time.readings import midnight
from engine.services.accesses import accesses, searching
from engine.services.accesses.results import FoundAccessView, UnusualView
from engine.services.accesses.searching import AccessQuery
from engine.services.base.transaction import Transaction

pages = Blueprint("accesses_search", __name__)
PER_PAGE = 50
SHOWN_AT_FIRST = timedelta(days=30)
"""So far back the page looks as long as nobody says otherwise."""
WHY = {
    unusual.NIGHT: mark("Dibaca pada malam hari, antara pukul 22.00 dan 05.00."),
    unusual.OUTSIDE_HOURS: mark("Dibaca di luar jam layanan lembaga."),
    unusual.MANY_CASES: mark("Pembaca ini membaca %(count)s kasus dalam satu jam."),
    unusual.CLAIMED_AND_RELEASED: mark("Tugas kasus ini diambil, lalu dilepas lagi setelah %(count)s menit."),
    unusual.AFTER_CLOSED: mark("Dibaca setelah kasus ditutup pada %(since)s."),
    unusual.REFUSED_OFTEN: mark("Pembaca ini ditolak %(count)s kali dalam satu hari."),
}
"""Why a reading is unusual, by ``engine.domain.accesses.unusual.REASONS``."""
LISTS = {
    "access.list": mark("Daftar pembacaan"),
    "case.list": mark("Daftar kasus"),
    "document.waiting": mark("Surat yang menunggu tanda tangan"),
    "double.list": mark("Laporan yang mungkin sama"),
    "evidence.list": mark("Daftar paket bukti"),
    "history.verify": mark("Pemeriksaan catatan"),
    "incident.list": mark("Daftar gangguan"),
    "instance.list": mark("Daftar prosedur yang berjalan"),
    "notification.list": mark("Pemberitahuan"),
    "practice.export": mark("Ekspor jejak proses"),
    "practice.list": mark("Kasus di balik sebuah angka"),
    "referral.list": mark("Daftar rujukan"),
    "sla.list": mark("Daftar batas waktu"),
    "user_task.list": mark("Daftar tugas"),
}
"""Which list somebody looked at, by what is recorded."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One row of the page: of one reading, or of machine readings that follow each other."""

    case_number: str | None
    reader: str
    reader_id: str | None
    role: str
    part: str
    purpose: str
    way: str
    at: datetime
    zone: str
    why: tuple[str, ...]


@pages.get("/audit/pembacaan")
def show() -> Response:
    """Show who read what in the reader's agencies, newest first; the look itself is one record."""
    with edge.for_person(reads_only=True) as tx:
        tx.require_anywhere(accesses.READ)
        zone = _zone(tx)
        query, typed = _asked(tx, zone)
        found = searching.search(tx, query, cursor=listing.cursor(), limit=PER_PAGE)
        return page.show(
            tx,
            "accesses/accesses.html",
            lines=list(_lines(tx, found.items)),
            readers=searching.names(tx, AccessQuery(since=query.since, until=query.until)),
            typed=typed,
            onward=_address(typed, found.next),
        )


@pages.get("/audit/pembacaan/pembaca")
def by_reader() -> Response:
    """Show who read how much in a span of days."""
    with edge.for_person(reads_only=True) as tx:
        tx.require_anywhere(accesses.READ)
        zone = _zone(tx)
        query, typed = _asked(tx, zone)
        found = searching.readers(tx, AccessQuery(since=query.since, until=query.until))
        return page.show(tx, "accesses/readers.html", readers=found, typed=typed, zone=zone)


@pages.get("/audit/pembacaan/daftar/<reader>")
def lists(reader: str) -> Response:
    """Show the lists of cases that somebody looked at."""
    with edge.for_person(reads_only=True) as tx:
        zone = _zone(tx)
        found = searching.lists_by(tx, reader, cursor=listing.cursor(), limit=PER_PAGE)
        return listing.show(
            tx,
            listing.Listing(
                title=say("Daftar yang dilihat"),
                about=say("Satu baris adalah satu kali melihat daftar, dengan banyaknya kasus di dalamnya."),
                empty=say("Orang ini belum melihat daftar kasus."),
                columns=(say("Daftar"), say("Banyaknya"), say("Keperluan"), say("Lewat"), say("Waktu membaca")),
                rows=[
                    (
                        words.said(LISTS, one.what),
                        str(one.count),
                        words.said(words.PURPOSES, one.purpose),
                        words.said(words.WAYS, one.via),
                        one.at,
                    )
                    for one in found.items
                ],
                zone=zone,
                next=found.next,
                trail=(("/audit/pembacaan", say("Pembacaan")),),
            ),
        )


def _zone(tx: Transaction) -> str:
    """Give the zone in which days are typed: that of the first agency in which the reader may see who reads."""
    return page.zone_of(tx, min((scope.agency for scope in tx.scopes(accesses.READ)), default=""))


def _asked(tx: Transaction, zone: str) -> tuple[AccessQuery, dict[str, str]]:
    """Give what the address asks for, and how it stands in the fields; the days of the zone are whole, in order."""
    given = {name: request.args.get(name, "").strip() for name in ("kasus", "pembaca", "dari", "sampai")}
    today = tx.now.astimezone(ZoneInfo(zone)).date()
    until = _day(given["sampai"]) or today
    since, until = sorted((_day(given["dari"]) or until - SHOWN_AT_FIRST, until))
    ticked = {name: "1" for name in ("aneh", "ditolak") if request.args.get(name) == "1"}
    query = AccessQuery(
        reader=given["pembaca"] or None,
        case_number=given["kasus"] or None,
        since=midnight(since, ZoneInfo(zone)),
        until=midnight(until + timedelta(days=1), ZoneInfo(zone)),
        refused="ditolak" in ticked,
        unusual="aneh" in ticked,
    )
    return query, {**given, "dari": since.isoformat(), "sampai": until.isoformat(), **ticked}


def _day(text: str) -> date | None:
    """Read a day as a date field gives it; None for none, and for one in which no case was."""
    try:
        found = date.fromisoformat(text)
    except ValueError:
        return None
    return found if 1970 < found.year < 2200 else None


def _address(typed: Mapping[str, str], cursor: str | None) -> str | None:
    """Give the address of the next page of the same list; None when there is none."""
    asked = {name: value for name, value in typed.items() if value}
    return None if cursor is None else f"/audit/pembacaan?{urlencode({**asked, 'cursor': cursor})}"


def _lines(tx: Transaction, found: tuple[FoundAccessView, ...]) -> Iterator[Line]:
    """Give a line for each access; those of machines to a case that follow each other are one."""
    for key, run in groupby(found, key=lambda one: one.case_number if one.purpose == purposes.SYSTEM else one):
        together = list(run)
        yield _line(tx, together[0], count=len(together) if isinstance(key, str) else None)


def _line(tx: Transaction, one: FoundAccessView, *, count: int | None) -> Line:
    reader, part = words.told(tx, one)
    zone = page.zone_of(tx, one.agency)
    return Line(
        case_number=one.case_number,
        reader=reader if count is None else say("Sistem, %(count)s kali", count=count),
        reader_id=None if one.actor_name is None else one.actor,
        role=words.UNKNOWN if one.role is None else page.role_label(tx, page.own_agency(tx, one.agency), one.role),
        part=part,
        purpose=words.said(words.PURPOSES, one.purpose),
        way=words.said(words.WAYS, one.via),
        at=one.at,
        zone=zone,
        why=tuple(_why(why, zone) for why in one.unusual),
    )


def _why(why: UnusualView, zone: str) -> str:
    return say(WHY[why.reason], count=why.count, since=moments.brief(why.since, zone))
