"""An office with an auditor from outside, and the assignment that lets them in."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from engine.domain.audits.assignments import Wanted
from engine.domain.people import actors
from engine.services.audits import assignments, findings
from engine.services.audits.assignments import AssignmentView
from engine.services.audits.findings import FindingView
from tests.support.offices.factories import AGENCY, Office

TEXTS = {
    "condition": "Kenari kondisi.",
    "cause": "Kenari sebab.",
    "effect": "Kenari akibat.",
    "recommendation": "Kenari rekomendasi.",
}
FIRST, LAST = date(2026, 11, 1), date(2026, 11, 30)


def wanted(**given: Any) -> Wanted:
    """Give the assignment of ``dewi`` to the cases of November; ``given`` replaces any part of it."""
    parts: dict[str, Any] = {
        "letter_number": "700/12/ITDA/2026",
        "letter_date": FIRST,
        "institution": "inspektorat",
        "agencies": (AGENCY,),
        "procedures": ("uji",),
        "first": FIRST,
        "last": LAST,
        "members": ("dewi",),
    }
    return Wanted(**(parts | given))


def assign(office: Office, by: actors.Actor, **given: Any) -> AssignmentView:
    """Open the assignment."""
    with office.acting(by) as tx:
        return assignments.open_assignment(tx, wanted(**given))


def write(
    office: Office, auditor: actors.Actor, assignment: str, events: Sequence[tuple[str, int]], **given: Any
) -> FindingView:
    """Write a finding about these events; ``given`` replaces the clause or the texts."""
    with office.acting(auditor) as tx:
        return findings.write(tx, assignment, events=events, **({"clause": "UJI-01", "texts": TEXTS} | given))


def move(office: Office, actor: actors.Actor, finding: str, act: str, text: str = "") -> FindingView:
    """Move a finding on."""
    with office.acting(actor) as tx:
        return findings.act(tx, finding, act, text=text)
