"""Public reports, their reporters' visits and messages, and counts of what the public did, as the database has them."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from engine.store.base import database
from engine.store.cases import cases
from engine.store.tables.audit import AccessEvent, HistoryEvent
from engine.store.tables.people import User
from engine.store.tables.public import PublicCount, PublicReport, ReporterMessage, ReporterVisit
from engine.store.tables.user_tasks import UserTask

TAKEN_UP = ("user_task.claimed", "user_task.completed")
"""The events by which somebody begins to work on a case."""


def report(session: Session, case_id: str) -> PublicReport | None:
    """Give how a case began on the public page; None for one that did not."""
    return session.get(PublicReport, case_id)


def known(session: Session, case_id: str) -> PublicReport:
    """Give the report of a case that is known to have begun on the public page."""
    return session.get_one(PublicReport, case_id)


def begun(session: Session, case_id: str) -> cases.Found:
    """Give the instance with which a public report began."""
    return cases.known_instance(session, known(session, case_id).instance_id)


def by_code(session: Session, code: str) -> PublicReport | None:
    """Give the report whose receipt code has this keyed digest."""
    return session.scalar(select(PublicReport).where(PublicReport.code == code))


def visit(session: Session, digest: bytes) -> ReporterVisit | None:
    """Give the visit with this digest, with its row lock."""
    return session.scalar(select(ReporterVisit).where(ReporterVisit.digest == digest).with_for_update())


def drop_visit(session: Session, digest: bytes) -> None:
    """Forget a visit; harmless when there is none."""
    session.execute(delete(ReporterVisit).where(ReporterVisit.digest == digest))


def messages(session: Session, case_id: str) -> list[tuple[ReporterMessage, str | None]]:
    """Give the messages of a case, oldest first, each with its officer's name; None for the reporter's own."""
    query = select(ReporterMessage, User.display_name).outerjoin(User, User.id == ReporterMessage.officer)
    query = query.where(ReporterMessage.case_id == case_id)
    return [(row, name) for row, name in session.execute(query.order_by(ReporterMessage.at, ReporterMessage.id))]


def first_reading(session: Session, case_id: str, *, kinds: Collection[str]) -> datetime | None:
    """Give when a person first read a case in one of these ways; refusals and the system's own do not count."""
    ways = (AccessEvent.what.in_(sorted(kinds)), AccessEvent.refused.is_(False))
    query = select(AccessEvent.at).where(AccessEvent.case_id == case_id, *ways)
    return session.scalar(query.where(~AccessEvent.actor.startswith("system:")).order_by(AccessEvent.seq).limit(1))


def first_taken_up(session: Session, instance_id: str) -> datetime | None:
    """Give when somebody first took up or completed a task of an instance."""
    query = select(HistoryEvent.at).where(HistoryEvent.instance_id == instance_id, HistoryEvent.type.in_(TAKEN_UP))
    return session.scalar(query.order_by(HistoryEvent.seq).limit(1))


def holders(session: Session, case_id: str) -> dict[str, str]:
    """Give user id -> task of who holds open tasks of a case, one task a person."""
    query = select(UserTask.assignee, UserTask.id).where(UserTask.case_id == case_id, UserTask.state == "open")
    query = query.order_by(UserTask.created_at.desc(), UserTask.id)
    return {user_id: task_id for user_id, task_id in session.execute(query) if user_id is not None}


def counts(session: Session, subjects: list[str], *, now: datetime) -> list[PublicCount]:
    """Give the counts of these subjects in their order, locked and made if need be: two at once take turns."""
    insert = sqlite.insert if database.is_sqlite(session) else postgresql.insert
    fresh = [{"subject": subject, "count": 0, "began_at": now} for subject in sorted(subjects)]
    session.execute(insert(PublicCount).on_conflict_do_nothing(), fresh)
    query = select(PublicCount).where(PublicCount.subject.in_(subjects)).order_by(PublicCount.subject)
    query = query.with_for_update().execution_options(populate_existing=True)
    found = {row.subject: row for row in session.scalars(query)}
    return [found[subject] for subject in subjects]


def forget_old(session: Session, *, seen_before: datetime, began_before: datetime) -> None:
    """Drop visits that ended by staying away, and counts that count no more."""
    session.execute(delete(ReporterVisit).where(ReporterVisit.seen_at < seen_before))
    session.execute(delete(PublicCount).where(PublicCount.began_at < began_before))
