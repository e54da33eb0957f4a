"""What was written, promised and stopped: submissions, documents, awaited messages, SLA clocks, incidents."""

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from sqlalchemy import ColumnElement, delete, func, or_, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from engine.store import database
from engine.store.tables import (
    AwaitedMessage,
    Case,
    Document,
    FormSubmission,
    Incident,
    LetterCounter,
    ProcessInstance,
    SlaClock,
)
from engine.store.tables.records import UNSIGNED


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


def document(session: Session, document_id: str, *, locked: bool = False) -> Document | None:
    """Give one register entry, with its row lock when asked."""
    query = select(Document).where(Document.id == document_id)
    if locked:
        query = query.with_for_update().execution_options(populate_existing=True)
    return session.scalar(query)


def unsigned(session: Session, *, places: Iterable[tuple[str, str]], maker: str) -> list[tuple[Document, str, bool]]:
    """Give the letters that wait for a second signature, the oldest first, with case number and whether it has its key.

    Those that wait for a role in an agency, and those that ``maker`` made.
    """
    roles = [(Document.agency == agency) & (Document.second_role == role) for agency, role in places]
    query = (
        select(Document, Case.number, Case.wrapped_key.is_not(None))
        .join(Case, Case.id == Document.case_id)
        .where(UNSIGNED, Document.number.is_not(None), or_(Document.maker == maker, *roles))
        .order_by(Document.at, Document.id)
    )
    return [(row, number, readable) for row, number, readable in session.execute(query)]


def document_by_code(session: Session, code: str) -> Document | None:
    """Give the register entry with this verification code."""
    return session.scalar(select(Document).where(Document.code == code))


def next_letter(session: Session, *, agency: str, series: str, year: int) -> int:
    """Give the next number of a register; the counter's row lock keeps two letters from sharing one."""
    insert = sqlite.insert if database.is_sqlite(session) else postgresql.insert
    statement = insert(LetterCounter).values(agency=agency, series=series, year=year, last=1)
    statement = statement.on_conflict_do_update(
        index_elements=["agency", "series", "year"], set_={"last": LetterCounter.last + 1}
    )
    return session.execute(statement.returning(LetterCounter.last)).scalar_one()


def newest_of_forms(session: Session, case_id: str, forms: Collection[str]) -> dict[str, FormSubmission]:
    """Give the last submission of each of these forms in a case; forms that nobody has filled are left out."""
    wanted = set(forms)
    return {row.form: row for row in submissions(session, case_id) if row.form is not None and row.form in wanted}


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


def count_awaiting(session: Session, *, instance_id: str, task_ids: set[str], message: str) -> int:
    """Give how many of an instance's waits, by their ids, are for a message of this name."""
    if not task_ids:
        return 0
    query = select(func.count()).select_from(AwaitedMessage).where(AwaitedMessage.message == message)
    here = (AwaitedMessage.instance_id == instance_id) & AwaitedMessage.task_id.in_(task_ids)
    return session.scalars(query.where(here)).one()


def no_longer_awaited(session: Session, *, instance_id: str, task_ids: set[str]) -> None:
    """Forget catch events that wait no more."""
    if task_ids:
        session.execute(
            delete(AwaitedMessage).where(
                AwaitedMessage.instance_id == instance_id, AwaitedMessage.task_id.in_(task_ids)
            )
        )


def incident(session: Session, incident_id: str) -> Incident | None:
    """Give one incident, locked."""
    return session.scalar(select(Incident).where(Incident.id == incident_id).with_for_update())


def open_incident(session: Session, cause: Mapping[str, str | None]) -> Incident | None:
    """Give the open incident with these values, None among them; None when there is none."""
    query = select(Incident).filter_by(state="open", **cause)
    return session.scalar(query.limit(1))


def open_incidents_of_job(session: Session, job_id: str) -> list[Incident]:
    """Give the open incidents of a job."""
    return list(session.scalars(select(Incident).where(Incident.job_id == job_id, Incident.state == "open")))


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
