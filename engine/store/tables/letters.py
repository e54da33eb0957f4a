"""The register of letters: number, code, and the letter's content, sealed under the key of the case."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, LargeBinary, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from engine.store.base.declarations import Base, RowId

UNSIGNED = text("second_role IS NOT NULL AND signed_at IS NULL")


class LetterCounter(Base):
    """The last number given in an agency's register of a year; its row lock keeps numbers without gaps or doubles."""

    __tablename__ = "letter_counters"

    agency: Mapped[str] = mapped_column(String(80), primary_key=True)
    series: Mapped[str] = mapped_column(String(20), primary_key=True)
    year: Mapped[int] = mapped_column(primary_key=True)
    last: Mapped[int]


class Document(Base):
    """An entry of the document register.

    ``content`` is what the letter says, frozen and sealed; ``pdf`` the letter itself, sealed, once somebody asked for
    it, and ``digest`` the SHA-256 of its bytes. A step of a version without that letter leaves all of these empty.
    ``objection`` is why the second person sent it back unsigned, sealed; a later signature leaves it as it is.
    """

    __tablename__ = "documents"
    __table_args__ = (
        Index("ix_documents_case_id", "case_id"),
        Index("ix_documents_number", "agency", "number", unique=True),
        Index("ix_documents_code", "code", unique=True),
        Index("ix_documents_unsigned", "agency", "second_role", sqlite_where=UNSIGNED, postgresql_where=UNSIGNED),
    )

    id: Mapped[str] = mapped_column(RowId(), primary_key=True)
    case_id: Mapped[str] = mapped_column(ForeignKey("cases.id"))
    instance_id: Mapped[str] = mapped_column(RowId())
    element_id: Mapped[str] = mapped_column(Text)
    document: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime]
    agency: Mapped[str | None] = mapped_column(String(80))
    title: Mapped[str | None] = mapped_column(Text)
    number: Mapped[str | None] = mapped_column(Text)
    code: Mapped[str | None] = mapped_column(String(20))  # by which anybody can ask whether the letter is genuine
    maker: Mapped[str | None] = mapped_column(String(80))
    second_role: Mapped[str | None] = mapped_column(String(80))  # whoever must sign beside the maker
    signed_by: Mapped[str | None] = mapped_column(String(80))
    signed_at: Mapped[datetime | None]
    digest: Mapped[bytes | None] = mapped_column(LargeBinary(32))
    content: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)
    pdf: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)
    returned_by: Mapped[str | None] = mapped_column(String(80))
    returned_at: Mapped[datetime | None]
    objection: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)
