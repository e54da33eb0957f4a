"""Referrals between agencies: codes in clear, each side's copy of the package under its own case key."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, LargeBinary, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from engine.store.base import locks
from engine.store.base.declarations import Base, RowId


@locks.rung(2)
class Referral(Base):
    """A referral, hand-over or coordination. Codes and moments are plain; what is told of a person is sealed.

    ``sealed`` is the package under the sender's case key, ``received`` the same under the key of the recipient's case:
    neither agency can open the other's. ``via`` is case (inside the installation), webhook or letter.
    """

    __tablename__ = "referrals"
    __table_args__ = (
        Index("ix_referrals_from_case_id", "from_case_id", "state"),
        Index("ix_referrals_to_case_id", "to_case_id"),
        Index("ix_referrals_from_agency", "from_agency", "sent_at", "id"),
        Index("ix_referrals_to_agency", "to_agency", "sent_at", "id"),
    )

    id: Mapped[str] = mapped_column(RowId(), primary_key=True)
    from_agency: Mapped[str] = mapped_column(String(80))
    from_case_id: Mapped[str] = mapped_column(ForeignKey("cases.id"))
    from_case_number: Mapped[str] = mapped_column(String(60))
    from_instance_id: Mapped[str] = mapped_column(ForeignKey("process_instances.id"))
    element_id: Mapped[str] = mapped_column(Text)  # the throw event that sent it
    mode: Mapped[str] = mapped_column(String(20))  # koordinasi, rujukan, pelimpahan
    purpose: Mapped[str] = mapped_column(String(40))
    recipient: Mapped[str] = mapped_column(String(80))  # code of an agency or partner
    recipient_name: Mapped[str] = mapped_column(String(200))
    recipient_type: Mapped[str] = mapped_column(String(80))
    via: Mapped[str] = mapped_column(String(10))
    basis: Mapped[str] = mapped_column(String(20))  # persetujuan or darurat
    consent_by: Mapped[str | None] = mapped_column(String(80))
    basis_reason: Mapped[str | None] = mapped_column(Text)
    rules: Mapped[str] = mapped_column(String(40))  # version of the minimum data that was applied
    fields: Mapped[str] = mapped_column(Text)  # canonical JSON: names of what was told, never values
    sealed: Mapped[bytes] = mapped_column(LargeBinary)
    state: Mapped[str] = mapped_column(String(20))
    sent_at: Mapped[datetime]
    delivered_at: Mapped[datetime | None]
    to_agency: Mapped[str | None] = mapped_column(String(80))  # set once the recipient has a case of its own
    to_case_id: Mapped[str | None] = mapped_column(ForeignKey("cases.id"))
    to_case_number: Mapped[str | None] = mapped_column(String(60))
    received: Mapped[bytes | None] = mapped_column(LargeBinary)
    answer: Mapped[str | None] = mapped_column(String(20))  # diterima or ditolak
    answer_reason: Mapped[str | None] = mapped_column(Text)  # a code
    answered_at: Mapped[datetime | None]
    feedback: Mapped[str | None] = mapped_column(Text)  # canonical JSON of the outcome's codes
    feedback_at: Mapped[datetime | None]
    consent_withdrawn_at: Mapped[datetime | None]
    withdrawal_told_at: Mapped[datetime | None]
