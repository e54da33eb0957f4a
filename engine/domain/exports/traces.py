"""Events of processes as an export holds them: no name, no number of a case, no id that another export would share."""

import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

SYSTEM = "system:"
START, COMPLETE = "start", "complete"
"""What an event says of its activity: somebody took it, or it is done."""
_LENGTH = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class Process:
    """A process of an export; ``id`` and ``case`` are pseudonyms."""

    id: str
    case: str
    procedure: str
    version: int
    agency: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """An event of a process; ``at`` is UTC, ``who`` and ``task`` are pseudonyms, ``task`` None where there is none."""

    id: str
    process: Process
    activity: str
    element: str
    transition: str
    at: datetime
    who: str
    role: str
    task: str | None


class Pseudonyms:
    """Gives the same pseudonym for the same thing within one export; its key is thrown away with it."""

    def __init__(self, key: bytes) -> None:
        """Take the key of this export."""
        self._key = key

    def of(self, kind: str, name: str) -> str:
        """Give the pseudonym of a thing of a kind; parts of the program keep their names."""
        if name.startswith(SYSTEM):
            return name
        told = hmac.new(self._key, f"{kind}:{name}".encode(), hashlib.sha256).hexdigest()
        return f"{kind}-{told[:_LENGTH]}"


def told(type_: str, element: str | None, data: Mapping[str, Any]) -> tuple[str, str] | None:
    """Give element and transition of an event of a history, None for one that is no step of a process."""
    if type_ == "user_task.claimed":
        return element or "", START
    if type_ in {"instance.started", "user_task.completed"}:
        return element or "", COMPLETE
    if type_ == "message.received":
        return str(data["input"]["message"]), COMPLETE
    if type_ == "timer.fired" and data["effects"].get("passed"):
        return element or "", COMPLETE
    return None


def moment(at: datetime, *, coarse: bool) -> datetime:
    """Give a moment in UTC without fractions; ``coarse`` gives its hour."""
    at = at.astimezone(UTC).replace(microsecond=0)
    return at.replace(minute=0, second=0) if coarse else at
