"""Advances an instance by one input: the one road from a request, timer or message to new state, rows and history.

State and input go to the runner; new state and facts come out; the facts become rows; the event is appended; all in the
transaction that the edge opened (design section 4).
"""

import copy
import zlib
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from engine import errors
from engine.bpmn import semantics
from engine.bpmn.base.errors import SnapshotInvalidError
from engine.bpmn.mended.bounds import Bounds
from engine.bpmn.running import runner
from engine.domain.running import facts, inputs
from engine.errors import ProcessFailedError
from engine.services.base.bundles import BundleChangedError, Deployed
from engine.services.base.scene import Scene
from engine.services.base.transaction import Transaction
from engine.services.chains import chain
from engine.services.running import effects, overlays
from engine.services.time import calendars
from engine.store.base import compact
from engine.store.cases import cases
from engine.store.running import timers
from engine.store.tables.user_tasks import UserTask
from engine.store.user_tasks import user_tasks

# Level 1 halves the time of level 6 and costs a tenth more bytes on these documents.
COMPRESSION = 1
# More timers of one case at one moment are no delay that is made up for, but a way in a circle through times gone by.
MOST_FIRINGS = 100

START = 2
"""The form of a start's data; starts without it say nothing of case, bundle and engine."""

Tasks = dict[str, UserTask]
"""The open user tasks of an instance by id, kept up to date while it advances."""


class InstanceNotActiveError(errors.ConflictError):
    """The process of this case is suspended or has ended."""

    code = "instance_not_active"


class SnapshotUnreadableError(ProcessFailedError):
    """The stored state of this case cannot be read, so nothing can be done in it. The events are still there: the
    system administrator can make the state again from them.

    ``lindung rebuild`` does it.
    """

    code = "snapshot_unreadable"


# What reading a state fails with whose bytes were cut, overwritten or exchanged.
UNREADABLE = (zlib.error, SnapshotInvalidError, AttributeError, LookupError, TypeError, ValueError)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cause:
    """The cause of an input, as the history records it beside the input itself.

    ``digests`` maps the ids of form submissions to the hex SHA-256 of their ciphertexts. ``origin`` says what attached
    an overlay to its case.
    """

    role: str | None = None
    element_id: str | None = None
    task_id: str | None = None
    digests: Mapping[str, str] | None = None
    origin: Mapping[str, str | int] | None = None


def deployed(tx: Transaction, found: cases.Found) -> Deployed:
    """Give the version of the procedure that the instance runs on; BundleChangedError names the instance too."""
    try:
        return tx.installation.procedures.get(tx.session, found.bundle.id, version=found.bundle.version)
    except BundleChangedError as failure:
        failure.ids = {**failure.ids, "process_instance": found.instance.id}
        raise


def deployed_of(tx: Transaction, instance_id: str) -> Deployed:
    """Give the version of the procedure that an instance runs on; NotFoundError when there is no such instance."""
    found = cases.get(tx.session, instance_id)
    if found is None:
        raise errors.NotFoundError(process_instance=instance_id)
    return deployed(tx, found)


def tasks_of(tx: Transaction, found: cases.Found) -> dict[str, UserTask]:
    """Give the open tasks of an instance by id."""
    return {task.id: task for task in user_tasks.open_of_instance(tx.session, found.instance.id)}


def tasks_and_due(tx: Transaction, found: cases.Found) -> tuple[dict[str, UserTask], bool]:
    """Give the open tasks of a locked instance by id, and whether a timer of it may be due; one look at the store."""
    tasks, due = user_tasks.open_and_due(tx.session, found.instance.id, now=tx.now)
    return {task.id: task for task in tasks}, due


def require_active(found: cases.Found) -> None:
    """Refuse with InstanceNotActiveError unless the instance runs."""
    if found.instance.state != "active":
        raise InstanceNotActiveError(process_instance=found.instance.id, state=found.instance.state)


def fire_overdue(tx: Transaction, found: cases.Found, tasks: dict[str, UserTask]) -> int:
    """Fire every timer that is due by now, each with an event of its own, and tell how many fired.

    Also called before a person's action: what came due earlier happened earlier, whether or not a worker was awake.
    ProcessFailedError when the diagram sets a timer anew as often as it fires: nobody else's timer must wait for it.
    """
    fired: list[tuple[str, str]] = []
    while found.instance.state == "active":
        due = timers.earliest_due(tx.session, found.instance.id, now=tx.now)
        if due is None:
            break
        if len(fired) == MOST_FIRINGS:
            raise _endless(found, fired)
        timer_id, element_id = due
        fired.append((element_id, timer_id))
        fire(tx, found, tasks, timer_id=timer_id, element_id=element_id)
    return len(fired)


def _endless(found: cases.Found, fired: list[tuple[str, str]]) -> ProcessFailedError:
    """Give the failure that holds the element which fired most, by the first of its timers: that one is stored."""
    [(element_id, _)] = Counter(element for element, _ in fired).most_common(1)
    failure = ProcessFailedError(element_id=element_id, reason="timer_without_end")
    timer_id = next(timer for element, timer in fired if element == element_id)
    failure.ids = {**failure.ids, "process_instance": found.instance.id, "timer_id": timer_id}
    return failure


def fire(tx: Transaction, found: cases.Found, tasks: dict[str, UserTask], *, timer_id: str, element_id: str) -> None:
    """Fire one timer; whatever process fails over it, the failure names this timer, so that its incident holds it."""
    try:
        advance(tx, found, tasks, inputs.FireTimer(timer_id=timer_id), Cause(element_id=element_id))
    except ProcessFailedError as failure:
        failure.ids = {**failure.ids, "process_instance": found.instance.id, "timer_id": timer_id}
        raise


def advance(
    tx: Transaction, found: cases.Found, tasks: dict[str, UserTask], event: inputs.Input, cause: Cause
) -> tuple[facts.Fact, ...]:
    """Apply one input to a locked instance and write all that follows from it; give the facts.

    ``tasks`` are the instance's open tasks and are kept up to date. Errors of the runner pass through; the edge rolls
    back, and a technical one becomes an incident.
    """
    instance, chosen = found.instance, deployed(tx, found)
    state = None if isinstance(event, inputs.Start) else state_of(tx, found)
    before = {} if state is None else copy.deepcopy(state.variables)
    stood_still = state is not None and bool(state.stands_at)
    try:
        calendar = calendars.current(tx, instance.agency, version=found.calendar)
        moment = runner.Moment(now=tx.now, calendar=calendar)
        step = runner.apply(chosen.definition, state, event, moment=moment, bounds=_bounds(tx))
    except (ProcessFailedError, calendars.CalendarChangedError) as failure:
        # The runner knows the element only; whoever looks at the incident needs the instance too.
        failure.ids = {**failure.ids, "process_instance": instance.id}
        raise
    chain.append(
        tx,
        instance,
        type_=inputs.name_of(event),
        version=chosen.version,
        data=_ground(found, chosen, event)
        | _recorded(event, step, before=before, cause=cause, calendar=calendar.version),
        role=cause.role,
        element_id=cause.element_id,
        task_id=cause.task_id,
        also={
            "snapshot": compact.deflated(step.state.dumps(), level=COMPRESSION),
            "revision": instance.revision + 1,
        },
    )
    scene = Scene(
        found=found,
        event=event,
        deployed=chosen,
        facts=step.facts,
        open_tasks=tasks,
        state=step.state,
        risk_before=found.case.risk,
        role=cause.role,
        stood_still=stood_still,
    )
    effects.apply(tx, scene)
    after = step.state.variables
    if before != after:
        for begun in overlays.called_by_data(tx, found, chosen, before=before, after=after, zone=calendar.zone):
            begin(tx, begun)
    return step.facts


def _bounds(tx: Transaction) -> Bounds:
    """Give what one step may do in this installation."""
    settings = tx.installation.settings
    return Bounds(instances=settings.most_instances, seconds=settings.step_seconds)


def begin(tx: Transaction, begun: overlays.Begun) -> None:
    """Start an overlay's instance."""
    cause = Cause(role=begun.role, element_id=begun.event.start_event, origin=begun.origin)
    advance(tx, begun.found, {}, begun.event, cause)


def state_of(tx: Transaction, found: cases.Found) -> runner.State:
    """Give the instance's state from its snapshot; SnapshotUnreadableError."""
    return seen(tx, found)


def seen(tx: Transaction, found: cases.Found) -> runner.State:
    """Give the instance's state as it is stored, to be looked at and not to be changed; SnapshotUnreadableError."""
    try:
        return runner.load(deployed(tx, found).definition, zlib.decompress(found.instance.snapshot))
    except UNREADABLE as cause:
        raise SnapshotUnreadableError(process_instance=found.instance.id, reason=type(cause).__name__) from None


def changes(step: runner.Step, *, before: Mapping[str, Any]) -> dict[str, Any]:
    """Give what an event's data say of a step: its effects, and the routing data that it changed, before and after.

    ``before`` are the variables before the step. Re-execution compares the same parts.
    """
    after = step.state.variables
    names = {name for name in before.keys() | after.keys() if before.get(name) != after.get(name)}
    changed = {name: before[name] for name in names if name in before}
    said = {"effects": effects.brief(step.facts), "after": {name: after[name] for name in names if name in after}}
    return said | ({"before": changed} if changed else {})


def _ground(found: cases.Found, chosen: Deployed, event: inputs.Input) -> dict[str, Any]:
    """Give what a start says of the ground that the instance stands on: its case, the procedure's files, the engine."""
    if not isinstance(event, inputs.Start):
        return {}
    bundle = {"key": chosen.procedure.key, "version": chosen.version, "sha256": chosen.sha256.hex()}
    return {"v": START, "case": found.case.id, "bundle": bundle, "engine": semantics.engine()}


def _recorded(
    event: inputs.Input, step: runner.Step, *, before: Mapping[str, Any], cause: Cause, calendar: str
) -> dict[str, Any]:
    """Give the event's data: the input to replay, its effects, and the routing data that it changed."""
    optional = {"digests": dict(cause.digests or {}), "origin": dict(cause.origin or {})}
    given = {name: value for name, value in optional.items() if value}
    return {"input": inputs.to_json(event), "calendar": calendar, **changes(step, before=before), **given}
