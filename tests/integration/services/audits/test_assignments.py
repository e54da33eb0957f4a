"""An assignment is opened, seen and ended by the right people; by it alone an auditor from outside sees cases."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest

from engine import errors
from engine.domain.audits.assignments import AssignmentInvalidError
from engine.domain.people.actors import Actor
from engine.services.accesses import accesses
from engine.services.audit import history, timeline
from engine.services.audits import assignments
from engine.services.base.transaction import Transaction
from engine.services.cases import cases, instances
from engine.services.chains import registers
from engine.services.people import users
from engine.services.time import sla_clocks
from engine.services.user_tasks.results import InstanceView
from engine.services.verification import verification
from engine.store.audit import registers as chained
from tests.support.offices import procedures
from tests.support.offices.assigned import LAST, assign
from tests.support.offices.factories import AGENCY, CLI, Office

OTHER = "uptd_ppa_jember"
ALL: dict[str, Any] = {"state": None, "case_number": None, "cursor": None, "limit": 50}


WAYS: dict[str, Callable[[Transaction, InstanceView], object]] = {
    "case": lambda tx, case: cases.get(tx, case.case_number),
    "instance": lambda tx, case: instances.get(tx, case.id),
    "history": lambda tx, case: history.newest(tx, case.id),
    "diagram": lambda tx, case: history.diagram(tx, case.id),
    "timeline": lambda tx, case: timeline.of_case(tx, case.case_number),
    "executed again": lambda tx, case: history.replay(tx, case.id),
    "executed again by number": lambda tx, case: history.replay_case(tx, case.case_number),
    "accesses": lambda tx, case: accesses.of_case(tx, case.case_number),
}


def sees(office: Office, auditor: Actor, case: InstanceView) -> set[str]:
    """Give the ways by which the auditor sees the case; by all others there is no such case."""
    found = set()
    for name, way in WAYS.items():
        with office.acting(auditor) as tx:
            try:
                way(tx, case)
                found.add(name)
            except errors.NotFoundError:
                pass
    with office.acting(auditor) as tx:
        lists = {
            "cases": [one.number for one in cases.search(tx).items],
            "instances": [one.case_number for one in instances.search(tx, **ALL).items],
            "clocks": [one.case_number for one in sla_clocks.search(tx, **ALL).items],
        }
    return found | {name for name, numbers in lists.items() if case.case_number in numbers}


def test_without_an_assignment_no_case_exists(office: Office, auditor: Actor, case: InstanceView) -> None:
    assert sees(office, auditor, case) == set()


def test_the_assignment_opens_all_ways_and_its_end_shuts_them_at_once(
    office: Office, head: Actor, auditor: Actor, case: InstanceView
) -> None:
    opened = assign(office, head)
    seen = sees(office, auditor, case)
    with office.acting(head) as tx:
        assignments.end(tx, opened.id)

    assert seen >= {*WAYS, "cases", "instances"}
    assert sees(office, auditor, case) == set()


@pytest.mark.parametrize(
    "other",
    [
        {"last": date(2026, 11, 19)},
        {"first": date(2026, 11, 21)},
        {"procedures": ("lain",)},
        {"members": ("tono",)},
    ],
    ids=str,
)
def test_outside_the_scope_no_case_exists(
    office: Office, head: Actor, auditor: Actor, case: InstanceView, other: dict[str, Any]
) -> None:
    office.user("tono", "pemeriksa")
    office.deploy(procedures.two_steps(key="lain"))
    assign(office, head, **other)

    assert sees(office, auditor, case) == set()


def test_an_assignment_in_another_agency_opens_nothing_here(office: Office, auditor: Actor, case: InstanceView) -> None:
    with office.acting(CLI) as tx:
        users.grant(tx, username="dewi", agency=OTHER, role="pemeriksa")
    assign(office, office.user("rukmini", "kepala", agency=OTHER), agencies=(OTHER,))

    assert sees(office, auditor, case) == set()


def test_a_read_by_assignment_is_recorded_as_an_audit(
    office: Office, head: Actor, auditor: Actor, case: InstanceView
) -> None:
    assign(office, head)
    with office.acting(auditor) as tx:
        assert not cases.get(tx, case.case_number).narrative
    with office.acting(head) as tx:
        newest = accesses.of_case(tx, case.case_number).page.items[1]

    assert (newest.actor, newest.role, newest.purpose) == (auditor.id, "pemeriksa", "audit")


def test_what_an_assignment_holds_is_shown_to_members_and_to_who_may_see_it(
    office: Office, head: Actor, auditor: Actor
) -> None:
    opened = assign(office, head)
    views = {}
    for person in (head, auditor):
        with office.acting(person) as tx:
            views[person.id] = assignments.get(tx, opened.id)
            assert [one.id for one in assignments.search(tx)] == [opened.id]

    assert (views[head.id].is_member, views[head.id].may_end) == (False, True)
    assert (views[auditor.id].is_member, views[auditor.id].may_end) == (True, False)
    assert views[auditor.id].member_names == ("Dewi",)
    assert [(one.agency, one.procedure) for one in views[head.id].scopes] == [(AGENCY, "uji")]


@pytest.mark.parametrize(("username", "role"), [("tono", "pemeriksa"), ("siti", "petugas_pengaduan")])
def test_to_others_it_does_not_exist(office: Office, head: Actor, auditor: Actor, username: str, role: str) -> None:
    assert auditor
    opened = assign(office, head)
    stranger = office.user(username, role)

    with office.acting(stranger) as tx:
        assert assignments.search(tx) == ()
        with pytest.raises(errors.NotFoundError):
            assignments.get(tx, opened.id)
        with pytest.raises(errors.NotFoundError):
            assignments.end(tx, opened.id)


def test_one_that_there_is_not_is_not_found(office: Office, head: Actor) -> None:
    with office.acting(head) as tx:
        with pytest.raises(errors.NotFoundError):
            assignments.get(tx, "00000000-0000-4000-8000-000000000000")
        with pytest.raises(errors.NotFoundError):
            assignments.end(tx, "00000000-0000-4000-8000-000000000000")


def test_a_member_cannot_assign_or_end(office: Office, head: Actor, auditor: Actor) -> None:
    opened = assign(office, head)

    with pytest.raises(errors.NotPermittedError):
        assign(office, auditor)
    with office.acting(auditor) as tx, pytest.raises(errors.NotPermittedError):
        assignments.end(tx, opened.id)


def test_a_head_assigns_in_the_own_agency_only(office: Office, head: Actor, auditor: Actor) -> None:
    assert auditor
    with pytest.raises(errors.NotPermittedError):
        assign(office, head, agencies=(AGENCY, OTHER))


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("agencies", ()),
        ("procedures", ("tidak_ada",)),
        ("members", ("tidak_ada",)),
        ("members", ("kartini",)),
        ("letter_date", LAST),
    ],
)
def test_an_unfit_assignment_is_refused(office: Office, head: Actor, auditor: Actor, field: str, value: object) -> None:
    assert auditor
    with pytest.raises(AssignmentInvalidError) as refused:
        assign(office, head, **{field: value})

    assert refused.value.ids == {"field": field}


def test_an_agency_that_was_never_loaded_is_refused(office: Office, head: Actor) -> None:
    assert head
    anywhere = office.user("raden", "kepala", agency="uptd_tidak_ada")

    with pytest.raises(AssignmentInvalidError) as refused:
        assign(office, anywhere, agencies=("uptd_tidak_ada",))

    assert refused.value.ids == {"field": "agencies"}


def test_opening_and_ending_are_chained_events_from_which_the_rows_follow(
    office: Office, head: Actor, auditor: Actor
) -> None:
    opened = assign(office, head)
    office.clock.advance(timedelta(hours=1))
    for _ in range(2):
        with office.acting(head) as tx:
            assignments.end(tx, opened.id)

    with office.acting(CLI) as tx:
        events = [one for one in chained.everything(tx.session) if one.register == registers.AUDITS]
        findings = verification.part(tx, limit=1000).findings
    assert [one.type for one in events] == ["audit.opened", "audit.ended"]
    assert auditor.id in events[0].data
    assert list(findings) == []
