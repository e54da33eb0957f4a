"""Drafts, comments, files, intakes and marks of persons, as the database finds them."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from engine.store import database, rows, visibility
from engine.store.tables import (
    Case,
    CaseFile,
    CaseFilePart,
    Comment,
    Draft,
    Intake,
    PersonMark,
    User,
    UserRole,
    UserTask,
)


def draft(session: Session, *, task_id: str, user_id: str, locked: bool = False) -> Draft | None:
    """Give a person's draft of a task as it stands now, with its row lock when asked."""
    query = select(Draft).where(Draft.task_id == task_id, Draft.user_id == user_id)
    query = query.execution_options(populate_existing=True)
    return session.scalar(query.with_for_update() if locked else query)


def lock_draft(session: Session, *, task_id: str, user_id: str, case_id: str, now: datetime) -> Draft:
    """Give a person's draft of a task with its row lock; an empty one of revision 0 is made when there is none."""
    while True:  # somebody else may write the first one, or drop the last, in between
        row = draft(session, task_id=task_id, user_id=user_id, locked=True)
        if row is not None:
            return row
        fresh = {"task_id": task_id, "user_id": user_id, "case_id": case_id}
        rows.put_new(session, Draft, **fresh, revision=0, saved_at=now, held_until=None, refused=None, ciphertext=b"")


def drop_draft(session: Session, *, task_id: str, user_id: str) -> None:
    """Forget a draft; harmless when there is none."""
    session.execute(delete(Draft).where(Draft.task_id == task_id, Draft.user_id == user_id))


def drop_finished_drafts(session: Session, *, closed_before: datetime) -> None:
    """Forget drafts that their own writer handed in, and those of tasks that closed before the moment."""
    closed = select(UserTask.id).where(
        UserTask.id == Draft.task_id,
        (UserTask.completed_by == Draft.user_id) | (UserTask.completed_at < closed_before),
    )
    session.execute(delete(Draft).where(closed.exists()))


def comments(session: Session, case_id: str) -> list[tuple[Comment, str]]:
    """Give the comments of a case with their authors' names, oldest first."""
    query = select(Comment, User.display_name).join(User, User.id == Comment.author).where(Comment.case_id == case_id)
    return [(row, name) for row, name in session.execute(query.order_by(Comment.at, Comment.id))]


def colleagues(session: Session, agency: str) -> list[tuple[str, str, frozenset[str]]]:
    """Give (username, user id, roles) of the active users of an agency."""
    query = select(User.username, User.id, UserRole.role).join(UserRole, UserRole.user_id == User.id)
    active = session.execute(query.where(UserRole.agency == agency, User.active).order_by(User.username))
    found: dict[str, tuple[str, set[str]]] = {}
    for username, user_id, role in active:
        found.setdefault(username, (user_id, set()))[1].add(role)
    return [(username, user_id, frozenset(roles)) for username, (user_id, roles) in found.items()]


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


def intake(session: Session, case_id: str) -> Intake | None:
    """Give what was told at the door about a case."""
    return session.get(Intake, case_id)


def siblings(session: Session, *, occurrence_id: str, scopes: visibility.Scopes, user_id: str) -> list[Case]:
    """Give the cases of one occurrence that the scopes admit, by number."""
    query = select(Case).join(Intake, Intake.case_id == Case.id).where(Intake.occurrence_id == occurrence_id)
    return list(session.scalars(query.where(visibility.of_cases(scopes, user_id=user_id)).order_by(Case.number)))


def marked(
    session: Session, *, agency: str, digests: set[str], scopes: visibility.Scopes, user_id: str
) -> list[tuple[Case, str]]:
    """Give (case, kind of mark) of the agency's cases with one of these marks that the scopes admit, newest first."""
    query = select(Case, PersonMark.kind).join(PersonMark, PersonMark.case_id == Case.id)
    query = query.where(PersonMark.agency == agency, PersonMark.digest.in_(digests))
    query = query.where(visibility.of_cases(scopes, user_id=user_id))
    return [(case, kind) for case, kind in session.execute(query.order_by(Case.opened_at.desc(), Case.id))]


def mark(session: Session, *, case_id: str, agency: str, marks: Mapping[str, str]) -> None:
    """Note digest -> kind marks of a case's persons; those that are known already stay."""
    if marks:
        insert = sqlite.insert if database.is_sqlite(session) else postgresql.insert
        known = [{"case_id": case_id, "agency": agency, "digest": key, "kind": kind} for key, kind in marks.items()]
        session.execute(insert(PersonMark).on_conflict_do_nothing(), known)


def forget_case(session: Session, case_id: str) -> None:
    """Remove from a case what only its key could open, and the marks by which its persons could be found."""
    of_case = select(CaseFile.id).where(CaseFile.case_id == case_id)
    session.execute(delete(CaseFilePart).where(CaseFilePart.file_id.in_(of_case)))
    session.execute(delete(PersonMark).where(PersonMark.case_id == case_id))
    session.execute(delete(Draft).where(Draft.case_id == case_id))
