"""Files of cases, and the parts in which they arrive."""

from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from engine.store.tables.cases import CaseFile, CaseFilePart


def file(session: Session, file_id: str, *, locked: bool = False) -> CaseFile | None:
    """Give one file as it stands now, with its row lock when asked."""
    query = select(CaseFile).where(CaseFile.id == file_id).execution_options(populate_existing=True)
    return session.scalar(query.with_for_update() if locked else query)


def files(session: Session, case_id: str) -> list[CaseFile]:
    """Give the whole files of a case, oldest first."""
    query = select(CaseFile).where(CaseFile.case_id == case_id, CaseFile.completed_at.is_not(None))
    return list(session.scalars(query.order_by(CaseFile.begun_at, CaseFile.id)))


def unfinished_files(session: Session, *, task_id: str, user_id: str) -> list[CaseFile]:
    """Give the files that a person began to hand in at a task and that are not whole."""
    query = select(CaseFile).where(
        CaseFile.task_id == task_id, CaseFile.uploaded_by == user_id, CaseFile.completed_at.is_(None)
    )
    return list(session.scalars(query.order_by(CaseFile.begun_at, CaseFile.id)))


def parts(session: Session, file_id: str) -> list[CaseFilePart]:
    """Give a file's parts in order."""
    query = select(CaseFilePart).where(CaseFilePart.file_id == file_id).order_by(CaseFilePart.at_byte)
    return list(session.scalars(query))


def drop_file(session: Session, file_id: str) -> None:
    """Forget a file with its content."""
    session.execute(delete(CaseFilePart).where(CaseFilePart.file_id == file_id))
    session.execute(delete(CaseFile).where(CaseFile.id == file_id))


def drop_stale_files(session: Session, *, begun_before: datetime) -> None:
    """Forget files that were begun before the moment and never became whole."""
    stale = select(CaseFile.id).where(CaseFile.completed_at.is_(None), CaseFile.begun_at < begun_before)
    for file_id in session.scalars(stale).all():
        drop_file(session, file_id)
