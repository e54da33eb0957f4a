"""Turns the facts of a step into rows, and into the short form that the history keeps of them.

The rows are derived: the inbox, timers, clocks and awaited messages could be rebuilt from the events at any time.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from engine.domain.running import facts
from engine.services.base.scene import Scene
from engine.services.base.transaction import Reaction, Transaction
from engine.services.running import outbox, rows_of_facts
from engine.services.time import pressing
from engine.store.base import rows
from engine.store.cases import cases
from engine.store.messages import awaited_messages
from engine.store.running import timers
from engine.store.tables.messages import AwaitedMessage
from engine.store.tables.user_tasks import UserTask
from engine.store.time import sla_clocks


def apply(tx: Transaction, scene: Scene) -> None:
    """Write the rows that the step's facts call for; the other rooms react at three moments of it.

    Which room reacts to what, and in which order, stands in ``engine.reactions``.
    """
    reactions = tx.installation.reactions
    _react(tx, scene, reactions.heard)
    for fact in scene.facts:
        _WRITERS.get(type(fact), _nothing)(tx, scene, fact)
    _set_timers(tx, scene)
    _change_clocks(tx, scene)
    _react(tx, scene, reactions.written)
    _forget(tx, scene)
    _refresh_case(tx, scene)
    _refresh_tasks(tx, scene)
    _react(tx, scene, reactions.settled)
    awaited = frozenset(fact.message for fact in scene.facts if isinstance(fact, facts.MessageAwaited))
    if awaited:
        outbox.look_again(tx, scene.found, names=awaited)


def _react(tx: Transaction, scene: Scene, reactions: Iterable[Reaction]) -> None:
    for react in reactions:
        react(tx, scene)


def brief(found: Iterable[facts.Fact]) -> dict[str, Any]:
    """Give the effects as the history keeps them: lists by kind, empty kinds left out."""
    kept: dict[str, list[Any]] = {}
    for fact in found:
        name, value = _BRIEFS[type(fact)](fact)
        kept.setdefault(name, []).append(value)
    return {name: values[0] if name in _SINGLE else values for name, values in kept.items()}


def _open_task(tx: Transaction, scene: Scene, fact: facts.TaskOpened) -> None:
    values = rows_of_facts.task(_owner(scene), fact, at=tx.now)
    task = UserTask(**values, due_order=pressing.FAR)
    scene.opened.append(task)
    scene.open_tasks[task.id] = task


def _complete_task(tx: Transaction, scene: Scene, fact: facts.TaskCompleted) -> None:
    task = scene.open_tasks.pop(fact.task_id)
    rows.change(tx.session, task, **rows_of_facts.completed(at=tx.now, actor=tx.actor.id))


def _cancel_task(tx: Transaction, scene: Scene, fact: facts.TaskCancelled) -> None:
    task = scene.open_tasks.pop(fact.task_id)
    rows.change(tx.session, task, **rows_of_facts.cancelled(at=tx.now))


def _await_message(tx: Transaction, scene: Scene, fact: facts.MessageAwaited) -> None:
    tx.session.add(AwaitedMessage(**rows_of_facts.awaited(_owner(scene), fact)))


def _owner(scene: Scene) -> rows_of_facts.Owner:
    instance, case = scene.found.instance, scene.found.case
    return rows_of_facts.Owner(
        instance_id=instance.id,
        case_id=case.id,
        case_number=case.number,
        agency=case.agency,
        procedure=scene.deployed.procedure.key,
    )


def _send_message(tx: Transaction, scene: Scene, fact: facts.MessageThrown) -> None:
    taken = tx.installation.reactions.thrown.get(fact.message)
    if taken is not None:
        taken(tx, scene.found, fact)
        return
    outbox.put(
        tx,
        case_id=scene.found.case.id,
        instance_id=scene.found.instance.id,
        element_id=fact.element_id,
        name=fact.message,
        variables=outbox.content_of(fact),
    )


def _end(tx: Transaction, scene: Scene, fact: facts.InstanceEnded) -> None:
    for name, value in rows_of_facts.ended(fact, at=tx.now).items():
        setattr(scene.found.instance, name, value)
    # Under the case's lock: of two instances that end at once, the second must see that the first has ended.
    case = cases.lock_case(tx.session, scene.found.case.id)
    if not cases.is_running(tx.session, case.id):
        case.state = "closed"


def _nothing(_tx: Transaction, _scene: Scene, _fact: Any) -> None:
    """Leave rows as they are: the fact matters to the history only, or is handled in one statement with its like."""


def _set_timers(tx: Transaction, scene: Scene) -> None:
    """Set all timers of the step in one statement."""
    due = rows_of_facts.timers_set(scene.facts)
    if due:
        timers.put(tx.session, instance_id=scene.found.instance.id, due=due)
        tx.wake = True


def _change_clocks(tx: Transaction, scene: Scene) -> None:
    changed = rows_of_facts.clocks(_owner(scene), scene.facts)
    if changed:
        sla_clocks.put_clocks(tx.session, changed)


def _forget(tx: Transaction, scene: Scene) -> None:
    instance_id = scene.found.instance.id
    timers.clear(tx.session, instance_id=instance_id, timer_ids=rows_of_facts.timers_cleared(scene.facts))
    heard = rows_of_facts.no_longer_awaited(scene.facts)
    awaited_messages.no_longer_awaited(tx.session, instance_id=instance_id, task_ids=heard)


def _refresh_case(tx: Transaction, scene: Scene) -> None:
    risk = scene.risk
    if scene.found.case.risk != risk:
        cases.lock_case(tx.session, scene.found.case.id).risk = risk


def _refresh_tasks(tx: Transaction, scene: Scene) -> None:
    """Write the new tasks; give all open ones the risk and the due moment of the clock that each has to keep."""
    pressed = rows_of_facts.pressed(scene.deployed.definition, scene.state)
    for task in scene.open_tasks.values():
        moments = pressed[task.id]
        if task in scene.opened:
            task.risk, task.due_at, task.warn_at, task.due_order = scene.risk, *moments
            rows.add(tx.session, task)
        elif (task.risk, task.due_at, task.warn_at) != (scene.risk, moments.due_at, moments.warn_at):
            rows.change(tx.session, task, risk=scene.risk, **moments._asdict())


_WRITERS: Mapping[type, Any] = {
    facts.TaskOpened: _open_task,
    facts.TaskCompleted: _complete_task,
    facts.TaskCancelled: _cancel_task,
    facts.MessageAwaited: _await_message,
    facts.MessageThrown: _send_message,
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
    facts.DecisionMade: lambda fact: ("decisions", [fact.element_id, fact.decision, list(fact.rules), fact.outputs]),
    facts.DocumentDue: lambda fact: ("documents", [fact.element_id, fact.document]),
    facts.SlaChanged: lambda fact: ("sla", [fact.clock_id, fact.change, fact.clock["due_at"]]),
    facts.Passed: lambda fact: ("passed", [list(fact.elements), list(fact.flows)]),
    facts.InstanceEnded: lambda fact: ("ended", list(fact.end_elements)),
}


def _iso(moment: datetime | None) -> str | None:
    return None if moment is None else moment.isoformat()
