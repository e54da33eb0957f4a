"""The sheet of a report, and the digests by which the same person is found again."""

from collections.abc import Mapping

from sqlalchemy import delete, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from engine.store import visibility
from engine.store.base import database
from engine.store.tables.cases import Case, CaseFile, CaseFilePart
from engine.store.tables.content import Intake, PersonMark
from engine.store.tables.user_tasks import Draft


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
