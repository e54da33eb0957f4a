"""Letters as callers see them: the file, and what its code says of it to anybody."""

from dataclasses import dataclass
from datetime import datetime

from engine.services.views import DocumentView


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterView:
    """A letter: the name of its file, and the file, PDF/A."""

    name: str
    pdf: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterPage:
    """A letter as a page shows it: the words of each sheet, who made and signed it, why it was sent back.

    Names and ``objection`` are None where there is none.
    """

    entry: DocumentView
    agency: str
    sheets: tuple[str, ...]
    maker_name: str | None
    signer_name: str | None
    objection: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitingLetter:
    """A letter that waits for its second signature; ``mine_to_sign`` tells that the actor may give it."""

    id: str
    case_number: str
    title: str
    number: str
    at: datetime
    agency: str
    second_role: str
    returned_at: datetime | None
    mine_to_sign: bool


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
