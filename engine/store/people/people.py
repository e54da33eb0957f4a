"""Users, roles and credentials as the database finds them."""

import hashlib
from collections.abc import Iterable
from datetime import datetime
from functools import cache

from sqlalchemy import Select, bindparam, delete, func, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from engine.store.base import database, rows
from engine.store.tables.people import Credential, IdempotencyKey, SignInAttempt, User, UserRole


def by_username(session: Session, username: str) -> User | None:
    """Give the user of that name, active or not."""
    return session.scalar(select(User).where(User.username == username))


def by_ids(session: Session, ids: set[str]) -> dict[str, User]:
    """Give the users of these ids; unknown ids are left out."""
    if not ids:
        return {}
    return {user.id: user for user in session.scalars(select(User).where(User.id.in_(ids)))}


def everyone(session: Session) -> list[User]:
    """Give all users by name."""
    return list(session.scalars(select(User).order_by(User.username)))


def roles_of(session: Session, user_ids: set[str]) -> dict[str, tuple[tuple[str, str], ...]]:
    """Give the (agency, role) pairs of each user, in order."""
    rows = session.execute(
        select(UserRole.user_id, UserRole.agency, UserRole.role)
        .where(UserRole.user_id.in_(user_ids))
        .order_by(UserRole.agency, UserRole.role)
    )
    found: dict[str, list[tuple[str, str]]] = {user_id: [] for user_id in user_ids}
    for user_id, agency, role in rows:
        found[user_id].append((agency, role))
    return {user_id: tuple(pairs) for user_id, pairs in found.items()}


def bearer(session: Session, digest: bytes, *, kind: str, now: datetime) -> list[tuple[str, str | None, str | None]]:
    """Give (user id, agency, role) rows of who carries this credential; empty when it is unknown, expired or closed."""
    found = rows.connection(session).execute(_bearer(), {"digest": digest, "kind": kind, "now": now})
    return [(user_id, agency, role) for user_id, agency, role in found]


@cache
def _bearer() -> Select[str, str | None, str | None]:
    """Build the statement once: it runs at every request."""
    return (
        select(User.id, UserRole.agency, UserRole.role)
        .join(Credential, Credential.user_id == User.id)
        .outerjoin(UserRole, UserRole.user_id == User.id)
        .where(
            Credential.digest == bindparam("digest"),
            Credential.kind == bindparam("kind"),
            Credential.expires_at > bindparam("now"),
            User.active,
        )
    )


def drop_credential(session: Session, digest: bytes) -> None:
    """Forget one credential; harmless when it is not there."""
    session.execute(delete(Credential).where(Credential.digest == digest))


def drop_tokens(session: Session, *, user_id: str, name: str) -> int:
    """Forget a user's API tokens of that name and tell how many there were."""
    found = session.scalars(
        delete(Credential)
        .where(Credential.user_id == user_id, Credential.kind == "token", Credential.name == name)
        .returning(Credential.digest)
    )
    return len(found.all())


def attempts(session: Session, subjects: list[str], *, now: datetime) -> dict[str, SignInAttempt]:
    """Give what is remembered of these subjects, locked and made if need be: two at once take turns."""
    insert = sqlite.insert if database.is_sqlite(session) else postgresql.insert
    fresh = [{"subject": subject, "failures": 0, "last_failed_at": now} for subject in sorted(subjects)]
    session.execute(insert(SignInAttempt).on_conflict_do_nothing(), fresh)
    query = select(SignInAttempt).where(SignInAttempt.subject.in_(subjects)).order_by(SignInAttempt.subject)
    return {row.subject: row for row in session.scalars(query.with_for_update())}


def answered(session: Session, *, actor: str, key: str) -> IdempotencyKey | None:
    """Give the answer that this actor got for this key before, if any; who asks at the same time waits for it.

    A row that is not there yet cannot be locked, so PostgreSQL locks the key itself until the transaction ends.
    """
    if not database.is_sqlite(session):
        turn = int.from_bytes(hashlib.sha256(f"{actor}\0{key}".encode()).digest()[:8], signed=True)
        session.execute(select(func.pg_advisory_xact_lock(turn)))
    return session.get(IdempotencyKey, (actor, key))


def forget_answers(session: Session, *, before: datetime) -> None:
    """Drop remembered answers that are older than the moment."""
    session.execute(delete(IdempotencyKey).where(IdempotencyKey.created_at < before))


def forget_visits(session: Session, *, failed_before: datetime, expired_before: datetime) -> None:
    """Drop failures to sign in that no longer count, and credentials that have expired."""
    session.execute(delete(SignInAttempt).where(SignInAttempt.last_failed_at < failed_before))
    session.execute(delete(Credential).where(Credential.expires_at < expired_before))


def colleagues(session: Session, agency: str) -> list[tuple[str, str, frozenset[str]]]:
    """Give (username, user id, roles) of the active users of an agency."""
    query = select(User.username, User.id, UserRole.role).join(UserRole, UserRole.user_id == User.id)
    active = session.execute(query.where(UserRole.agency == agency, User.active).order_by(User.username))
    found: dict[str, tuple[str, set[str]]] = {}
    for username, user_id, role in active:
        found.setdefault(username, (user_id, set()))[1].add(role)
    return [(username, user_id, frozenset(roles)) for username, (user_id, roles) in found.items()]


def holders(session: Session, *, agencies: Iterable[str], roles: Iterable[str]) -> list[User]:
    """Give the active people with any of these roles in these agencies, by name."""
    fits = UserRole.agency.in_(sorted(agencies)) & UserRole.role.in_(sorted(roles))
    holders = select(UserRole.user_id).where(fits)
    query = select(User).where(User.active, User.id.in_(holders)).order_by(User.display_name, User.id)
    return list(session.scalars(query))
