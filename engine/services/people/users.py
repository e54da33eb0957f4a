"""Users and their roles, managed by the system administrator or at the server's command line."""

import secrets
import uuid
from collections.abc import Mapping

from engine import errors
from engine.domain.people import permissions
from engine.services.base.transaction import Transaction
from engine.services.chains import registers
from engine.services.people import auth
from engine.services.people.results import UserView
from engine.store.base import rows
from engine.store.notifying import notifications
from engine.store.people import people
from engine.store.tables.people import User, UserRole


class UsernameTakenError(errors.ConflictError):
    """The username is already taken. Choose another one."""

    code = "username_taken"


class RoleUnknownError(errors.LindungError):
    """The chosen role or agency is not known. Choose one from the list."""

    code = "role_unknown"


def create(tx: Transaction, *, username: str, display_name: str, password: str | None = None) -> tuple[UserView, str]:
    """Create a user and give the password, made here when none is given; it is shown once and never stored."""
    tx.require_anywhere("user.manage")
    secret = password if password is not None else secrets.token_urlsafe(12)
    user_id = str(uuid.uuid4())
    is_free = rows.put_new(
        tx.session,
        User,
        id=user_id,
        username=username,
        display_name=display_name,
        password_hash=auth.HASHER.hash(secret),
        active=True,
        created_at=tx.now,
    )
    if not is_free:
        raise UsernameTakenError(username=username)
    note(tx, "account.made", subject=user_id, data={"username": username, "display_name": display_name})
    return _view(tx.session.get_one(User, user_id), ()), secret


def grant(tx: Transaction, *, username: str, agency: str, role: str) -> UserView:
    """Give a user a role in an agency; harmless when held already.

    An administrator does so in their own agency, and for others only: the system's administrator reads no case.
    """
    user = _manageable(tx, username, agency=agency)
    if role not in tx.installation.rights.roles:
        raise RoleUnknownError(role=role)
    if user.id == tx.actor.id:
        raise errors.NotPermittedError(permission="user.manage")
    if rows.put_new(tx.session, UserRole, user_id=user.id, agency=agency, role=role):
        note(tx, "role.given", subject=user.id, data={"agency": agency, "role": role}, agency=agency)
    return _shown(tx, user)


def revoke(tx: Transaction, *, username: str, agency: str, role: str) -> UserView:
    """Take a role from a user; harmless when not held."""
    user = _manageable(tx, username, agency=agency)
    held = tx.session.get(UserRole, (user.id, agency, role))
    if held is not None:
        tx.session.delete(held)
        tx.session.flush()
        note(tx, "role.taken", subject=user.id, data={"agency": agency, "role": role}, agency=agency)
    return _shown(tx, user)


def deactivate(tx: Transaction, *, username: str) -> UserView:
    """Shut a user out: sessions and tokens stop working at once, no mail is sent, the history keeps the name."""
    user = _manageable(tx, username)
    for agency, _ in people.roles_of(tx.session, {user.id})[user.id]:
        tx.require("user.manage", permissions.Subject(agency=agency))
    if user.active:
        note(tx, "account.shut", subject=user.id, data={})
    user.active = False
    notifications.forget_address(tx.session, user.id)
    return _shown(tx, user)


def search(tx: Transaction) -> tuple[UserView, ...]:
    """Give all users by name."""
    tx.require_anywhere("user.manage")
    found = people.everyone(tx.session)
    roles = people.roles_of(tx.session, {user.id for user in found})
    return tuple(_view(user, roles[user.id]) for user in found)


def me(tx: Transaction) -> UserView:
    """Give the user who is asking; NotFoundError for a system actor."""
    user = people.by_ids(tx.session, {tx.actor.id}).get(tx.actor.id) if not tx.actor.is_system else None
    if user is None:
        raise errors.NotFoundError(user=tx.actor.id)
    return _view(user, tuple(sorted(tx.actor.roles)))


def speak(tx: Transaction, language: str) -> None:
    """Keep the language in which the user who is asking reads the pages; the pages know which there are."""
    tx.session.get_one(User, tx.actor.id).language = language


def introduce(tx: Transaction) -> None:
    """Note that the user who is asking has read the hint of the first day; harmless when noted already."""
    user = tx.session.get_one(User, tx.actor.id)
    user.introduced_at = user.introduced_at or tx.now


def note(tx: Transaction, type_: str, *, subject: str, data: Mapping[str, str], agency: str | None = None) -> None:
    """Leave an event of the register of accounts about one; ``agency`` when the actor acted in that one."""
    role = tx.acting_role("user.manage", agency=agency) if agency is not None else None
    registers.append(tx, registers.ACCOUNTS, type_, subject=subject, data=data, role=role)


def _manageable(tx: Transaction, username: str, *, agency: str | None = None) -> User:
    if agency is None:
        tx.require_anywhere("user.manage")
    else:
        tx.require("user.manage", permissions.Subject(agency=agency))
    user = people.by_username(tx.session, username)
    if user is None:
        raise errors.NotFoundError(username=username)
    return user


def _shown(tx: Transaction, user: User) -> UserView:
    return _view(user, people.roles_of(tx.session, {user.id})[user.id])


def _view(user: User, roles: tuple[tuple[str, str], ...]) -> UserView:
    return UserView(
        id=user.id,
        username=user.username,
        display_name=user.display_name,
        active=user.active,
        roles=roles,
        introduced=user.introduced_at is not None,
    )
