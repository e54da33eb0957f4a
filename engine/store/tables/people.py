"""Who may come in: users, their roles, the credentials they carry, and what was already answered to them."""

from datetime import datetime

from sqlalchemy import ForeignKey, LargeBinary, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from engine.store.base import Base, RowId


class User(Base):
    """A person who works with the system."""

    __tablename__ = "users"

    id: Mapped[str] = mapped_column(RowId(), primary_key=True)
    username: Mapped[str] = mapped_column(String(80), unique=True)
    display_name: Mapped[str] = mapped_column(String(200))
    password_hash: Mapped[str] = mapped_column(String(200))
    active: Mapped[bool]
    created_at: Mapped[datetime]
    language: Mapped[str | None] = mapped_column(String(10))  # of the pages; None until the person chose one
    introduced_at: Mapped[datetime | None]  # when the person put the first day's hint away


class UserRole(Base):
    """One role of a user in one agency."""

    __tablename__ = "user_roles"

    user_id: Mapped[str] = mapped_column(ForeignKey("users.id"), primary_key=True)
    agency: Mapped[str] = mapped_column(String(80), primary_key=True)
    role: Mapped[str] = mapped_column(String(80), primary_key=True)


class Credential(Base):
    """A session or an API token; only the digest of the secret is kept."""

    __tablename__ = "credentials"

    digest: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    user_id: Mapped[str] = mapped_column(ForeignKey("users.id"), index=True)
    kind: Mapped[str] = mapped_column(String(10))  # session or token
    name: Mapped[str] = mapped_column(String(120))  # a token's name, empty for a session
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]


class SignInAttempt(Base):
    """How often signing in failed lately, by username and by address, so that guessing becomes slow."""

    __tablename__ = "sign_in_attempts"

    subject: Mapped[str] = mapped_column(String(120), primary_key=True)  # keyed digest, never the name itself
    failures: Mapped[int]
    last_failed_at: Mapped[datetime]


class IdempotencyKey(Base):
    """The answer that was given to a request which its sender may repeat."""

    __tablename__ = "idempotency_keys"

    actor: Mapped[str] = mapped_column(String(80), primary_key=True)
    key: Mapped[str] = mapped_column(String(200), primary_key=True)
    request_digest: Mapped[bytes] = mapped_column(LargeBinary(32))
    status: Mapped[int]
    body: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(index=True)
