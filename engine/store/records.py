"""What was written, promised and stopped: submissions, documents, awaited messages, SLA clocks, incidents."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import ColumnElement, delete, func, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from engine.store import database
from engine.store.tables import (
    AwaitedMessage,
    Document,
    FormSubmission,
    Incident,
    OutboxMessage,
    ProcessInstance,
    SlaClock,
)


def submissions(session: Session, case_id: str) -> list[FormSubmission]:
    """Give the submissions of a case in the order of their writing."""
    query = (
        select(FormSubmission)
        .join(ProcessInstance, ProcessInstance.id == FormSubmission.instance_id)
        .where(ProcessInstance.case_id == case_id)
        .order_by(ProcessInstance.started_at, FormSubmission.instance_id, FormSubmission.seq)
    )
    return list(session.scalars(query))


def submission_texts(session: Session, instance_id: str) -> dict[str, bytes]:
    """Give the ciphertexts of an instance by submission id."""
    rows = session.execute(
        select(FormSubmission.id, FormSubmission.ciphertext).where(FormSubmission.instance_id == instance_id)
    )
    return {submission_id: bytes(text) for submission_id, text in rows}


def documents(session: Session, case_id: str) -> list[Document]:
    """Give the register entries of a case, oldest first."""
    query = select(Document).where(Document.case_id == case_id).order_by(Document.at, Document.id)
    return list(session.scalars(query))


def clocks(
    session: Session, condition: ColumnElement[bool], *, after: tuple[str, str] | None, limit: int
) -> list[SlaClock]:
    """Give SLA clocks that the condition wants, by instance and clock id."""
    query = select(SlaClock).where(condition)
    if after is not None:
        instance_id, clock_id = after
        query = query.where(
            (SlaClock.instance_id > instance_id)
            | ((SlaClock.instance_id == instance_id) & (SlaClock.clock_id > clock_id))
        )
    return list(session.scalars(query.order_by(SlaClock.instance_id, SlaClock.clock_id).limit(limit)))


def put_clocks(session: Session, rows: list[dict[str, Any]]) -> None:
    """Write clocks as they stand, new or known; each row has every column of the table."""
    insert = sqlite.insert if database.is_sqlite(session) else postgresql.insert
    statement = insert(SlaClock)
    changed = {name: statement.excluded[name] for name in ("state", "started_at", "due_at", "data")}
    session.execute(statement.on_conflict_do_update(index_elements=["instance_id", "clock_id"], set_=changed), rows)


def clocks_of_case(session: Session, case_id: str) -> list[SlaClock]:
    """Give the clocks of a case, oldest first."""
    query = select(SlaClock).where(SlaClock.case_id == case_id).order_by(SlaClock.started_at, SlaClock.clock_id)
    return list(session.scalars(query))


def awaiting(session: Session, *, case_number: str, message: str) -> list[str]:
    """Give the ids of the case's instances that wait for a message of this name."""
    query = (
        select(AwaitedMessage.instance_id)
        .where(AwaitedMessage.case_number == case_number, AwaitedMessage.message == message)
        .distinct()
        .order_by(AwaitedMessage.instance_id)
    )
    return list(session.scalars(query))


def no_longer_awaited(session: Session, *, instance_id: str, task_ids: set[str]) -> None:
    """Forget catch events that wait no more."""
    if task_ids:
        session.execute(
            delete(AwaitedMessage).where(
                AwaitedMessage.instance_id == instance_id, AwaitedMessage.task_id.in_(task_ids)
            )
        )


def outbox_message(session: Session, message_id: str) -> OutboxMessage | None:
    """Give one message that a diagram sent."""
    return session.get(OutboxMessage, message_id)


def incident(session: Session, incident_id: str) -> Incident | None:
    """Give one incident, locked."""
    return session.scalar(select(Incident).where(Incident.id == incident_id).with_for_update())


def open_incident(session: Session, cause: Mapping[str, str | None]) -> Incident | None:
    """Give the open incident with these values, None among them; None when there is none."""
    query = select(Incident).filter_by(state="open", **cause)
    return session.scalar(query.limit(1))


def incidents(session: Session, condition: ColumnElement[bool], *, after: str | None, limit: int) -> list[Incident]:
    """Give incidents that the condition wants, newest first."""
    query = select(Incident).where(condition)
    if after is not None:
        anchor = select(Incident.created_at).where(Incident.id == after).scalar_subquery()
        query = query.where((Incident.created_at < anchor) | ((Incident.created_at == anchor) & (Incident.id < after)))
    return list(session.scalars(query.order_by(Incident.created_at.desc(), Incident.id.desc()).limit(limit)))


def count_open_incidents(session: Session) -> int:
    """Give how many incidents are open in the installation."""
    return session.scalars(select(func.count()).select_from(Incident).where(Incident.state == "open")).one()
