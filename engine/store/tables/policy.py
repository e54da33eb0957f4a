"""Deployed bundles: one immutable, numbered, hashed version of a procedure each."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, LargeBinary, String, Text, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column

from engine.store.base.declarations import Base


class Bundle(Base):
    """One immutable, numbered, hashed version of a procedure."""

    __tablename__ = "bundles"
    __table_args__ = (UniqueConstraint("key", "version"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(80))
    version: Mapped[int]
    name: Mapped[str] = mapped_column(Text)
    sha256: Mapped[bytes] = mapped_column(LargeBinary(32))
    deployed_at: Mapped[datetime]
    deployed_by: Mapped[str] = mapped_column(String(80))
    overlay: Mapped[bool] = mapped_column(default=False, server_default=false())  # asked for at every step


class BundleFile(Base):
    """One file of a bundle."""

    __tablename__ = "bundle_files"

    bundle_id: Mapped[int] = mapped_column(ForeignKey("bundles.id"), primary_key=True)
    path: Mapped[str] = mapped_column(String(200), primary_key=True)
    content: Mapped[bytes] = mapped_column(LargeBinary)


class Rollout(Base):
    """From when a version is in force; the latest that has begun and speaks of an agency decides there. Append only."""

    __tablename__ = "rollouts"
    __table_args__ = (
        Index("ix_rollouts_key", "key", "valid_from", "number"),
        Index("ix_rollouts_overlay", "overlay"),  # asked for at every step
    )

    key: Mapped[str] = mapped_column(String(80), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)  # counts within the procedure
    overlay: Mapped[bool]
    bundle_id: Mapped[int] = mapped_column(ForeignKey("bundles.id"))
    agency: Mapped[str | None] = mapped_column(String(80))  # None: in every agency
    valid_from: Mapped[datetime]
    withdraws: Mapped[int | None]  # the number of the rollout that it takes back
    made_at: Mapped[datetime]
    made_by: Mapped[str] = mapped_column(String(80))
