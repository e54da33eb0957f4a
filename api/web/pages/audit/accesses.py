"""Who read a case: for the head of the agency and its auditor."""

from flask import Blueprint, Response

from api import edge
from api.web.frame import listing, page
from api.web.words.language import mark, say
from engine.services.audit import accesses
from engine.services.audit.accesses import AccessView
from engine.services.base.transaction import Transaction

pages = Blueprint("accesses_page", __name__)
PER_PAGE = 50
PARTS = {
    "access.read": mark("Daftar siapa yang membaca"),
    "case.read": mark("Keadaan kasus, tanpa isi cerita"),
    "case.read_narrative": mark("Isi cerita"),
    "document.read": mark("Surat"),
    "history.read": mark("Riwayat"),
    "history.read_values": mark("Nilai yang dipakai keputusan"),
    "referral.read": mark("Rujukan, tanpa datanya"),
    "referral.read_package": mark("Data yang dirujuk"),
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
                columns=(say("Pembaca"), say("Waktu membaca"), say("Bagian yang dibaca")),
                rows=[_row(tx, one) for one in found.page.items],
                zone=page.zone_of(tx, found.agency),
                next=found.page.next,
                trail=(("/kasus", say("Kasus")), (f"/kasus/{found.case_number}", found.case_number)),
            ),
        )


def told(tx: Transaction, one: AccessView) -> tuple[str, str]:
    """Say who read, and which part; a part without words is shown as it is recorded."""
    name = one.actor_name or say("Sistem")
    reader = say("%(name)s (Anda)", name=name) if one.actor == tx.actor.id else name
    kind, _, reason = one.part.partition(":")
    part = say(PARTS[kind]) if kind in PARTS else one.part
    return reader, f"{part} ({say(REASONS[reason])})" if reason in REASONS else part


def _row(tx: Transaction, one: AccessView) -> tuple[listing.Cell, ...]:
    """Give the cells of one access."""
    reader, part = told(tx, one)
    return (reader, one.at, part)
