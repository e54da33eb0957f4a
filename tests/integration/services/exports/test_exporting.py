"""Traces are exported within a right, under pseudonyms, and for a reason that a register keeps."""

import csv
import io
import json

import pytest
from sqlalchemy import select

from engine import errors
from engine.domain.people.actors import Actor
from engine.services.cases import instances
from engine.services.exports import exporting, reasons
from engine.store.tables.audit import HistoryEvent, ReaderEvent, RegisterEvent
from tests.support.offices import procedures
from tests.support.offices.factories import AGENCY, CLI, Office


@pytest.fixture
def auditor(office: Office) -> Actor:
    """Work on two cases and give an auditor."""
    office.deploy(procedures.two_steps())
    officer = office.user("siti", "petugas_pengaduan")
    for _ in range(2):
        begun = office.start(officer)
        office.complete(officer, begun.open_user_tasks[0].id)
    return office.user("andi", "auditor")


def exported(office: Office, by: Actor, *, form: str = "csv", reason: str = "mutu", coarse: bool = False) -> str:
    with office.acting(by) as tx:
        return "".join(exporting.export(tx, "uji", agency=AGENCY, form=form, reason=reason, coarse=coarse))


def test_every_step_is_there_once_and_nobody_is_named(office: Office, auditor: Actor) -> None:
    text = exported(office, auditor)
    rows = list(csv.DictReader(io.StringIO(text)))
    with office.acting(CLI) as tx:
        events = list(tx.session.scalars(select(HistoryEvent)))
    steps = [one for one in events if one.type in {"instance.started", "user_task.claimed", "user_task.completed"}]
    assert len(rows) == len(steps) == 6
    assert {row["activity"] for row in rows} == {"Laporan masuk", "Terima laporan"}
    known = {one.actor for one in events} | {one.instance_id for one in events} | {"TTG-"}
    assert [one for one in known if one in text] == []


@pytest.mark.parametrize("form", ["ocel", "xes"])
def test_counts_of_other_formats_are_those_of_the_sheet(office: Office, auditor: Actor, form: str) -> None:
    text = exported(office, auditor, form=form, coarse=True)
    count = len(json.loads(text)["events"]) if form == "ocel" else text.count("<event>")
    assert count == 6


def test_two_exports_share_no_pseudonym(office: Office, auditor: Actor) -> None:
    first, second = (
        {row["process"] for row in csv.DictReader(io.StringIO(exported(office, auditor)))} for _ in range(2)
    )
    assert (len(first), first & second) == (2, set())


def test_who_exported_what_and_why_is_an_event(office: Office, auditor: Actor) -> None:
    exported(office, auditor, reason="penelitian", coarse=True)
    with office.acting(CLI) as tx:
        rows = tx.session.scalars(select(RegisterEvent).where(RegisterEvent.register == "exports"))
        [(actor, role, type_, subject, data)] = [(r.actor, r.role, r.type, r.subject, json.loads(r.data)) for r in rows]
        looks = [one for one in tx.session.scalars(select(ReaderEvent)) if one.what == "practice.export"]
    assert (actor, role, type_, subject) == (auditor.id, "auditor", "traces.exported", "uji")
    assert data == {"agency": AGENCY, "format": "csv", "reason": "penelitian", "coarse": True, "processes": 2}
    assert [(one.reader, one.count) for one in looks] == [(auditor.id, 2)]


def test_what_cannot_be_exported_is_refused(office: Office, auditor: Actor) -> None:
    officer = office.user("ida", "petugas_pengaduan")
    with pytest.raises(errors.NotPermittedError):
        exported(office, officer)
    with pytest.raises(reasons.ExportUnfitError):
        exported(office, auditor, form="pdf")
    with pytest.raises(reasons.ExportUnfitError):
        exported(office, auditor, reason="lain")
    with office.acting(auditor) as tx, pytest.raises(errors.NotFoundError):
        exporting.export(tx, "lain", agency=AGENCY, form="csv", reason="mutu")


def test_what_is_no_step_of_the_procedure_is_left_out(office: Office, auditor: Actor) -> None:
    leader = office.user("ratna", "penyelia")
    with office.acting(leader) as tx:
        one, other = instances.search(tx, state=None, case_number=None, cursor=None, limit=2).items
        instances.suspend(tx, one.id)
    with office.acting(leader) as tx:
        instances.cancel(tx, other.id, reason_code="duplikat")

    assert len(list(csv.DictReader(io.StringIO(exported(office, auditor))))) == 6
