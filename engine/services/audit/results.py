"""Results about the history of cases. Moments are aware and in UTC; nothing here holds narrative."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class HistoryEventView:
    """One appended fact. ``data`` holds the input, its effects, and routing data before and after; hashes are hex.

    A value that the reader may not see is None, and its name is listed in ``withheld`` of the data.
    """

    seq: int
    at: datetime
    actor: str
    actor_name: str | None
    role: str | None
    type: str
    element_id: str | None
    element_name: str | None
    task_id: str | None
    data: Mapping[str, Any]
    version: int
    previous_hash: str
    hash: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Broken:
    """The first event of a chain that does not hold, and why."""

    instance_id: str
    seq: int
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class VerifyResult:
    """The outcome of checking every chain; ``broken`` is None when all hold."""

    ok: bool
    instances: int
    events: int
    broken: Broken | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplayResult:
    """The outcome of re-executing one instance from its events alone; digests are SHA-256 of the states, hex."""

    instance_id: str
    equal: bool
    events: int
    stored_digest: str
    replayed_digest: str
