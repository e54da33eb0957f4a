"""Users, their roles and credentials, agencies, and who stands in for whom."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, LargeBinary, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from engine.store.base.declarations import Base, RowId


class Agency(Base):
    """An agency, as its file says; the tenant of cases and roles."""

    __tablename__ = "agencies"

    code: Mapped[str] = mapped_column(String(80), primary_key=True)
    name: Mapped[str] = mapped_column(String(200))
    zone: Mapped[str] = mapped_column(String(60))
    source: Mapped[str] = mapped_column(Text)  # the agency's file, TOML, as it was loaded


class Substitution(Base):
    """A period in which somebody stands in for a person of the same agency; it is ended early by its end alone."""

    __tablename__ = "substitutions"
    __table_args__ = (
        Index("ix_substitutions_substitute_id", "substitute_id", "ends_at"),
        Index("ix_substitutions_agency", "agency", "ends_at"),
    )

    id: Mapped[str] = mapped_column(RowId(), primary_key=True)
    agency: Mapped[str] = mapped_column(String(80))
    user_id: Mapped[str] = mapped_column(ForeignKey("users.id"))
    substitute_id: Mapped[str] = mapped_column(ForeignKey("users.id"))
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    named_by: Mapped[str] = mapped_column(RowId())
    created_at: Mapped[datetime]


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
