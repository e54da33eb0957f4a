"""Turns the facts of a step into rows, and into the short form that the history keeps of them.

The rows are derived: the inbox, timers, clocks and awaited messages could be rebuilt from the events at any time.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from engine.bpmn import runner
from engine.domain import consent, facts, inputs, referrals, sla
from engine.services import (
    answering,
    canonical,
    deadlines,
    handlers,
    letters,
    news,
    outbox,
    procedures,
    sending,
    withdrawing,
)
from engine.services.transaction import Transaction
from engine.store import cases, records, rows, timers
from engine.store.tables import AwaitedMessage, UserTask


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """Where a step took place: the locked instance, its input, its procedure, tasks open before, state after.

    ``role`` is the one by which somebody acted; None for a timer or a message.
    """

    found: cases.Found
    event: inputs.Input
    deployed: procedures.Deployed
    open_tasks: dict[str, UserTask]
    state: runner.State
    role: str | None = None
    opened: list[UserTask] = field(default_factory=list)  # by this step, written when their due times are known

    @property
    def risk(self) -> str | None:
        """Give the case's risk as the process knows it; None while nobody assessed it, or for what is no word.

        An overlay, and a process that does not know of it, leave the case's risk as it is.
        """
        known = self.found.case.risk
        risk = known if self.deployed.procedure.overlay is not None else self.state.variables.get("risiko", known)
        return risk if isinstance(risk, str) and risk.isprintable() else None


def apply(tx: Transaction, scene: Scene, found: Iterable[facts.Fact]) -> None:
    """Write the rows that the facts call for."""
    steps = tuple(found)
    _heed_consent(tx, scene)  # first: what the step sends is measured by what it was just told
    for fact in steps:
        _WRITERS.get(type(fact), _nothing)(tx, scene, fact)
    occasion = letters.Occasion(found=scene.found, deployed=scene.deployed, role=scene.role, risk=scene.risk)
    letters.register(tx, occasion, [fact for fact in steps if isinstance(fact, facts.DocumentDue)])
    _set_timers(tx, scene, steps)
    _change_clocks(tx, scene, steps)
    _forget(tx, scene, steps)
    raised = scene.risk == news.HIGH != scene.found.case.risk
    _refresh_case(tx, scene)
    _refresh_tasks(tx, scene)
    _spread_word(tx, scene, steps, raised=raised)
    awaited = frozenset(fact.message for fact in steps if isinstance(fact, facts.MessageAwaited))
    if awaited:
        outbox.look_again(tx, scene.found, names=awaited)


def brief(found: Iterable[facts.Fact]) -> dict[str, Any]:
    """Give the effects as the history keeps them: lists by kind, empty kinds left out."""
    kept: dict[str, list[Any]] = {}
    for fact in found:
        name, value = _BRIEFS[type(fact)](fact)
        kept.setdefault(name, []).append(value)
    return {name: values[0] if name in _SINGLE else values for name, values in kept.items()}


def _open_task(tx: Transaction, scene: Scene, fact: facts.TaskOpened) -> None:
    instance, case = scene.found.instance, scene.found.case
    task = UserTask(
        id=fact.task_id,
        instance_id=instance.id,
        case_id=case.id,
        case_number=case.number,
        agency=case.agency,
        procedure=scene.deployed.procedure.key,
        element_id=fact.element_id,
        name=fact.name,
        role=fact.role,
        form=fact.form,
        separate_from=fact.separate_from,
        state="open",
        created_at=tx.now,
        due_order=deadlines.FAR,
    )
    scene.opened.append(task)
    scene.open_tasks[task.id] = task


def _complete_task(tx: Transaction, scene: Scene, fact: facts.TaskCompleted) -> None:
    task = scene.open_tasks.pop(fact.task_id)
    rows.change(tx.session, task, state="completed", completed_at=tx.now, completed_by=tx.actor.id)


def _cancel_task(tx: Transaction, scene: Scene, fact: facts.TaskCancelled) -> None:
    task = scene.open_tasks.pop(fact.task_id)
    rows.change(tx.session, task, state="cancelled", completed_at=tx.now)


def _await_message(tx: Transaction, scene: Scene, fact: facts.MessageAwaited) -> None:
    tx.session.add(
        AwaitedMessage(
            instance_id=scene.found.instance.id,
            task_id=fact.task_id,
            element_id=fact.element_id,
            message=fact.message,
            case_number=scene.found.case.number,
        )
    )


def _send_message(tx: Transaction, scene: Scene, fact: facts.MessageThrown) -> None:
    between_agencies = _BETWEEN_AGENCIES.get(fact.message)
    if between_agencies is not None:
        between_agencies(tx, scene.found, fact)
        return
    outbox.put(
        tx,
        case_id=scene.found.case.id,
        instance_id=scene.found.instance.id,
        element_id=fact.element_id,
        name=fact.message,
        variables={name: value for name, value in fact.variables.items() if name not in inputs.GIVEN},
    )


def _call_handler(tx: Transaction, scene: Scene, fact: facts.HandlerCalled) -> None:
    handlers.call(tx, scene.found, fact)


def _end(tx: Transaction, scene: Scene, fact: facts.InstanceEnded) -> None:
    instance = scene.found.instance
    instance.state = "completed" if fact.end_elements else "cancelled"
    instance.ended_at, instance.end_event = tx.now, " ".join(dict.fromkeys(fact.end_elements)) or None
    # Under the case's lock: of two instances that end at once, the second must see that the first has ended.
    case = cases.lock_case(tx.session, scene.found.case.id)
    if not cases.is_running(tx.session, case.id):
        case.state = "closed"


def _nothing(_tx: Transaction, _scene: Scene, _fact: Any) -> None:
    """Leave rows as they are: the fact matters to the history only, or is handled in one statement with its like."""


def _set_timers(tx: Transaction, scene: Scene, steps: tuple[facts.Fact, ...]) -> None:
    """Set all timers of the step in one statement; a timer cleared later in the same step is not set at all."""
    due: dict[str, tuple[str, datetime | None]] = {}
    for fact in steps:
        if isinstance(fact, facts.TimerSet):
            due[fact.timer_id] = (fact.element_id, fact.due_at)
        elif isinstance(fact, facts.TimerCleared):
            due.pop(fact.timer_id, None)
    if due:
        timers.put(tx.session, instance_id=scene.found.instance.id, due=due)
        tx.wake = True


def _change_clocks(tx: Transaction, scene: Scene, steps: tuple[facts.Fact, ...]) -> None:
    """Write each clock that changed as it stands after the step; a clock may open and close in one step."""
    last = {fact.clock_id: fact.clock for fact in steps if isinstance(fact, facts.SlaChanged)}
    if last:
        case = scene.found.case
        rows = [_clock_row(scene, sla.SlaClock.from_json(data), data) for data in last.values()]
        shared = {"case_id": case.id, "case_number": case.number, "agency": case.agency}
        records.put_clocks(tx.session, [row | shared for row in rows])


def _clock_row(scene: Scene, clock: sla.SlaClock, data: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "instance_id": scene.found.instance.id,
        "clock_id": clock.id,
        "milestone": clock.milestone,
        "state": clock.state,
        "started_at": clock.started_at,
        "due_at": clock.due_at,
        "data": canonical.text(data),
    }


def _forget(tx: Transaction, scene: Scene, steps: tuple[facts.Fact, ...]) -> None:
    instance_id = scene.found.instance.id
    gone = {fact.timer_id for fact in steps if isinstance(fact, facts.TimerCleared)}
    timers.clear(tx.session, instance_id=instance_id, timer_ids=gone)
    heard = {fact.task_id for fact in steps if isinstance(fact, facts.MessageNoLongerAwaited)}
    if isinstance(scene.event, inputs.FireTimer):
        _lapse(tx, scene, heard)
    records.no_longer_awaited(tx.session, instance_id=instance_id, task_ids=heard)


def _lapse(tx: Transaction, scene: Scene, gone: set[str]) -> None:
    """Note that a timer ended the wait for an answer to a referral."""
    instance_id = scene.found.instance.id
    waits = records.count_awaiting(tx.session, instance_id=instance_id, task_ids=gone, message=referrals.ANSWERED)
    if waits:
        answering.lapse(tx, scene.found, waits=waits)


def _heed_consent(tx: Transaction, scene: Scene) -> None:
    """Act on consent that was withdrawn or given anew by what came in, in whatever instance of the case."""
    event = scene.event
    said = event.variables.get("persetujuan") if isinstance(event, inputs.Complete | inputs.Deliver) else None
    news = isinstance(event, inputs.Deliver) and event.message == referrals.WITHDRAWN
    if news or said == consent.WITHDRAWN:
        withdrawing.withdraw(tx, scene.found)
    elif said == consent.GIVEN:
        withdrawing.give_anew(tx, scene.found)


def _refresh_case(tx: Transaction, scene: Scene) -> None:
    risk = scene.risk
    if scene.found.case.risk != risk:
        cases.lock_case(tx.session, scene.found.case.id).risk = risk


def _refresh_tasks(tx: Transaction, scene: Scene) -> None:
    """Write the new tasks; give all open ones the risk and the due moment of the clock that each has to keep."""
    definition, clocks, places = scene.deployed.definition, scene.state.book.clocks, scene.state.places
    for task in scene.open_tasks.values():
        moments = deadlines.moments(deadlines.nearest(definition, places[task.id], clocks))
        if task in scene.opened:
            task.risk, task.due_at, task.warn_at, task.due_order = scene.risk, *moments
            rows.add(tx.session, task)
        elif (task.risk, task.due_at, task.warn_at) != (scene.risk, moments.due_at, moments.warn_at):
            rows.change(tx.session, task, risk=scene.risk, **moments._asdict())


def _spread_word(tx: Transaction, scene: Scene, steps: tuple[facts.Fact, ...], *, raised: bool) -> None:
    """Promise to tell people of what this step means for them; a risk that was ``raised`` makes every task urgent."""
    by, instance, case = tx.actor.id, scene.found.instance, scene.found.case
    told = news.of_tasks(scene.opened, by=by, escalating=isinstance(scene.event, inputs.FireTimer))
    if raised:
        older = [task for task in scene.open_tasks.values() if task not in scene.opened]
        told += news.of_tasks(older, by=by, escalating=False)
    for fact in steps:
        if isinstance(fact, facts.SlaChanged) and fact.change in news.CHANGES:
            told += news.of_clock(fact.change, _pressed(scene, fact.milestone))
    letters_due = (scene.deployed.letter(fact.document) for fact in steps if isinstance(fact, facts.DocumentDue))
    told += news.of_letters({one.second_signature for one in letters_due if one and one.second_signature}, by=by)
    key = f"{instance.id}:{instance.revision}"
    news.promise(tx, told, agency=case.agency, case_number=case.number, key=key)


def _pressed(scene: Scene, milestone: str) -> list[UserTask]:
    """Give the open tasks that lead to the stop of a milestone's clock."""
    definition, places = scene.deployed.definition, scene.state.places
    return [one for one in scene.open_tasks.values() if deadlines.leads(definition, places[one.id], milestone)]


_BETWEEN_AGENCIES: Mapping[str, Any] = {
    referrals.SEND: sending.send,
    referrals.ANSWER: answering.from_case,
    referrals.FEEDBACK: answering.feedback_from_case,
}
_WRITERS: Mapping[type, Any] = {
    facts.TaskOpened: _open_task,
    facts.TaskCompleted: _complete_task,
    facts.TaskCancelled: _cancel_task,
    facts.MessageAwaited: _await_message,
    facts.MessageThrown: _send_message,
    facts.HandlerCalled: _call_handler,
    facts.InstanceEnded: _end,
}

_SINGLE = frozenset({"passed", "ended"})
_BRIEFS: Mapping[type, Any] = {
    facts.TaskOpened: lambda fact: ("opened", [fact.task_id, fact.element_id]),
    facts.TaskCompleted: lambda fact: ("completed", [fact.task_id, fact.element_id]),
    facts.TaskCancelled: lambda fact: ("cancelled", [fact.task_id, fact.element_id]),
    facts.TimerSet: lambda fact: ("timers", [fact.timer_id, fact.element_id, _iso(fact.due_at)]),
    facts.TimerCleared: lambda fact: ("timers_cleared", fact.timer_id),
    facts.MessageAwaited: lambda fact: ("awaits", [fact.element_id, fact.message]),
    facts.MessageNoLongerAwaited: lambda fact: ("awaits_no_more", fact.task_id),
    facts.MessageThrown: lambda fact: ("sent", [fact.element_id, fact.message]),
    facts.HandlerCalled: lambda fact: ("handlers", [fact.element_id, fact.handler]),
    facts.DecisionMade: lambda fact: ("decisions", [fact.element_id, fact.decision, list(fact.rules), fact.outputs]),
    facts.DocumentDue: lambda fact: ("documents", [fact.element_id, fact.document]),
    facts.SlaChanged: lambda fact: ("sla", [fact.clock_id, fact.change, fact.clock["due_at"]]),
    facts.Passed: lambda fact: ("passed", [list(fact.elements), list(fact.flows)]),
    facts.InstanceEnded: lambda fact: ("ended", list(fact.end_elements)),
}


def _iso(moment: datetime | None) -> str | None:
    return None if moment is None else moment.isoformat()
