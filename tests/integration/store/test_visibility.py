"""A list shows exactly what a read allows: the scopes as SQL against the scopes as predicates."""

import itertools
from dataclasses import replace
from pathlib import Path

import pytest

from engine.clock import FixedClock
from engine.domain.people import permissions
from engine.services.base import access
from engine.services.base.transaction import Transaction
from engine.services.cases import cases
from engine.services.inbox import inbox
from engine.services.user_tasks import life_cycle
from engine.store import visibility
from engine.store.cases import cases as stored
from engine.store.tables.cases import Case
from engine.store.tables.referrals import Referral
from engine.store.tables.user_tasks import UserTask
from tasks import draining
from tests.support.offices import assigned, procedures, referring
from tests.support.offices.factories import AGENCY, Office

ROLES = ("petugas_pengaduan", "pendamping", "penyelia", "kepala", "pengelola_data", "auditor", "admin_sistem")


@pytest.mark.parametrize("roles", [*((role,) for role in ROLES), ("pendamping", "pengelola_data")], ids="+".join)
def test_every_role_lists_what_it_may_read(office: Office, roles: tuple[str, ...]) -> None:
    office.deploy(procedures.two_steps())
    officer, reader = office.user("siti", "petugas_pengaduan"), office.user("x", *roles)
    first, _ = office.start(officer), office.start(officer)
    office.complete(officer, first.open_user_tasks[0].id)

    with office.acting(reader) as tx:
        listed = {case.number for case in cases.search(tx).items}
        allowed = {
            case.number
            for case in tx.session.query(Case)
            if tx.allows("case.read", permissions.Subject(agency=AGENCY, members=stored.members(tx.session, case.id)))
        }
    assert listed == allowed


@pytest.mark.parametrize("reach", permissions.REACHES)
def test_each_reach_means_the_same_to_the_database(office: Office, reach: str) -> None:
    office.deploy(procedures.two_steps())
    officer, reader = office.user("siti", "petugas_pengaduan"), office.user("ida", "penyelia")
    one, _ = office.start(officer), office.start(officer)
    office.complete(officer, one.open_user_tasks[0].id)
    with office.acting(reader) as tx:
        life_cycle.claim(tx, inbox.search(tx, inbox.TaskQuery(role="penyelia")).items[0].id)
    scope = permissions.Scope(agency=AGENCY, reach=reach, roles=frozenset({"penyelia"}))

    for person, agency in itertools.product((officer, reader), (AGENCY, "uptd_ppa_lain")):
        here = permissions.Scope(agency=agency, reach=scope.reach, roles=scope.roles)
        with office.acting(person) as tx:
            condition = visibility.of_tasks((here,), user_id=person.id)
            listed = {task.id for task in tx.session.query(UserTask).where(condition)}
            allowed = {
                task.id
                for task in tx.session.query(UserTask)
                if here.admits(
                    permissions.Subject(
                        agency=task.agency,
                        role=task.role,
                        assignee=task.assignee,
                        members=stored.members(tx.session, task.case_id),
                    ),
                    person,
                )
            }
        assert listed == allowed


@pytest.mark.parametrize("reach", permissions.REACHES)
def test_each_reach_means_the_same_for_referrals(
    database_url: str, tmp_path: Path, clock: FixedClock, reach: str
) -> None:
    built = referring.runtime(tmp_path, clock, database_url=database_url)
    pair = referring.furnish(built, clock)
    pair.send()
    pair.send(rujukan_penerima=referring.PAPER)
    draining.run_due(built)

    people = (pair.officer, pair.supervisor, pair.other_supervisor)
    for person, agency in itertools.product(people, (referring.SENDER, referring.RECIPIENT, "uptd_ppa_lain")):
        here = permissions.Scope(agency=agency, reach=reach, roles=frozenset({"penyelia"}))
        with pair.office.acting(person) as tx:
            condition = visibility.of_referrals((here,), user_id=person.id, direction=None)
            listed = {row.id for row in tx.session.query(Referral).where(condition)}
            allowed = {
                row.id
                for row in tx.session.query(Referral)
                for side, case_id in ((row.from_agency, row.from_case_id), (row.to_agency, row.to_case_id))
                if side is not None and case_id is not None
                if here.admits(permissions.Subject(agency=side, members=stored.members(tx.session, case_id)), person)
            }
        assert listed == allowed
    built.close()


def test_a_case_belongs_to_no_role(office: Office) -> None:
    office.deploy(procedures.two_steps())
    officer = office.user("siti", "petugas_pengaduan")
    office.start(officer)
    scope = permissions.Scope(agency=AGENCY, reach="role", roles=frozenset({"petugas_pengaduan"}))

    with office.acting(officer) as tx:
        assert tx.session.query(Case).where(visibility.of_cases((scope,), user_id=officer.id)).all() == []


@pytest.mark.parametrize("reach", permissions.REACHES)
def test_each_reach_means_the_same_for_the_file_of_a_finding(office: Office, reach: str) -> None:
    office.deploy(procedures.two_steps())
    assigned.follow(office)
    head, auditor, other = (
        office.user("kartini", "kepala"),
        office.user("dewi", "pemeriksa"),
        office.user("ani", "pemeriksa"),
    )
    case = office.start(office.user("siti", "petugas_pengaduan"))
    for letter, members in (("700/1", ("dewi",)), ("700/2", ("ani",))):
        opened = assigned.assign(office, head, letter_number=letter, members=members)
        writer = auditor if members == ("dewi",) else other
        found = assigned.send(office, writer, assigned.write(office, writer, opened.id, [(case.id, 1)]).id)
        assigned.work(office, head, found.id, "tanggapi_temuan", dapat_ditindaklanjuti="tidak")
    roles = frozenset({"kepala", "pemeriksa"})
    sides = [frozenset[str](), frozenset({permissions.ANSWER}), frozenset({permissions.WRITE})]

    for person, side in itertools.product((head, auditor, other), sides):
        here = permissions.Scope(agency=AGENCY, reach=reach, roles=roles, sides=side)
        with office.acting(person) as tx:
            of_cases = visibility.of_cases((here,), user_id=person.id)
            of_tasks = visibility.of_tasks((here,), user_id=person.id)
            listed = {row.number for row in tx.session.query(Case).where(of_cases)}
            tasks = {row.id for row in tx.session.query(UserTask).where(of_tasks)}
            files = [row for row in tx.session.query(Case) if row.finding_id is not None]
            may = {row.number for row in files if here.admits(subject(tx, row), person)}
            does = {row.id for row in tx.session.query(UserTask) if here.admits(task_subject(tx, row), person)}
        assert listed & {row.number for row in files} == may
        assert tasks == does


def subject(tx: Transaction, case: Case) -> permissions.Subject:
    """Give the file of a finding as the rights see it."""
    return permissions.Subject(
        agency=case.agency,
        members=stored.members(tx.session, case.id),
        auditors=stored.examiners(tx.session, case.id),
        of_finding=True,
    )


def task_subject(tx: Transaction, task: UserTask) -> permissions.Subject:
    """Give a task as the rights see it, with whoever may examine its case."""
    seen = access.subject_of_task(tx, task, members=stored.members(tx.session, task.case_id))
    return seen if seen.of_finding else replace(seen, auditors=stored.auditors(tx.session, task.case_id))
