"""The Merkle log over all chained records: leaves, tiles, checkpoints, and what witnesses and keepers have of them."""

from datetime import datetime

from sqlalchemy import BigInteger, Index, LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from engine.store.base.declarations import Base, RowId
from engine.store.tables.audit import SORTED_BY_KEY

WIDE = BigInteger()
"""A size of the log: it outlives what 32 bits count."""


class LogLeaf(Base):
    """Which record is a leaf of the log, by its place in it. Append only; the leaf's hash stands in the tiles."""

    __tablename__ = "log_leaves"
    __table_args__ = (UniqueConstraint("kind", "subject", "seq"), SORTED_BY_KEY)

    idx: Mapped[int] = mapped_column(WIDE, primary_key=True, autoincrement=False)
    kind: Mapped[str] = mapped_column(String(20))  # one of engine.store.log.log.KINDS
    subject: Mapped[str] = mapped_column(String(80))  # whose chain: an instance, a case, a reader, a register
    seq: Mapped[int]


class LogChain(Base):
    """How much of a chain has leaves."""

    __tablename__ = "log_chains"
    __table_args__ = SORTED_BY_KEY

    kind: Mapped[str] = mapped_column(String(20), primary_key=True)
    subject: Mapped[str] = mapped_column(String(80), primary_key=True)
    sealed_seq: Mapped[int]


class LogTile(Base):
    """A tile of the tree (C2SP tlog-tiles): up to 256 hashes; the last one of a level grows until it is full."""

    __tablename__ = "log_tiles"

    level: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    number: Mapped[int] = mapped_column(WIDE, primary_key=True, autoincrement=False)
    hashes: Mapped[bytes] = mapped_column(LargeBinary)


class Checkpoint(Base):
    """What the log promised when it had ``size`` leaves. Append only.

    ``is_complete`` tells that nothing was left behind: a record that is older and comes later was not there then.
    """

    __tablename__ = "checkpoints"

    size: Mapped[int] = mapped_column(WIDE, primary_key=True, autoincrement=False)
    root: Mapped[bytes] = mapped_column(LargeBinary(32))
    note: Mapped[str] = mapped_column(Text)  # signed by the key of the log
    at: Mapped[datetime]
    is_complete: Mapped[bool]


class LogDay(Base):
    """The checkpoint with which a day of the installation ended, such as 2026-11-30."""

    __tablename__ = "log_days"

    day: Mapped[str] = mapped_column(String(10), primary_key=True)
    size: Mapped[int] = mapped_column(WIDE)
    at: Mapped[datetime]


class LogMail(Base):
    """A day's checkpoint on its way to an address outside, and how its delivery stands."""

    __tablename__ = "log_mails"
    __table_args__ = (Index("ix_log_mails_address", "address", "day"),)

    id: Mapped[str] = mapped_column(RowId(), primary_key=True)  # also its Message-ID: a retry is no second mail
    day: Mapped[str] = mapped_column(String(10))
    address: Mapped[str] = mapped_column(String(254))
    state: Mapped[str] = mapped_column(String(20))  # queued, sent, failed
    queued_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]
    attempts: Mapped[int]
    last_code: Mapped[str | None] = mapped_column(String(80))


class WitnessedLog(Base):
    """The largest checkpoint of another installation's log that this one cosigned; it never signs a smaller tree."""

    __tablename__ = "witness_logs"

    origin: Mapped[str] = mapped_column(String(200), primary_key=True)
    size: Mapped[int] = mapped_column(WIDE)
    root: Mapped[bytes] = mapped_column(LargeBinary(32))
    note: Mapped[str] = mapped_column(Text)  # as it came, with its signatures
    at: Mapped[datetime]
    conflict: Mapped[str | None] = mapped_column(Text)  # another tree of that size that the log signed as well


class WitnessCosignature(Base):
    """A witness's line under one of our checkpoints. Append only."""

    __tablename__ = "witness_cosignatures"

    witness: Mapped[str] = mapped_column(String(200), primary_key=True)  # the name of its key
    size: Mapped[int] = mapped_column(WIDE, primary_key=True, autoincrement=False)
    line: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime]


class WitnessStanding(Base):
    """What a witness is known to have of our log, and how asking it ended last."""

    __tablename__ = "witness_standings"

    witness: Mapped[str] = mapped_column(String(200), primary_key=True)
    size: Mapped[int] = mapped_column(WIDE)  # the size that it says it cosigned last
    asked_at: Mapped[datetime]
    last_code: Mapped[str | None] = mapped_column(String(80))
