"""A finding is sealed, read by the right people only, and moved on by the side whose turn it is."""

from datetime import date, timedelta
from typing import Any

import pytest

from engine import errors
from engine.domain.audits.findings import FindingInvalidError, FindingNotReadyError
from engine.domain.people.actors import Actor
from engine.services.accesses import accesses
from engine.services.audits import assignments, findings
from engine.services.audits.assignments import AssignmentView
from engine.services.people import users
from engine.services.user_tasks.results import InstanceView
from engine.services.verification import verification
from engine.store.audit import registers as chained
from tests.support.offices import procedures
from tests.support.offices.assigned import TEXTS, assign, follow, look, send, work, write
from tests.support.offices.factories import AGENCY, CLI, Office

NOWHERE = "00000000-0000-4000-8000-000000000000"
OTHER = "uptd_ppa_jember"
STATES = ["disampaikan", "ditanggapi", "ditindaklanjuti", "selesai"]


@pytest.fixture
def head(office: Office) -> Actor:
    """Give the head of the agency, and deploy the procedures."""
    office.deploy(procedures.two_steps())
    follow(office)
    return office.user("kartini", "kepala")


def visible(office: Office, actor: Actor, finding: str) -> bool:
    """Tell whether the actor may read the finding; the list must say the same."""
    with office.acting(actor) as tx:
        listed = finding in {one.id for one in findings.search(tx)}
        try:
            findings.get(tx, finding)
        except errors.NotFoundError:
            assert not listed
            return False
    assert listed
    return True


def test_a_finding_goes_from_draft_to_close(
    office: Office, head: Actor, auditor: Actor, case: InstanceView, opened: AssignmentView
) -> None:
    found = write(office, auditor, opened.id, [(case.id, 1), (case.id, 1)])
    sent = send(office, auditor, found.id)
    answered = work(office, head, found.id, "tanggapi_temuan")
    done = work(office, head, found.id, "laksanakan_tindak_lanjut")
    closed = work(office, auditor, found.id, "periksa_tindak_lanjut")

    assert (found.number, found.state, found.file, found.may_send) == (1, "draf", None, True)
    assert [one.state for one in (sent, answered, done, closed)] == STATES
    assert sent.file is not None
    assert sent.file.clock is not None
    assert sent.file.clock.due_at == office.clock.now() + timedelta(days=60)
    assert (sent.may_send, sent.file.tasks) == (False, ())
    assert closed.file is not None
    assert [one.element_id for one in closed.file.said] == [
        "tanggapi_temuan",
        "laksanakan_tindak_lanjut",
        "periksa_tindak_lanjut",
    ]
    assert closed.clause_text == "Laporan diterima dan diperiksa."
    assert closed.condition == TEXTS["condition"]
    assert [(one.case_number, one.seq, one.is_unchanged) for one in closed.events] == [(case.case_number, 1, True)]


def test_a_draft_is_the_members_own_and_what_was_sent_also_the_heads(
    office: Office, head: Actor, auditor: Actor, case: InstanceView, opened: AssignmentView
) -> None:
    others = [
        office.user("tono", "pemeriksa"),
        office.user("ida", "auditor"),
        office.user("budi", "penyelia"),
        office.user("raden", "kepala", agency=OTHER),
        office.user("joko", "admin_sistem"),
    ]
    found = write(office, auditor, opened.id, [(case.id, 1)])
    assert (visible(office, auditor, found.id), visible(office, head, found.id)) == (True, False)

    send(office, auditor, found.id)

    assert (visible(office, auditor, found.id), visible(office, head, found.id)) == (True, True)
    assert [visible(office, one, found.id) for one in others] == [False] * len(others)


def test_members_keep_their_findings_after_the_end_but_write_no_new_one(
    office: Office, head: Actor, auditor: Actor, case: InstanceView, opened: AssignmentView
) -> None:
    found = write(office, auditor, opened.id, [(case.id, 1)])
    with office.acting(head) as tx:
        assignments.end(tx, opened.id)

    assert visible(office, auditor, found.id)
    with pytest.raises(errors.NotFoundError):
        write(office, auditor, opened.id, [(case.id, 1)])


def test_reading_a_finding_is_a_reading_of_the_cases_that_it_links(
    office: Office, head: Actor, auditor: Actor, case: InstanceView, opened: AssignmentView
) -> None:
    other = office.start(office.user("rini", "petugas_pengaduan"))
    found = write(office, auditor, opened.id, [(case.id, 1), (other.id, 1)])
    send(office, auditor, found.id)
    with office.acting(head) as tx:
        assignments.end(tx, opened.id)
    for reader in (auditor, head):
        with office.acting(reader) as tx:
            findings.get(tx, found.id)

    for number in (case.case_number, other.case_number):
        with office.acting(head) as tx:
            read = [one for one in accesses.of_case(tx, number).page.items if one.part == "finding.read"]
        assert [(one.actor, one.role, one.purpose, one.subject) for one in read] == [
            (head.id, "kepala", "supervision", found.id),
            (auditor.id, "pemeriksa", "audit", found.id),
        ]


@pytest.mark.parametrize(
    ("field", "given"),
    [
        ("clause", {"clause": "UJI-99"}),
        ("cause", {"texts": {**TEXTS, "cause": " "}}),
        ("recommendation", {"texts": {name: said for name, said in TEXTS.items() if name != "recommendation"}}),
    ],
)
def test_an_incomplete_finding_is_refused(
    office: Office, auditor: Actor, case: InstanceView, opened: AssignmentView, *, field: str, given: dict[str, Any]
) -> None:
    with pytest.raises(FindingInvalidError) as refused:
        write(office, auditor, opened.id, [(case.id, 1)], **given)

    assert refused.value.ids == {"field": field}


def test_a_finding_without_events_is_refused(office: Office, auditor: Actor, opened: AssignmentView) -> None:
    with pytest.raises(FindingInvalidError):
        write(office, auditor, opened.id, [])


@pytest.mark.parametrize(("instance", "seq"), [(None, 99), (NOWHERE, 1)])
def test_an_event_that_there_is_not_is_not_found(
    office: Office, auditor: Actor, case: InstanceView, opened: AssignmentView, *, instance: str | None, seq: int
) -> None:
    with pytest.raises(errors.NotFoundError):
        write(office, auditor, opened.id, [(instance or case.id, seq)])


def test_an_own_auditor_finds_within_the_assignment_only(office: Office, head: Actor, case: InstanceView) -> None:
    own = office.user("andi", "auditor")
    opened = assign(office, head, members=("andi",), last=date(2026, 11, 19))

    with pytest.raises(errors.NotFoundError):
        write(office, own, opened.id, [(case.id, 1)])


def test_a_finding_is_about_one_agency(office: Office, auditor: Actor, case: InstanceView) -> None:
    officer = office.user("rina", "petugas_pengaduan", agency=OTHER)
    both = procedures.two_steps()
    both["procedure.toml"] = both["procedure.toml"].replace(
        f'["{AGENCY}"]'.encode(), f'["{AGENCY}", "{OTHER}"]'.encode()
    )
    office.deploy(both)
    there = office.start(officer, agency=OTHER)
    with office.acting(CLI) as tx:
        users.grant(tx, username="dewi", agency=OTHER, role="pemeriksa")
        for agency in (AGENCY, OTHER):
            users.grant(tx, username="siti", agency=agency, role="admin_sistem")
    roles = frozenset((agency, role) for agency in (AGENCY, OTHER) for role in ("pemeriksa", "admin_sistem"))
    wide = Actor(id=auditor.id, roles=roles)
    opened = assign(office, wide, agencies=(AGENCY, OTHER))

    with pytest.raises(FindingInvalidError) as refused:
        write(office, wide, opened.id, [(case.id, 1), (there.id, 1)])

    assert refused.value.ids == {"field": "events"}


def test_a_finding_is_sent_once_and_by_its_auditors(
    office: Office, head: Actor, auditor: Actor, case: InstanceView, opened: AssignmentView
) -> None:
    found = write(office, auditor, opened.id, [(case.id, 1)])
    with pytest.raises(errors.NotFoundError):
        send(office, head, found.id)
    send(office, auditor, found.id)

    with pytest.raises(errors.NotPermittedError):
        send(office, head, found.id)
    with pytest.raises(FindingNotReadyError):
        send(office, auditor, found.id)


def test_no_finding_is_sent_while_its_procedure_is_not_in_force(office: Office) -> None:
    office.deploy(procedures.two_steps())
    head, auditor = office.user("kartini", "kepala"), office.user("dewi", "pemeriksa")
    case = office.start(office.user("siti", "petugas_pengaduan"))
    found = write(office, auditor, assign(office, head).id, [(case.id, 1)])

    with pytest.raises(findings.FollowUpMissingError):
        send(office, auditor, found.id)
    assert look(office, auditor, found.id).state == "draf"


def test_a_finding_that_there_is_not_is_not_found(office: Office, head: Actor) -> None:
    with office.acting(head) as tx:
        with pytest.raises(errors.NotFoundError):
            findings.get(tx, NOWHERE)
        with pytest.raises(errors.NotFoundError):
            findings.send(tx, NOWHERE)


def test_no_text_stands_in_clear_and_its_rows_follow_from_events(
    office: Office, head: Actor, auditor: Actor, case: InstanceView, opened: AssignmentView
) -> None:
    found = write(office, auditor, opened.id, [(case.id, 1)])
    send(office, auditor, found.id)
    work(office, head, found.id, "tanggapi_temuan")

    with office.acting(CLI) as tx:
        said = "".join(one.data for one in chained.everything(tx.session))
        assert list(verification.part(tx, limit=1000).findings) == []
    assert "enari" not in said


def test_writing_about_a_case_is_a_recorded_reading_of_it(
    office: Office, head: Actor, auditor: Actor, case: InstanceView, opened: AssignmentView
) -> None:
    office.clock.advance(timedelta(hours=1))
    write(office, auditor, opened.id, [(case.id, 1)])

    with office.acting(head) as tx:
        newest = accesses.of_case(tx, case.case_number).page.items[1]
    assert (newest.actor, newest.purpose) == (auditor.id, "audit")
