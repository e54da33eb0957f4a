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
class FindingView:
    """One thing that is not as it was recorded; None where something does not apply.

    ``code`` is stable; ``part`` names a chain, a part of an event, or table and column; ``seq`` the event or record.
    """

    code: str
    part: str
    case_number: str | None
    process_instance: str | None
    seq: int | None
    at: datetime | None
    element_id: str | None
    element_name: str | None
    subject: str | None
    sentence_id: str
    sentence_en: str


@dataclass(frozen=True, slots=True, kw_only=True)
class VerifyResult:
    """The outcome of checking the record, or a part of it.

    ``findings`` holds the first hundred of ``count``; ``elsewhere`` of these concern agencies in which the actor may
    not verify, and are only counted. ``inputs`` were executed again. ``next`` is the cursor of the next part, None
    after the last.
    """

    ok: bool
    cases: int
    instances: int
    events: int
    inputs: int
    count: int
    elsewhere: int
    findings: tuple[FindingView, ...]
    next: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplayResult:
    """The outcome of re-executing one instance from its events alone; digests are SHA-256 of the states, hex.

    ``equal`` tells that the states are the same bytes; ``findings`` are the events that would lead to something else
    today, with the part that differs, and an event that cannot be executed. ``stored_digest`` is None where the stored
    state cannot be read, ``replayed_digest`` where nothing could be executed.
    """

    instance_id: str
    case_number: str
    equal: bool
    events: int
    stored_digest: str | None
    replayed_digest: str | None
    findings: tuple[FindingView, ...]
