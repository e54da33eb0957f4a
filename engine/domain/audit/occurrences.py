"""What the time line of a case is made from: its process instances, and what happened in them, in one order."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any

from engine.domain.audit.sight import Sight
from engine.domain.policy.elements import ElementInfo


@dataclass(frozen=True, slots=True, kw_only=True)
class Promise:
    """What a clock promises; it never changes while the clock lives. ``started_at`` is aware."""

    milestone: str
    clause: str
    reading: str | None
    amount: int | Decimal
    unit: str
    calendar: str
    start_fact: str
    started_at: datetime
    is_deadline: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A decision table: its name, the number and the author's note of each rule by id."""

    name: str
    rules: Mapping[str, tuple[int, str | None]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """What people call a value, as a form does, and its codes in words; empty where no form asks for it."""

    text: str = ""
    codes: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One process instance with the version of the procedure that it runs on.

    ``drawn`` maps each element to the picture that shows it and the element under which it is shown there: a step of a
    collapsed sub-process is shown as the sub-process. ``sha256`` is the bundle's, in hex. ``leading`` are the
    elements from which a milestone's clock can still be stopped, by milestone. ``clocks`` are by id,
    ``tables`` by decision, ``labels`` by variable. ``readings`` are JSON values by ambiguity: what is in doubt, the
    clauses, and the words of each reading. ``head`` is the last sequence number and its hash in hex.
    """

    id: str
    key: str
    name: str
    version: int
    sha256: str
    is_overlay: bool
    picture: str
    elements: Mapping[str, ElementInfo]
    drawn: Mapping[str, tuple[str, str]]
    flows: Mapping[str, tuple[str, str]]
    callers: Mapping[str, tuple[str, ...]]
    sight: Sight
    head: tuple[int, str]
    leading: Mapping[str, Collection[str]] = field(default_factory=dict)
    clocks: Mapping[str, Promise] = field(default_factory=dict)
    tables: Mapping[str, Table] = field(default_factory=dict)
    labels: Mapping[str, Label] = field(default_factory=dict)
    readings: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Occurrence:
    """One event of the history; ``run`` is the place of its instance in the list, ``actor`` a name or ``system:...``.

    ``whom`` is the person to whom the event hands a task, or in whose stead it is taken.
    """

    run: int
    seq: int
    at: datetime
    actor: str
    role: str | None
    type: str
    element: str | None
    task: str | None
    data: Mapping[str, Any]
    whom: str | None = None


def in_order(found: Iterable[Occurrence]) -> list[Occurrence]:
    """Give the events of all instances on one line: by moment, then by instance, then by sequence.

    Within an instance the sequence is the truth: a moment that lies before that of an earlier event does not come
    before it. Events of one instance are given by sequence.
    """
    latest: dict[int, datetime] = {}
    placed = []
    for one in found:
        latest[one.run] = max(one.at, latest.get(one.run, one.at))
        placed.append((latest[one.run], one.run, one.seq, one))
    return [one for *_, one in sorted(placed, key=lambda each: each[:3])]
