"""An office with an auditor from outside, and the assignment that lets them in."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from engine.domain.audits.assignments import Wanted
from engine.domain.people import actors
from engine.services.audits import assignments, findings
from engine.services.audits.assignments import AssignmentView
from engine.services.audits.findings import FindingView
from engine.services.policy import definitions
from tests.support.house import sources
from tests.support.offices.factories import AGENCY, Office

TEXTS = {
    "condition": "Kenari kondisi.",
    "cause": "Kenari sebab.",
    "effect": "Kenari akibat.",
    "recommendation": "Kenari rekomendasi.",
}
ANSWERS: Mapping[str, Mapping[str, Any]] = {
    "tanggapi_temuan": {
        "tanggapan": "Kenari tanggapan.",
        "dapat_ditindaklanjuti": "ya",
        "rencana_tindak_lanjut": "Kenari rencana.",
        "tanggal_tindak_lanjut": "2026-12-10",
    },
    "laksanakan_tindak_lanjut": {"tindak_lanjut": "Kenari tindakan."},
    "periksa_tindak_lanjut": {"putusan_tindak_lanjut": "selesai", "catatan_pemeriksa": "Kenari catatan."},
    "periksa_alasan": {"putusan_alasan": "diterima", "catatan_pemeriksa": "Kenari catatan."},
    "tanggapi_peringatan": {"tindakan": "susun_sekarang"},
    "tinjau_keterlambatan": {"tindakan": "tunggu"},
}
PROCEDURE = sources.ROOT / "workflows" / "tindak_lanjut_temuan"
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


def follow(office: Office) -> None:
    """Put the procedure into force by which findings are followed up."""
    office.deploy(definitions.read_folder(PROCEDURE, sources.ROOT / "workflows"))


def send(office: Office, auditor: actors.Actor, finding: str) -> FindingView:
    """Send a finding to the head of the agency."""
    with office.acting(auditor) as tx:
        return findings.send(tx, finding)


def look(office: Office, actor: actors.Actor, finding: str) -> FindingView:
    """Give a finding as somebody sees it."""
    with office.acting(actor) as tx:
        return findings.get(tx, finding)


def task_of(office: Office, actor: actors.Actor, finding: str, element: str) -> str:
    """Give the id of the open task of a finding's procedure at an element, which the actor must see."""
    file = look(office, actor, finding).file
    assert file is not None
    return next(one.id for one in file.tasks if one.element_id == element)


def work(office: Office, actor: actors.Actor, finding: str, element: str, **answers: Any) -> FindingView:
    """Complete a task of a finding with these answers, the rest as ``ANSWERS`` has them; give the finding after it."""
    office.complete(actor, task_of(office, actor, finding, element), form={**ANSWERS[element], **answers})
    return look(office, actor, finding)
