"""Passwords, sessions and tokens: they tell who asks. Secrets are stored as digests only; guessing becomes slow."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import VerifyMismatchError

from engine import errors
from engine.domain.people import actors
from engine.services.base.transaction import Transaction
from engine.services.people.results import SignedIn
from engine.store.people import people
from engine.store.tables.people import Credential, SignInAttempt, User

SESSION_LENGTH = timedelta(hours=12)
LONGEST_SESSION = timedelta(hours=24)
"""However often somebody stays, a session ends after this: a forgotten screen must not stay open for days."""
FREE_ATTEMPTS = 5  # a tired officer mistypes; a machine tries thousands
FREE_FROM_ADDRESS = 50  # a whole office shares one, and must not be shut out by one who mistypes
LONGEST_DELAY = timedelta(minutes=15)
FORGOTTEN_AFTER = timedelta(hours=24)
HASHER = PasswordHasher()


class LoginRefusedError(errors.LindungError):
    """The username and the password do not match. Check both and try again.

    Which of the two is wrong is not said.
    """

    code = "login_refused"


class LoginDelayedError(errors.LindungError):
    """Too many attempts to sign in have failed. Wait a moment and try again.

    The next is accepted after ``retry_after_seconds``.
    """

    code = "login_delayed"

    def __init__(self, *, retry_after_seconds: int) -> None:
        """Keep how long to wait, in whole seconds."""
        super().__init__(retry_after_seconds=retry_after_seconds)
        self.retry_after_seconds = retry_after_seconds


class GuessingDelayedError(LoginDelayedError):
    """Too many unknown codes came from this address. Wait a moment and try again.

    The next is looked at after ``retry_after_seconds``.
    """

    code = "guessing_delayed"


class CredentialRefusedError(errors.LindungError):
    """Your session has ended. Please sign in again."""

    code = "credential_refused"


@dataclass(frozen=True, slots=True)
class Bearer:
    """An API token as it came with the request."""

    token: str
    kind = "token"


@dataclass(frozen=True, slots=True)
class SessionCookie:
    """A session's secret as it came with the request."""

    token: str
    kind = "session"


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionUntil:
    """When a session ends, and the latest moment to which staying can move that."""

    expires_at: datetime
    longest: datetime


def identify(tx: Transaction, credential: Bearer | SessionCookie) -> actors.Actor:
    """Give the actor who carries the credential; CredentialRefusedError when nobody does."""
    rows = people.bearer(tx.session, digest(credential.token), kind=credential.kind, now=tx.now)
    if not rows:
        raise CredentialRefusedError
    roles = frozenset((agency, role) for _, agency, role in rows if agency is not None and role is not None)
    return actors.Actor(id=rows[0][0], roles=roles)


def admit(tx: Transaction, *, username: str, address: str) -> None:
    """Count an attempt before it is made, in a transaction of its own; ``sign_in`` takes a right one back.

    Raises LoginDelayedError while the name or the address has failed too often. Counted beforehand, a hundred guesses
    sent at once are no more than a hundred sent one by one.
    """
    for subject, row in _attempts(tx, username, address).items():
        recent = tx.now - row.last_failed_at < FORGOTTEN_AFTER
        _require_patience(tx, row if recent else None, free=_free(tx, subject, username))
        row.failures, row.last_failed_at = (row.failures + 1 if recent else 1), tx.now


def admit_guess(tx: Transaction, *, address: str) -> SignInAttempt:
    """Count that an address asks by a secret code, before it is looked up; GuessingDelayedError after too many.

    Whoever finds the code takes the count back.
    """
    subject = tx.installation.vault.blind(f"guess:{address}")
    row = people.attempts(tx.session, [subject], now=tx.now)[subject]
    recent = tx.now - row.last_failed_at < FORGOTTEN_AFTER
    _require_patience(tx, row if recent else None, free=FREE_FROM_ADDRESS, refusal=GuessingDelayedError)
    row.failures, row.last_failed_at = (row.failures + 1 if recent else 1), tx.now
    return row


def sign_in(tx: Transaction, *, username: str, password: str, address: str) -> SignedIn:
    """Open a session for who gives the right name and password, once ``admit`` let them try; LoginRefusedError."""
    user = people.by_username(tx.session, username)
    right = _matches(user.password_hash if user is not None else _nobody(), password)
    if user is None or not user.active or not right:
        raise LoginRefusedError
    for subject, row in _attempts(tx, username, address).items():
        # Of the address only this attempt is forgiven: whoever has an account could else guess others' for ever.
        row.failures = 0 if subject == _name(tx, username) else max(0, row.failures - 1)
    return _open_session(tx, user)


def session_until(tx: Transaction, *, token: str) -> SessionUntil:
    """Give until when a session lasts and until when it can be made to last; CredentialRefusedError when it ended."""
    row = tx.session.get(Credential, digest(token))
    if row is None or row.kind != SessionCookie.kind or row.expires_at <= tx.now:
        raise CredentialRefusedError
    return SessionUntil(expires_at=row.expires_at, longest=row.created_at + LONGEST_SESSION)


def stay(tx: Transaction, *, token: str) -> datetime:
    """Let a session last its length from now on, at most to its longest; give its new end. It never gets shorter."""
    until = session_until(tx, token=token)
    expires_at = max(until.expires_at, min(tx.now + SESSION_LENGTH, until.longest))
    tx.session.get_one(Credential, digest(token)).expires_at = expires_at
    return expires_at


def sign_out(tx: Transaction, *, token: str) -> None:
    """Close a session; harmless when it is closed already."""
    people.drop_credential(tx.session, digest(token))


def forget_old(tx: Transaction) -> None:
    """Drop failures that no longer count, and sessions and tokens that have expired: random names fill no table."""
    people.forget_visits(tx.session, failed_before=tx.now - FORGOTTEN_AFTER, expired_before=tx.now)


def digest(token: str) -> bytes:
    """Give what is stored of a secret: its SHA-256. The secret itself has 256 random bits, so no salt is needed."""
    return hashlib.sha256(token.encode()).digest()


def new_secret() -> str:
    """Give a secret with 256 random bits."""
    return secrets.token_urlsafe(32)


def _attempts(tx: Transaction, username: str, address: str) -> dict[str, SignInAttempt]:
    subjects = [_name(tx, username), tx.installation.vault.blind(f"from:{address}")]
    return people.attempts(tx.session, subjects, now=tx.now)


def _name(tx: Transaction, username: str) -> str:
    return tx.installation.vault.blind(f"name:{username}")


def _free(tx: Transaction, subject: str, username: str) -> int:
    return FREE_ATTEMPTS if subject == _name(tx, username) else FREE_FROM_ADDRESS


def _require_patience(
    tx: Transaction,
    row: SignInAttempt | None,
    *,
    free: int,
    refusal: type[LoginDelayedError] = LoginDelayedError,
) -> None:
    if row is None or row.failures < free:
        return
    wait = min(timedelta(seconds=2 ** min(row.failures - free, 20)), LONGEST_DELAY)
    left = row.last_failed_at + wait - tx.now
    if left > timedelta():
        raise refusal(retry_after_seconds=max(1, int(left.total_seconds()) + 1))


@cache
def _nobody() -> str:
    """Give a hash to check when no such user exists, so that the answer takes as long as for one who does."""
    return HASHER.hash(secrets.token_urlsafe(16))


def _matches(password_hash: str, password: str) -> bool:
    try:
        return HASHER.verify(password_hash, password)
    except VerifyMismatchError:
        return False


def _open_session(tx: Transaction, user: User) -> SignedIn:
    token = new_secret()
    expires_at = tx.now + SESSION_LENGTH
    tx.session.add(
        Credential(
            digest=digest(token),
            user_id=user.id,
            kind="session",
            name="",
            created_at=tx.now,
            expires_at=expires_at,
        )
    )
    return SignedIn(token=token, user_id=user.id, expires_at=expires_at, language=user.language)
