"""What a transaction read: parts of cases, lists that name cases, and what it was refused (decision 0025)."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

NARRATIVE = "case.read_narrative"
_OF_NARRATIVE = ("case.read_contact", "comment.read", "file.list", "file.read", "reporter_message.read")
PERMISSIONS: Mapping[str, str] = {
    **dict.fromkeys(_OF_NARRATIVE, NARRATIVE),
    "referral.read_package": NARRATIVE,
    "document.list": "document.read",
    "document.preview": "document.read",
    "finding.read": "finding.write",
    "user_task.list": "user_task.read",
}
"""Kind of reading -> the permission by which it is allowed; any other kind is named as its permission is."""

TELLING = frozenset({NARRATIVE, *_OF_NARRATIVE})
"""The kinds that show what people told in the case itself."""

MOST_SUBJECTS = 20
"""Records of one kind that a transaction leaves in a case; more are one record with their number and a digest."""

PAGE, API, EXPORT, PRINT, COMMAND, JOB = "page", "api", "export", "print", "command", "job"
WAYS = (PAGE, API, EXPORT, PRINT, COMMAND, JOB)
"""By which way something is read: a page, the interface, a file to keep, paper, the command line, background work."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Access:
    """One reading of a part of a case.

    ``what`` is the kind, such as ``file.read``; ``subject`` the id of the one thing that was read (element, document,
    file, instance, referral or task), None for all of that kind. ``role`` is the one by which the reader held the
    right, None for a system actor.
    """

    case_id: str
    actor: str
    what: str
    subject: str | None
    role: str | None
    purpose: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ListRead:
    """One page of a list that names cases; ``about`` says which list without its filters, ``digest`` covers the ids."""

    reader: str
    what: str
    about: str | None
    role: str | None
    purpose: str
    count: int
    digest: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """A part of a case of ``agency`` that was asked for by somebody without the right to it."""

    case_id: str
    agency: str
    what: str
    subject: str | None


@dataclass(slots=True)
class Reads:
    """What a transaction read so far, to be recorded at its end.

    ``via`` is the way by which it reads. ``stated`` is the purpose that the caller states, None to let it be derived.
    """

    via: str = COMMAND
    stated: str | None = None
    accesses: list[Access] = field(default_factory=list)
    lists: list[ListRead] = field(default_factory=list)
    refused: list[Refused] = field(default_factory=list)

    def part(self) -> "Reads":
        """Give a copy for a part of the transaction that may be undone; what was refused there stays refused."""
        return replace(self, accesses=list(self.accesses), lists=list(self.lists))


def permission_of(what: str) -> str:
    """Give the permission by which this kind of reading is allowed."""
    return PERMISSIONS.get(what, what)


def digest_of(ids: Iterable[str]) -> bytes:
    """Give the SHA-256 of ids as a sorted JSON list without spaces, each once: their order does not matter."""
    return hashlib.sha256(json.dumps(sorted(set(ids)), separators=(",", ":")).encode()).digest()


def folded(accesses: Iterable[Access]) -> dict[str, list[Access]]:
    """Give the readings by case, each kind in the order of its first, without doubles.

    Who read all of a kind read its parts. More than ``MOST_SUBJECTS`` parts become one reading whose subject is their
    number and the digest of their ids.
    """
    kinds: dict[tuple[str, str, str], dict[str | None, Access]] = {}
    for one in accesses:
        kinds.setdefault((one.case_id, one.actor, one.what), {}).setdefault(one.subject, one)
    found: dict[str, list[Access]] = {}
    for (case_id, *_), parts in kinds.items():
        found.setdefault(case_id, []).extend(_bounded(parts))
    return found


def _bounded(parts: Mapping[str | None, Access]) -> list[Access]:
    if None in parts:
        return [parts[None]]
    if len(parts) <= MOST_SUBJECTS:
        return list(parts.values())
    digest = digest_of(subject for subject in parts if subject is not None).hex()
    return [replace(next(iter(parts.values())), subject=f"{len(parts)}:{digest}")]
