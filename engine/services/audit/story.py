"""What became of a case: its risk, the decisions about sharing, who worked on it, and what may leave now.

All but the last comes from history events, which hold routing data and ids: nothing that people wrote is told.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from engine import errors
from engine.domain import vocabulary
from engine.domain.cases import consent
from engine.services.audit import history
from engine.services.base.transaction import Transaction
from engine.services.content import consent_gate
from engine.services.running import steps
from engine.services.verification.results import HistoryEventView
from engine.store.cases import cases

DECISIONS = frozenset({consent.GIVEN, consent.REFUSED, consent.WITHDRAWN})


@dataclass(frozen=True, slots=True, kw_only=True)
class RiskChange:
    """A level that the risk took; ``before`` is None for the first, ``moved`` names the promises that it re-based.

    ``element_name`` is the step that brought it, None where the event names none.
    """

    at: datetime
    before: str | None
    level: str
    actor_name: str | None
    event_type: str
    element_name: str | None
    moved: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsentDecision:
    """One decision about sharing: diberikan, ditolak or ditarik; ``scope`` are the purposes, ``by`` who decided."""

    at: datetime
    decision: str
    scope: tuple[str, ...]
    by: str | None
    actor_name: str | None
    event_type: str
    element_name: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Purpose:
    """Whether an instance may send something for a purpose now; ``refusal`` is the gate's code, None when it may."""

    process_instance: str
    process_definition: str
    name: str
    refusal: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Worker:
    """Somebody who worked on the case: in which roles, how many steps were completed, and when last."""

    actor: str
    name: str
    roles: tuple[str, ...]
    completed: int
    last_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """What became of a case; moments are aware and in UTC.

    ``risks`` has the oldest first, ``consents`` the newest, ``workers`` whoever worked last. ``purposes`` is empty
    while nobody has decided anything.
    """

    case_number: str
    risks: tuple[RiskChange, ...]
    consents: tuple[ConsentDecision, ...]
    purposes: tuple[Purpose, ...]
    workers: tuple[Worker, ...]


def of_case(tx: Transaction, number: str) -> tuple[Story, list[HistoryEventView]]:
    """Give what became of a case with the events that it is told from, of each instance the newest first.

    The reading is recorded. NotFoundError for a case that does not exist or whose history the actor may not read.
    """
    case = cases.by_number(tx.session, number)
    found = [] if case is None else cases.of_case(tx.session, case.id)
    if case is None or not found:
        raise errors.NotFoundError(case_number=number)
    events = [event for one in found for event in history.newest(tx, one.instance.id)]
    story = Story(
        case_number=case.number,
        risks=tuple(risks(events)),
        consents=tuple(consents(events)),
        purposes=tuple(purpose for one in found for purpose in _purposes(tx, one)),
        workers=tuple(workers(events)),
    )
    return story, events


def risks(events: Iterable[HistoryEventView]) -> list[RiskChange]:
    """Give every level that the risk took, oldest first; what a continuing process took over is no change."""
    found: list[RiskChange] = []
    for event in sorted(events, key=lambda one: one.at):
        taken = event.data.get("after", {}).get(vocabulary.RISK)
        before = found[-1].level if found else None
        if taken is None or taken == before:
            continue
        found.append(
            RiskChange(
                at=event.at,
                before=before,
                level=str(taken),
                actor_name=event.actor_name,
                event_type=event.type,
                element_name=event.element_name,
                moved=_moved(event),
            )
        )
    return found


def consents(events: Iterable[HistoryEventView]) -> list[ConsentDecision]:
    """Give every decision about sharing data, newest first.

    A decision is given with what the step changed: consent that is given anew with the same words is told by the
    withdrawal before it and by the gate, not here.
    """
    return sorted((one for event in events if (one := _decision(event))), key=lambda one: one.at, reverse=True)


def _decision(event: HistoryEventView) -> ConsentDecision | None:
    after = event.data.get("after", {})
    decision, scope, by = (
        after.get(vocabulary.CONSENT),
        after.get(vocabulary.CONSENT_SCOPE) or (),
        after.get(vocabulary.CONSENT_BY),
    )
    if event.type == "referral.consent_withdrawn":
        decision, scope, by = consent.WITHDRAWN, (), None
    elif decision not in DECISIONS or event.type == "instance.started":
        return None
    return ConsentDecision(
        at=event.at,
        decision=decision,
        scope=tuple(map(str, scope)),
        by=by,
        actor_name=event.actor_name,
        event_type=event.type,
        element_name=event.element_name,
    )


def _purposes(tx: Transaction, found: cases.Found) -> list[Purpose]:
    """Ask the gate for every purpose with what the instance knows now; what may leave comes first."""
    variables = steps.state_of(tx, found).variables
    if vocabulary.CONSENT not in variables and found.case.consent_withdrawn_at is None:
        return []
    held = consent_gate.held(found.case, variables, told_reason=False)
    asked = sorted({purpose for fitting in consent.FITTING.values() for purpose in fitting})
    answers = [
        Purpose(
            process_instance=found.instance.id,
            process_definition=found.bundle.key,
            name=one,
            refusal=consent.refusal_of(held, purpose=one),
        )
        for one in asked
    ]
    return sorted(answers, key=lambda one: one.refusal is not None)


def workers(events: Iterable[HistoryEventView]) -> list[Worker]:
    """Give who worked on the case, the last one first; two people of one name are two."""
    found: dict[str, list[HistoryEventView]] = {}
    for event in events:
        if event.actor_name is not None:
            found.setdefault(event.actor, []).append(event)
    people = [
        Worker(
            actor=actor,
            name=str(done[0].actor_name),
            roles=tuple(dict.fromkeys(event.role for event in done if event.role is not None)),
            completed=sum(event.type == "user_task.completed" for event in done),
            last_at=max(event.at for event in done),
        )
        for actor, done in found.items()
    ]
    return sorted(people, key=lambda one: one.last_at, reverse=True)


def _moved(event: HistoryEventView) -> tuple[str, ...]:
    effects: Sequence[Sequence[Any]] = event.data.get("effects", {}).get("sla", ())
    return tuple(str(clock).rpartition("-")[0] for clock, what, *_ in effects if what == "replaced")
