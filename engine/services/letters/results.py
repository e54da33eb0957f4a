"""Results about letters. Moments are aware and in UTC."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentView:
    """An entry of the document register: which document a step produces and when.

    ``returned_at`` is when the second person sent it back unsigned, None when nobody did.
    ``number`` and ``verification_code`` are None where no letter is made; ``digest`` is the SHA-256 (hex) of the
    letter, None until somebody asked for it. ``second_signature`` is the role that must sign beside the maker, None
    when nobody must; ``may_sign`` tells whether the actor may do so now; ``readable`` is False once the case's key was
    destroyed.
    """

    id: str
    case_number: str
    document: str
    element_id: str
    at: datetime
    title: str | None
    number: str | None
    verification_code: str | None
    digest: str | None
    second_signature: str | None
    signed_at: datetime | None
    may_sign: bool
    readable: bool
    returned_at: datetime | None


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
