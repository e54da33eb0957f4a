"""API tokens: carried by programs that act for a user, with that user's roles."""

from datetime import timedelta

from engine import errors
from engine.services.base.transaction import Transaction
from engine.services.chains import registers
from engine.services.people import auth
from engine.store.people import people
from engine.store.tables.people import Credential


def create(tx: Transaction, *, username: str, name: str, days: int) -> str:
    """Give a new token of the user, valid for so many days; it is shown once and stored as a digest.

    Made at the server's command line: an administrator who made one of somebody else's would act in their name.
    """
    tx.require_anywhere("user.manage")
    user = people.by_username(tx.session, username)
    if user is None:
        raise errors.NotFoundError(username=username)
    if not tx.actor.is_system and tx.actor.id != user.id:
        raise errors.NotPermittedError(permission="user.manage")
    token, expires_at = auth.new_secret(), tx.now + timedelta(days=days)
    tx.session.add(
        Credential(
            digest=auth.digest(token),
            user_id=user.id,
            kind="token",
            name=name,
            created_at=tx.now,
            expires_at=expires_at,
        )
    )
    data = {"name": name, "expires_at": expires_at.isoformat()}
    registers.append(tx, registers.ACCOUNTS, "token.made", subject=user.id, data=data)
    return token


def revoke(tx: Transaction, *, username: str, name: str) -> int:
    """Make the user's tokens of that name worthless and tell how many there were."""
    tx.require_anywhere("user.manage")
    user = people.by_username(tx.session, username)
    if user is None:
        raise errors.NotFoundError(username=username)
    count = people.drop_tokens(tx.session, user_id=user.id, name=name)
    if count:
        data = {"name": name, "count": count}
        registers.append(tx, registers.ACCOUNTS, "token.revoked", subject=user.id, data=data)
    return count
