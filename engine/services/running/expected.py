"""The derived rows of a case, as its events say that they must be: for whoever checks them or makes them anew.

An instance's events are taken in order, each input with the step to which it leads when it is executed again. What
only the whole case can say, its risk and its consent, is worked out from all its instances together.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Protocol

from engine.bpmn.reading.definitions import Definition
from engine.bpmn.running import runner
from engine.domain import vocabulary
from engine.domain.audits.findings import FINDING
from engine.domain.cases import consent
from engine.domain.policy.procedures import Procedure
from engine.domain.referrals import referrals
from engine.domain.running import facts
from engine.services.base import scene
from engine.services.running import rows_of_facts
from engine.services.running.rows_of_facts import Owner, Row

OVERLAP = timedelta(minutes=1)
"""Two transactions of one case that last no longer may write in another order than that of their moments."""

KEYS: Mapping[str, str] = {
    "user_tasks": "id",
    "sla_clocks": "clock_id",
    "timers": "timer_id",
    "awaited_messages": "task_id",
}
"""Derived table -> the column that tells the rows of one instance apart."""


@dataclass(frozen=True, slots=True)
class OneOf:
    """One of several values: transactions that overlapped may have written either; the first is the likeliest."""

    values: tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class _AsOf:
    """The risk that the case had at a moment, to be told when all its instances are known."""

    at: datetime


class Event(Protocol):
    """An event of the history, as a row of it has it."""

    @property
    def seq(self) -> int:
        """Give its place."""
        ...

    @property
    def at(self) -> datetime:
        """Give its moment."""
        ...

    @property
    def actor(self) -> str:
        """Give who did it."""
        ...

    @property
    def type(self) -> str:
        """Give its type."""
        ...

    @property
    def task_id(self) -> str | None:
        """Give the task that it concerns."""
        ...


@dataclass(frozen=True, slots=True)
class Change:
    """Something that an event made of a case: its risk, or the moment since when consent is withdrawn."""

    at: datetime
    instance_id: str
    value: Any


@dataclass(slots=True, kw_only=True)
class Instance:
    """What the events of one instance say so far.

    ``row`` are columns of ``process_instances``; ``tables`` the rows by table and key; ``seqs`` by table and key the
    event that wrote a row last, ``("process_instances", column)`` for the instance's own; ``opened`` is the first
    event's moment, None before it; ``finding`` the finding that the instance follows up, None for any other.
    """

    owner: Owner
    definition: Definition
    procedure: Procedure
    row: Row = field(default_factory=dict)
    tables: dict[str, dict[str, Row]] = field(default_factory=lambda: {table: {} for table in KEYS})
    seqs: dict[tuple[str, str], int] = field(default_factory=dict)
    members: dict[str, int] = field(default_factory=dict)
    risks: list[Change] = field(default_factory=list)
    consents: list[Change] = field(default_factory=list)
    opened: datetime | None = None
    finding: str | None = None

    def take(self, event: Event, data: Mapping[str, Any], step: runner.Step | None) -> None:
        """Take the next event; ``step`` is what it leads to when it is an input, else None."""
        if step is not None:
            self._step(event, data, step)
        elif event.type in _TURNS:
            self._set(event, state=_TURNS[event.type], revision=self.row["revision"] + 1)
        elif event.type in _ASSIGNMENTS:
            self._assign(event, data["assignee"])
        elif event.type == "referral.consent_withdrawn":
            self.consents.append(Change(event.at, self.owner.instance_id, event.at))

    def _step(self, event: Event, data: Mapping[str, Any], step: runner.Step) -> None:
        if self.opened is None:
            self._open(event, step.state.variables)
        self._set(event, revision=self.row["revision"] + 1)
        if _said(event.type, data) == consent.GIVEN:
            self.consents.append(Change(event.at, self.owner.instance_id, None))
        for fact in step.facts:
            self._fact(event, fact)
        self._timers(event, step.facts)
        for row in rows_of_facts.clocks(self.owner, step.facts):
            self._put(event, "sla_clocks", row)
        self._press(event, step.state)

    def _open(self, event: Event, variables: Mapping[str, Any]) -> None:
        self.opened = event.at
        self.finding = None if self.procedure.finding is None else variables.get(FINDING)
        received_at = variables.get(vocabulary.RECEIVED_AT)
        self._set(
            event,
            agency=variables.get(vocabulary.AGENCY),
            channel=variables.get(vocabulary.CHANNEL),
            received_at=None if received_at is None else datetime.fromisoformat(received_at),
            started_at=event.at,
            state="active",
            ended_at=None,
            end_event=None,
            revision=0,
        )

    def _fact(self, event: Event, fact: facts.Fact) -> None:
        match fact:
            case facts.TaskOpened():
                self._put(event, "user_tasks", rows_of_facts.task(self.owner, fact, at=event.at))
            case facts.TaskCompleted():
                self._alter(event, fact.task_id, rows_of_facts.completed(at=event.at, actor=event.actor))
            case facts.TaskCancelled():
                self._alter(event, fact.task_id, rows_of_facts.cancelled(at=event.at))
            case facts.MessageAwaited():
                self._put(event, "awaited_messages", rows_of_facts.awaited(self.owner, fact))
            case facts.MessageNoLongerAwaited():
                self.tables["awaited_messages"].pop(fact.task_id, None)
            case facts.InstanceEnded():
                self._set(event, **rows_of_facts.ended(fact, at=event.at))

    def _timers(self, event: Event, found: Iterable[facts.Fact]) -> None:
        for timer_id, (element_id, due_at) in rows_of_facts.timers_set(found).items():
            row = {"timer_id": timer_id, "element_id": element_id, "due_at": due_at}
            self._put(event, "timers", {"instance_id": self.owner.instance_id, **row})
        for timer_id in rows_of_facts.timers_cleared(found):
            self.tables["timers"].pop(timer_id, None)

    def _press(self, event: Event, state: runner.State) -> None:
        """Tell the open tasks what the step made of risk and due moments."""
        knows, own = scene.own_risk(self.procedure, state.variables)
        if knows:
            self.risks.append(Change(event.at, self.owner.instance_id, own))
        for task_id, moments in rows_of_facts.pressed(self.definition, state).items():
            told = {"risk": own if knows else _AsOf(event.at), **moments._asdict()}
            row = self.tables["user_tasks"][task_id]
            if any(row.get(name, self) != value for name, value in told.items()):
                self._alter(event, task_id, told)

    def _assign(self, event: Event, user_id: str | None) -> None:
        self._alter(event, str(event.task_id), {"assignee": user_id})
        if user_id is not None:
            self.members.setdefault(user_id, event.seq)

    def _alter(self, event: Event, task_id: str, values: Row) -> None:
        row = self.tables["user_tasks"].get(task_id)
        if row is not None:
            row.update(values)
            self.seqs["user_tasks", task_id] = event.seq

    def _put(self, event: Event, table: str, row: Row) -> None:
        key = row[KEYS[table]]
        self.tables[table][key] = row
        self.seqs[table, key] = event.seq

    def _set(self, event: Event, **values: Any) -> None:
        self.row.update(values)
        self.seqs.update({("process_instances", name): event.seq for name in values})


_TURNS: Mapping[str, str] = {"instance.suspended": "suspended", "instance.resumed": "active"}
_TELLING = frozenset({"user_task.completed", "message.received"})
_ASSIGNMENTS = frozenset({"user_task.claimed", "user_task.released", "user_task.delegated"})


def _said(type_: str, data: Mapping[str, Any]) -> Any:
    """Give what an input says of consent in so many words; news of a withdrawal give none anew."""
    given: Mapping[str, Any] = data["input"]
    told = type_ in _TELLING and given.get("message") != referrals.WITHDRAWN
    return given["variables"].get(vocabulary.CONSENT) if told else None


def case_of(instances: Iterable[Instance]) -> Row:
    """Give the columns of the case's row that its instances' events tell of, and tell tasks the risk that it had.

    ``risk`` and ``consent_withdrawn_at`` may be OneOf.
    """
    found = list(instances)
    risks = _merged(change for one in found for change in one.risks)
    for one in found:
        _settle_risks(one, risks)
    return {
        "number": found[0].owner.case_number,
        "agency": found[0].owner.agency,
        "state": "open" if any(one.row["state"] in {"active", "suspended"} for one in found) else "closed",
        "opened_at": min(one.row["started_at"] for one in found),
        "risk": _last(risks, before=None),
        "finding_id": next((one.finding for one in found if one.finding is not None), None),
        "consent_withdrawn_at": _withdrawn(_merged(change for one in found for change in one.consents)),
    }


def _settle_risks(instance: Instance, risks: list[Change]) -> None:
    for row in instance.tables["user_tasks"].values():
        known = row["risk"]
        if isinstance(known, _AsOf):
            row["risk"] = _last(risks, before=known.at)


def _merged(changes: Iterable[Change]) -> list[Change]:
    """Give the changes of all instances in the order of their moments; those of one instance keep their order."""
    return sorted(changes, key=lambda one: one.at)


def _last(changes: list[Change], *, before: datetime | None) -> Any:
    """Give the value after the changes up to a moment; OneOf where others overlapped with the last or the moment."""
    done = [one for one in changes if before is None or one.at <= before]
    values = [done[-1].value if done else None]
    ends = before or (done[-1].at if done else None)
    if ends is not None:
        values += _about(changes, ends, instance_id=done[-1].instance_id if done and before is None else None)
        early = [one for one in done if one.at < ends - OVERLAP]
        values += [early[-1].value if early else None] if before is not None else []
    return _either(values)


def _about(changes: list[Change], at: datetime, *, instance_id: str | None) -> Iterator[Any]:
    """Give the values of changes that overlapped with a moment, those of one instance left out: they keep order."""
    return (one.value for one in changes if abs(one.at - at) <= OVERLAP and one.instance_id != instance_id)


def _withdrawn(changes: list[Change]) -> Any:
    """Give since when consent is withdrawn; the first withdrawal counts, until consent is given anew."""
    since: Any = None
    for one in changes:
        since = None if one.value is None else since or one.value
    if not changes:
        return None
    last = changes[-1]
    rivals = _about(changes, last.at, instance_id=last.instance_id)
    return _either([since, *(value for value in rivals if (value is None) != (since is None))])


def _either(values: list[Any]) -> Any:
    """Give the value, or the several that are possible."""
    distinct = tuple(dict.fromkeys(values))
    return distinct[0] if len(distinct) == 1 else OneOf(distinct)
