"""What can happen to a process instance: the only ways in, live and in replay.

Each value is recorded in the history as JSON and applied again, in order, when a case is re-executed. They hold
routing data only.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Start:
    """The instance begins at exactly one start event."""

    instance_id: str
    start_event: str
    variables: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Complete:
    """A person completed a user task; ``variables`` are the routing answers of its form."""

    task_id: str
    variables: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class FireTimer:
    """A timer came due: one of the diagram's, or a moment of an SLA clock (``sla:`` ids)."""

    timer_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Deliver:
    """A message arrived for this instance; ``variables`` are its routing content."""

    message: str
    variables: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Cancel:
    """The instance was called off by a person; every open task, timer and clock closes."""

    reason_code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeReadings:
    """A policy officer's choice began to hold or ended: ``readings`` are those in force, by ambiguity."""

    readings: Mapping[str, str]


Input = Start | Complete | FireTimer | Deliver | Cancel | ChangeReadings
KINDS: Mapping[str, type[Input]] = {
    "instance.started": Start,
    "user_task.completed": Complete,
    "timer.fired": FireTimer,
    "message.received": Deliver,
    "instance.cancelled": Cancel,
    "readings.changed": ChangeReadings,
}
_NAMES = {kind: name for name, kind in KINDS.items()}


def name_of(event: Input) -> str:
    """Give the history event type of an input, such as ``timer.fired``."""
    return _NAMES[type(event)]


def to_json(event: Input) -> dict[str, Any]:
    """Give the recorded form of an input."""
    return asdict(event)


def from_json(name: str, data: Mapping[str, Any]) -> Input:
    """Rebuild an input from its event type and recorded form; KeyError for a type that is no input."""
    return KINDS[name](**data)
