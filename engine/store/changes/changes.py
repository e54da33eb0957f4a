"""Changes of procedures as the database finds them."""

import zlib
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from engine.store.tables.changes import Change, ChangeRevision


@dataclass(frozen=True, slots=True, kw_only=True)
class Revision:
    """A revision without its content; ``is_removal`` tells that it took the file out."""

    number: int
    path: str
    by: str
    at: datetime
    is_removal: bool


def lock(session: Session, change_id: str) -> Change | None:
    """Give a change as it stands now, with its row lock."""
    query = select(Change).where(Change.id == change_id).with_for_update()
    return session.scalar(query.execution_options(populate_existing=True))


def get(session: Session, change_id: str) -> Change | None:
    """Give a change without locking it."""
    return session.get(Change, change_id)


def search(session: Session) -> list[Change]:
    """Give every change, the newest first."""
    return list(session.scalars(select(Change).order_by(Change.created_at.desc(), Change.id.desc())))


def contents(session: Session, change_id: str) -> dict[str, bytes | None]:
    """Give the newest content of each revised file by path, None for one that was taken out."""
    last = (
        select(func.max(ChangeRevision.number))
        .where(ChangeRevision.change_id == change_id)
        .group_by(ChangeRevision.path)
    )
    query = select(ChangeRevision.path, ChangeRevision.content).where(
        ChangeRevision.change_id == change_id, ChangeRevision.number.in_(last)
    )
    return {path: _unpacked(content) for path, content in session.execute(query)}


def content(session: Session, change_id: str, path: str, *, until: int) -> tuple[int, bytes | None] | None:
    """Give number and content of a file's last revision up to the one ``until``; None when it had none by then."""
    query = (
        select(ChangeRevision.number, ChangeRevision.content)
        .where(ChangeRevision.change_id == change_id, ChangeRevision.path == path, ChangeRevision.number <= until)
        .order_by(ChangeRevision.number.desc())
        .limit(1)
    )
    row = session.execute(query).one_or_none()
    return None if row is None else (row.number, _unpacked(row.content))


def revisions(session: Session, change_id: str, *, since: int = 0, path: str | None = None) -> list[Revision]:
    """Give the revisions after one number, of one file or of all, the newest first."""
    query = select(
        ChangeRevision.number, ChangeRevision.path, ChangeRevision.by, ChangeRevision.at,
        ChangeRevision.content.is_(None).label("is_removal"),
    ).where(ChangeRevision.change_id == change_id, ChangeRevision.number > since)  # fmt: skip
    if path is not None:
        query = query.where(ChangeRevision.path == path)
    rows = session.execute(query.order_by(ChangeRevision.number.desc()))
    return [Revision(number=row.number, path=row.path, by=row.by, at=row.at, is_removal=row.is_removal) for row in rows]


def add_revision(session: Session, revision: Revision, content: bytes | None, *, change_id: str) -> None:
    """Keep one file's content from a revision on."""
    session.add(
        ChangeRevision(
            change_id=change_id,
            number=revision.number,
            path=revision.path,
            content=None if content is None else zlib.compress(content),
            by=revision.by,
            at=revision.at,
        )
    )


def _unpacked(content: bytes | None) -> bytes | None:
    return None if content is None else zlib.decompress(content)
