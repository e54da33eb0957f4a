"""Letters as callers see them: the file, and what its code says of it to anybody."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterView:
    """A letter: the name of its file, and the file, PDF/A."""

    name: str
    pdf: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class VerificationView:
    """What anybody may know of a letter whose verification code they hold; it names nobody.

    ``standing`` is valid, awaiting_signature or destroyed. ``digest`` are the first characters of the file's SHA-256,
    None while no file was made.
    """

    title: str
    number: str
    at: datetime
    agency_name: str
    zone: str
    digest: str | None
    standing: str
