"""The event that a finding is to rest on is shown to who writes findings, with the clauses and assignments that fit."""

import pytest

from engine import errors
from engine.domain.people.actors import Actor
from engine.services.accesses import accesses
from engine.services.audits import assignments, grounds
from engine.services.audits.assignments import AssignmentView
from engine.services.cases import instances
from engine.services.user_tasks.results import InstanceView
from tests.support.offices import procedures
from tests.support.offices.assigned import assign
from tests.support.offices.factories import Office


def test_an_event_is_shown_with_its_step_clauses_and_assignments(
    office: Office, head: Actor, auditor: Actor, opened: AssignmentView
) -> None:
    files = procedures.two_steps()
    clause = files["uji.bpmn"].replace(b'id="terima"', b'id="terima" lindung:clause="UJI-01"')
    office.deploy({**files, "uji.bpmn": clause})
    officer = office.user("sari", "petugas_pengaduan")
    case = office.start(officer)
    office.complete(officer, case.open_user_tasks[0].id)
    office.user("tono", "pemeriksa")
    assign(office, head, members=("tono",), letter_number="700/13/ITDA/2026")

    with office.acting(auditor) as tx:
        begun, done = grounds.get(tx, case.id, seq=1), grounds.get(tx, case.id, seq=3)

    assert (begun.case_number, begun.seq, begun.type) == (case.case_number, 1, "instance.started")
    assert (begun.element_name, begun.at, begun.named) == ("Laporan masuk", case.started_at, ())
    assert (done.element_name, done.named) == ("Terima laporan", ("UJI-01",))
    assert ("UJI-01", "Laporan diterima dan diperiksa.") in done.clauses
    assert [one.id for one in done.assignments] == [opened.id]
    with office.acting(head) as tx:
        assert "history.read" in {one.part for one in accesses.of_case(tx, case.case_number).page.items}


def test_an_event_of_no_step_names_none(
    office: Office, auditor: Actor, case: InstanceView, opened: AssignmentView
) -> None:
    with office.acting(office.user("budi", "penyelia")) as tx:
        instances.suspend(tx, case.id)
    with office.acting(auditor) as tx:
        shown = grounds.get(tx, case.id, seq=2)
    assert (shown.type, shown.element_name, shown.named) == ("instance.suspended", None, ())


@pytest.mark.parametrize("seq", [-1, 0, 2, 999_999_999])
def test_an_event_that_there_is_not_is_not_found(
    office: Office, auditor: Actor, case: InstanceView, opened: AssignmentView, seq: int
) -> None:
    with office.acting(auditor) as tx, pytest.raises(errors.NotFoundError):
        grounds.get(tx, case.id, seq=seq)


def test_what_lies_outside_is_not_there_and_who_writes_none_is_refused(
    office: Office, head: Actor, auditor: Actor, case: InstanceView, opened: AssignmentView
) -> None:
    with office.acting(head) as tx:
        assignments.end(tx, opened.id)
    with office.acting(auditor) as tx, pytest.raises(errors.NotFoundError):
        grounds.get(tx, case.id, seq=1)
    with office.acting(auditor) as tx:
        assert grounds.writing(tx) == ()
    with office.acting(head) as tx, pytest.raises(errors.NotPermittedError):
        grounds.get(tx, case.id, seq=1)


def test_a_case_of_ones_agency_that_no_assignment_holds_has_none(
    office: Office, head: Actor, case: InstanceView
) -> None:
    own = office.user("andi", "auditor")
    with office.acting(own) as tx:
        assert grounds.get(tx, case.id, seq=1).assignments == ()
