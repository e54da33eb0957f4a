"""The register of letters and the counters of their numbers."""

from collections.abc import Iterable

from sqlalchemy import or_, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from engine.store.base import database
from engine.store.tables.cases import Case
from engine.store.tables.letters import UNSIGNED, Document, LetterCounter


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
