"""Who read a case: for the head of the agency and its auditor."""

from collections.abc import Iterator, Sequence
from itertools import groupby

from flask import Blueprint, Response

from api import edge
from api.web.frame import listing, page
from api.web.words.language import mark, say
from engine.domain.audit import purposes
from engine.services.accesses import accesses
from engine.services.accesses.accesses import AccessView
from engine.services.base.transaction import Transaction
from engine.services.people.results import AgencyView

pages = Blueprint("accesses_page", __name__)
PER_PAGE = 50
PARTS = {
    "access.read": mark("Daftar siapa yang membaca"),
    "case.read": mark("Keadaan kasus, tanpa isi cerita"),
    "case.read_contact": mark("Lembar laporan dan cara menghubungi"),
    "case.read_narrative": mark("Isi cerita"),
    "comment.read": mark("Komentar"),
    "document.list": mark("Daftar surat"),
    "document.preview": mark("Konsep surat"),
    "document.read": mark("Surat"),
    "file.list": mark("Daftar berkas"),
    "file.read": mark("Berkas"),
    "finding.read": mark("Temuan"),
    "history.read": mark("Riwayat"),
    "history.read_values": mark("Nilai yang dipakai keputusan"),
    "history.replay": mark("Menjalankan ulang riwayat"),
    "referral.read": mark("Rujukan, tanpa datanya"),
    "referral.read_package": mark("Data yang dirujuk"),
    "report.standing": mark("Keadaan laporan, tanpa isi cerita"),
    "reporter_message.read": mark("Percakapan dengan pelapor"),
    "sla.read": mark("Batas waktu layanan"),
    "user_task.read": mark("Tugas pada kasus ini"),
}
"""Which part of a case was read, by what is recorded."""
REASONS = {
    "pemeriksaan": mark("Pemeriksaan dalam penugasan"),
    "keberatan": mark("Keberatan atau pengaduan atas sebuah keputusan"),
    "temuan": mark("Menyusun atau menindaklanjuti temuan"),
    "permintaan_klien": mark("Permintaan klien sendiri"),
    "perkara": mark("Permintaan penegak hukum"),
}
"""Why somebody looked at withheld values, by the codes of ``sights.REASONS``."""
PURPOSES = {
    purposes.DUTY: mark("Menjalankan tugas"),
    purposes.SUPERVISION: mark("Supervisi"),
    purposes.AUDIT: mark("Audit"),
    purposes.CLIENT_REQUEST: mark("Permintaan klien"),
    purposes.BREAK_GLASS: mark("Darurat"),
    purposes.SYSTEM: mark("Sistem"),
}
WAYS = {
    "page": mark("Halaman web"),
    "api": mark("Program lain"),
    "export": mark("Unduhan"),
    "print": mark("Cetakan"),
    "command": mark("Perintah di server"),
    "job": mark("Pekerjaan latar"),
}
UNKNOWN = "–"
"""For what older records do not hold."""


@pages.get("/kasus/<number>/siapa-membaca")
def show(number: str) -> Response:
    """Show one page of who read the case, in its agency's zone; looking is recorded by the service."""
    with edge.for_person() as tx:
        found = accesses.of_case(tx, number, cursor=listing.cursor(), limit=PER_PAGE)
        return listing.show(
            tx,
            listing.Listing(
                title=say("Siapa membaca kasus ini"),
                about=say("Setiap pembacaan dicatat dan tidak dapat dihapus, juga pembacaan Anda sendiri."),
                empty=say("Belum ada yang membaca kasus ini."),
                columns=(
                    say("Pembaca"),
                    say("Peran"),
                    say("Bagian yang dibaca"),
                    say("Keperluan"),
                    say("Lewat"),
                    say("Waktu membaca"),
                ),
                rows=list(_rows(tx, found)),
                zone=page.zone_of(tx, found.agency),
                next=found.page.next,
                trail=(("/kasus", say("Kasus")), (f"/kasus/{found.case_number}", found.case_number)),
            ),
        )


def _rows(tx: Transaction, found: accesses.Accesses) -> Iterator[tuple[listing.Cell, ...]]:
    """Give a row for each access; those of machines that follow each other are one row."""
    agency = page.own_agency(tx, found.agency)
    for by_machine, run in groupby(found.page.items, key=lambda one: one.purpose == purposes.SYSTEM):
        if by_machine:
            yield _machine(list(run))
        else:
            yield from (_row(tx, agency, one) for one in run)


def told(tx: Transaction, one: AccessView) -> tuple[str, str]:
    """Say who read, and which part; a part without words is shown as it is recorded."""
    name = one.actor_name or (say("Pelapor") if one.actor == purposes.REPORTER else say("Sistem"))
    reader = say("%(name)s (Anda)", name=name) if one.actor == tx.actor.id else name
    return reader, say("Ditolak: %(part)s", part=_part(one)) if one.refused else _part(one)


def _row(tx: Transaction, agency: AgencyView | None, one: AccessView) -> tuple[listing.Cell, ...]:
    reader, part = told(tx, one)
    role = UNKNOWN if one.role is None else page.role_label(tx, agency, one.role)
    return (reader, role, part, said(PURPOSES, one.purpose), said(WAYS, one.via), one.at)


def _machine(run: Sequence[AccessView]) -> tuple[listing.Cell, ...]:
    """Give one row for what machines read: how often, which parts, and when last."""
    newest = run[0]
    parts = ", ".join(dict.fromkeys(said(PARTS, one.part) for one in run))
    ways = ", ".join(dict.fromkeys(said(WAYS, one.via) for one in run))
    reader = say("Sistem, %(count)s kali", count=len(run))
    return (reader, UNKNOWN, parts, said(PURPOSES, newest.purpose), ways, newest.at)


def _part(one: AccessView) -> str:
    """Give the part that was read, with the name of the one thing; one without words is shown as it is recorded."""
    part = said(PARTS, one.part)
    name = say(REASONS[one.subject]) if one.subject in REASONS else one.subject_name
    return part if name is None else say("%(part)s: %(name)s", part=part, name=name)


def said(words: dict[str, str], code: str | None) -> str:
    """Say a code in its words; one without words is shown as it is recorded, and a dash for none."""
    return UNKNOWN if code is None else say(words[code]) if code in words else code
