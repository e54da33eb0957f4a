"""Evidence packages as the register of exports tells of them: asked for, released by a second person, handed out.

Nothing but the chained events says how far a package has come, so there is no row that could say otherwise.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from engine import errors

ASKED, RELEASED, REFUSED, MADE = "evidence.asked", "evidence.released", "evidence.refused", "evidence.made"
TYPES = (ASKED, RELEASED, REFUSED, MADE)
RECIPIENTS: Mapping[str, str] = {
    "bpk": "Badan Pemeriksa Keuangan (BPK)",
    "bpkp": "Badan Pengawasan Keuangan dan Pembangunan (BPKP)",
    "inspektorat": "Inspektorat",
    "ombudsman": "Ombudsman Republik Indonesia",
    "kementerian": "Kementerian PPPA",
    "pengadilan": "Pengadilan",
    "kejaksaan": "Kejaksaan",
    "kepolisian": "Kepolisian",
    "komnas": "Komnas HAM, Komnas Perempuan, atau KPAI",
}
"""Who may be given a package, code -> name: bodies that may lawfully ask for one, never a person."""
BASES: Mapping[str, str] = {
    "pemeriksaan": "Pemeriksaan",
    "keberatan": "Keberatan atas keputusan",
    "temuan": "Temuan pemeriksaan",
    "permintaan_klien": "Permintaan klien",
    "perkara": "Perkara hukum",
}
"""Why one is handed out, code -> words; with values it is the reason for which they are read."""
READY_FOR = timedelta(days=7)
"""How long a package may be made after it was asked for, or released: what is needed later is asked for again."""
WAITING, READY, LAPSED = "waiting", "ready", "lapsed"
_LETTER = re.compile(r"[0-9A-Za-z][0-9A-Za-z ./-]{1,59}", re.ASCII)


class EvidenceRequestInvalidError(errors.LindungError):
    """The request for evidence has a field that does not fit. Check recipient, basis and number of the letter.

    ``name`` is the field that does not fit.
    """

    code = "evidence_request_invalid"


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """An event of the register about a package: its type, who did it when, and what it says."""

    package: str
    type: str
    actor: str
    at: datetime
    data: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """A package that was handed out: by whom, when, and the SHA-256 of its bytes in hex."""

    actor: str
    at: datetime
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Package:
    """A package as it was asked for. ``case`` is the number of its case.

    ``with_values`` tells that it is to hold values which need a second person. ``released_by`` is that person,
    ``refused_by`` who said no; None as long as nobody did.
    """

    id: str
    case: str
    agency: str
    recipient: str
    basis: str
    letter_number: str
    with_values: bool
    asked_by: str
    asked_at: datetime
    released_by: str | None = None
    released_at: datetime | None = None
    refused_by: str | None = None
    made: tuple[Made, ...] = ()

    def state(self, now: datetime) -> str:
        """Give how far it has come: waiting for another person, ready to be made, refused, or lapsed."""
        if self.refused_by is not None:
            return "refused"
        since = self.released_at if self.with_values else self.asked_at
        if now > (since or self.asked_at) + READY_FOR:
            return LAPSED
        return WAITING if since is None else READY


def require(*, recipient: str, basis: str, letter_number: str) -> None:
    """Refuse a recipient or basis that is none, and a number as no letter has it; EvidenceRequestInvalidError."""
    if recipient not in RECIPIENTS:
        raise EvidenceRequestInvalidError(name="recipient")
    if basis not in BASES:
        raise EvidenceRequestInvalidError(name="basis")
    if not _LETTER.fullmatch(letter_number):
        raise EvidenceRequestInvalidError(name="letter_number")


def folded(events: Iterable[Told]) -> tuple[Package, ...]:
    """Give the packages of which events tell, in the order in which they were asked for.

    What was released or refused first stands; somebody who asked cannot release, whatever an event says.
    """
    found: dict[str, Package] = {}
    for event in events:
        known = found.get(event.package)
        if event.type == ASKED:
            found[event.package] = _asked(event)
        elif known is not None:
            found[event.package] = _after(known, event)
    return tuple(found.values())


def _asked(event: Told) -> Package:
    return Package(
        id=event.package,
        case=event.data["case"],
        agency=event.data["agency"],
        recipient=event.data["recipient"],
        basis=event.data["basis"],
        letter_number=event.data["letter_number"],
        with_values=event.data["values"],
        asked_by=event.actor,
        asked_at=event.at,
    )


def _after(known: Package, event: Told) -> Package:
    if event.type == MADE:
        made = Made(actor=event.actor, at=event.at, sha256=event.data["sha256"])
        return replace(known, made=(*known.made, made))
    if known.released_by is not None or known.refused_by is not None:
        return known
    if event.type == REFUSED:
        return replace(known, refused_by=event.actor)
    if event.actor == known.asked_by:
        return known
    return replace(known, released_by=event.actor, released_at=event.at)
