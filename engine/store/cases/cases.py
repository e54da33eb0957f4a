"""Cases and process instances as the database finds and locks them."""

from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import Insert, Select, bindparam, or_, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from engine.store import visibility
from engine.store.base import database, locks, rows
from engine.store.policy import definitions
from engine.store.tables.audits import AuditFinding, AuditMember
from engine.store.tables.cases import Case, CaseCounter, CaseMember, ProcessInstance
from engine.store.tables.policy import Bundle
from engine.store.tables.user_tasks import UserTask


@dataclass(frozen=True, slots=True)
class Found:
    """An instance with its case and bundle; one found by ``lock`` also with its agency's newest calendar version."""

    instance: ProcessInstance
    case: Case
    bundle: Bundle
    calendar: str | None = None


def lock(session: Session, instance_id: str) -> Found | None:
    """Take the row lock of an instance; None when it does not exist. Everything that changes a case begins here."""
    return _locked(session, _step_of_instance(), key=instance_id)


def lock_known(session: Session, instance_id: str) -> Found:
    """Take the row lock of an instance that a row of ours names."""
    [row] = locks.take(session, _step_of_instance(), {"key": instance_id})
    return Found(*row)


def lock_by_task(session: Session, task_id: str) -> Found | None:
    """Take the row lock of the instance that holds a user task.

    The task itself is to be read after this, in a statement of its own: under READ COMMITTED a join would show the
    task as it was before the wait for the lock.
    """
    return _locked(session, _step_of_task(), key=task_id)


def get(session: Session, instance_id: str) -> Found | None:
    """Give an instance without locking it."""
    row = session.execute(_of_instance(), {"key": instance_id}).one_or_none()
    return None if row is None else Found(*row)


def known_instance(session: Session, instance_id: str) -> Found:
    """Give an instance that a row of ours names, without locking it."""
    return Found(*session.execute(_of_instance(), {"key": instance_id}).one())


def lock_free(session: Session, instance_id: str) -> bool:
    """Lock an instance unless somebody else is at work on it just now; tells whether the lock was got.

    SQLite has one writer at a time, so there it always is.
    """
    return bool(locks.take(session, _free_instance(), {"key": instance_id}, waits=False))


def lock_whole(session: Session, case_id: str) -> list[Found]:
    """Take the row locks of all instances of a case, and then of the case; give the instances, oldest first.

    One that began while the locks were waited for is locked too, though its turn was over: then all are given back and
    asked for again. After that none can begin but by this transaction.
    """
    while True:
        with locks.savepoint(session) as attempt:
            locks.take(session, _all_of_case(), {"key": case_id})
            attempt.keep = all(locks.holds(session, one.instance) for one in of_case(session, case_id))
        if attempt.keep:
            lock_case(session, case_id)
            return of_case(session, case_id)


def of_case(session: Session, case_id: str) -> list[Found]:
    """Give the instances of a case, oldest first. An overlay that began in the step of a procedure comes after it."""
    oldest_first = (ProcessInstance.started_at, Bundle.overlay, ProcessInstance.id)
    query = _joined().where(ProcessInstance.case_id == case_id).order_by(*oldest_first)
    return [Found(*row) for row in session.execute(query)]


def of_finding(session: Session, finding_id: str) -> Found | None:
    """Give the one instance that runs in the file of a finding; None for one that was not sent."""
    row = session.execute(_joined().where(Case.finding_id == finding_id)).one_or_none()
    return None if row is None else Found(*row)


def active_of(session: Session, *, procedure: str, agency: str) -> list[str]:
    """Give the ids of the active instances of a procedure in an agency, whatever their version."""
    query = (
        select(ProcessInstance.id)
        .join(Bundle, Bundle.id == ProcessInstance.bundle_id)
        .where(Bundle.key == procedure, ProcessInstance.agency == agency, ProcessInstance.state == "active")
        .order_by(ProcessInstance.id)
    )
    return list(session.scalars(query))


def running(session: Session, *, after: str, limit: int) -> list[str]:
    """Give the ids of instances that have not ended, in the order of their ids, those after this one."""
    here = ProcessInstance.state.in_(("active", "suspended")), ProcessInstance.id > after
    return list(session.scalars(select(ProcessInstance.id).where(*here).order_by(ProcessInstance.id).limit(limit)))


def is_running(session: Session, case_id: str) -> bool:
    """Tell whether any instance of the case is still to come to its end."""
    query = select(ProcessInstance.id).where(
        ProcessInstance.case_id == case_id, ProcessInstance.state.in_(("active", "suspended"))
    )
    return session.scalar(query.limit(1)) is not None


def exist(session: Session) -> bool:
    """Tell whether the installation holds any case."""
    return session.scalar(select(Case.id).limit(1)) is not None


def by_number(session: Session, number: str) -> Case | None:
    """Give the case of that number."""
    return session.scalar(select(Case).where(Case.number == number))


def by_id(session: Session, case_id: str) -> Case:
    """Give a case that is known to exist."""
    return session.get_one(Case, case_id)


def known(session: Session, number: str) -> Case:
    """Give the case of a number that stands in a row of ours, which no case ever leaves."""
    return session.scalars(select(Case).where(Case.number == number)).one()


def lock_case(session: Session, case_id: str) -> Case:
    """Give a known case as it stands now, with its row lock. Whoever also locks instances locks those first."""
    [(case,)] = locks.take(session, _case(), {"key": case_id})
    return case


def members(session: Session, case_id: str) -> frozenset[str]:
    """Give the ids of the users who are or were entrusted with a task of the case."""
    return frozenset(session.scalars(select(CaseMember.user_id).where(CaseMember.case_id == case_id)))


def auditors(session: Session, case_id: str) -> frozenset[str]:
    """Give the ids of the users whom an open assignment names that holds the case."""
    examined = visibility.examined().subquery()
    return frozenset(session.scalars(select(examined.c.user_id).where(examined.c.case_id == case_id)))


def examiners(session: Session, case_id: str) -> frozenset[str]:
    """Give the ids of the users whom the assignment names of the finding whose file this is, also after its end."""
    query = (
        select(AuditMember.user_id)
        .join(AuditFinding, AuditFinding.assignment_id == AuditMember.assignment_id)
        .join(Case, Case.finding_id == AuditFinding.id)
        .where(Case.id == case_id)
    )
    return frozenset(session.scalars(query))


def add_member(session: Session, *, case_id: str, user_id: str) -> None:
    """Note that the user is entrusted with the case; harmless when noted before."""
    statement = _entrusting(in_sqlite=database.is_sqlite(session))
    rows.connection(session).execute(statement, {"case_id": case_id, "user_id": user_id})


@cache
def _entrusting(*, in_sqlite: bool) -> Insert:
    insert = sqlite.insert if in_sqlite else postgresql.insert
    return insert(CaseMember).on_conflict_do_nothing()


def next_number(session: Session, *, agency: str, year: int) -> int:
    """Give the next case number of the agency's year; the counter's row lock keeps two cases from sharing one."""
    insert = sqlite.insert if database.is_sqlite(session) else postgresql.insert
    statement = insert(CaseCounter).values(agency=agency, year=year, last=1)
    statement = statement.on_conflict_do_update(index_elements=["agency", "year"], set_={"last": CaseCounter.last + 1})
    return session.execute(statement.returning(CaseCounter.last)).scalar_one()


def search(
    session: Session, *, scopes: visibility.Scopes, user_id: str, text: str | None, after: str | None, limit: int
) -> list[Case]:
    """Give cases that the scopes admit, newest first; ``after`` is the id of the last one of the page before."""
    query = select(Case).where(visibility.of_cases(scopes, user_id=user_id))
    if text:
        query = query.where(Case.number.ilike(f"%{_escaped(text)}%", escape="\\"))
    if after:
        anchor = select(Case.opened_at).where(Case.id == after).scalar_subquery()
        query = query.where(or_(Case.opened_at < anchor, (Case.opened_at == anchor) & (Case.id < after)))
    return list(session.scalars(query.order_by(Case.opened_at.desc(), Case.id.desc()).limit(limit)))


def search_instances(
    session: Session,
    *,
    scopes: visibility.Scopes,
    user_id: str,
    state: str | None,
    case_number: str | None,
    after: str | None,
    limit: int,
) -> list[Found]:
    """Give instances whose cases the scopes admit, newest first."""
    query = _joined().where(visibility.of_cases(scopes, user_id=user_id))
    if state:
        query = query.where(ProcessInstance.state == state)
    if case_number:
        query = query.where(Case.number == case_number)
    if after:
        anchor = select(ProcessInstance.started_at).where(ProcessInstance.id == after).scalar_subquery()
        query = query.where(
            or_(
                ProcessInstance.started_at < anchor,
                (ProcessInstance.started_at == anchor) & (ProcessInstance.id < after),
            )
        )
    ordered = query.order_by(ProcessInstance.started_at.desc(), ProcessInstance.id.desc()).limit(limit)
    return [Found(*row) for row in session.execute(ordered)]


def _joined() -> Select[ProcessInstance, Case, Bundle]:
    return (
        select(ProcessInstance, Case, Bundle)
        .join(Case, Case.id == ProcessInstance.case_id)
        .join(Bundle, Bundle.id == ProcessInstance.bundle_id)
    )


# Built once: putting a statement together costs more than running it, and these run at every step of every case.
@cache
def _of_instance() -> Select[ProcessInstance, Case, Bundle]:
    return _joined().where(ProcessInstance.id == bindparam("key"))


@cache
def _for_step() -> Select[ProcessInstance, Case, Bundle, str]:
    """Build the statement for what a step of the instance needs; the calendar comes along, as each step asks for it."""
    calendar = definitions.calendars_of(ProcessInstance.agency).scalar_subquery()
    return locks.locking(_joined().add_columns(calendar), ProcessInstance)


@cache
def _step_of_instance() -> Select[ProcessInstance, Case, Bundle, str]:
    return _for_step().where(ProcessInstance.id == bindparam("key"))


@cache
def _step_of_task() -> Select[ProcessInstance, Case, Bundle, str]:
    owner = select(UserTask.instance_id).where(UserTask.id == bindparam("key")).scalar_subquery()
    return _for_step().where(ProcessInstance.id == owner)


@cache
def _free_instance() -> Select[ProcessInstance]:
    query = select(ProcessInstance).where(ProcessInstance.id == bindparam("key"))
    return locks.locking(query, ProcessInstance, skip_locked=True)


@cache
def _all_of_case() -> Select[ProcessInstance]:
    query = select(ProcessInstance).where(ProcessInstance.case_id == bindparam("key"))
    return locks.locking(query.order_by(ProcessInstance.id), ProcessInstance)


@cache
def _case() -> Select[Case]:
    return locks.locking(select(Case).where(Case.id == bindparam("key")), Case)


def _locked(session: Session, query: Select[*tuple[Any, ...]], *, key: str) -> Found | None:
    found = locks.take(session, query, {"key": key})
    return Found(*found[0]) if found else None


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
