"""What the promised times of a case wait for where a reader is shown no task that leads to their stop."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from engine.bpmn.reading.definitions import Definition
from engine.bpmn.running import runner
from engine.services.base.transaction import Transaction
from engine.services.cases.results import CaseView
from engine.services.running import steps
from engine.services.time import pressing
from engine.services.user_tasks.results import InstanceView
from engine.store.cases import cases

ENDED = frozenset({"completed", "cancelled"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Wait:
    """An event by its name in the diagram, or the role of a task that the reader may not see; the other one is None.

    ``due_at`` is when a timer is due; None for any other event.
    """

    event: str | None
    role: str | None
    due_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Waits:
    """``clocks`` maps (instance id, clock id) to what a running deadline waits for; a deadline to whose stop a visible
    task leads is left out, and an empty entry says that no open step leads there. ``events`` are all awaited events.
    ``answers`` are (recipient, moment) of referrals that are not answered yet: at that moment at the latest the
    procedure goes on without an answer; None where it waits without end.
    """

    clocks: Mapping[tuple[str, str], tuple[Wait, ...]]
    events: tuple[Wait, ...]
    answers: tuple[tuple[str, datetime | None], ...] = ()


def of_case(tx: Transaction, case: CaseView) -> Waits:
    """Say what a case that was read waits for; nothing for who may not see its promised times."""
    clocks: dict[tuple[str, str], tuple[Wait, ...]] = {}
    events: list[Wait] = []
    running = [one for one in case.instances if one.state not in ENDED]
    for instance in running if case.sla_clocks else ():
        found = cases.known_instance(tx.session, instance.id)
        state, definition = steps.seen(tx, found), steps.deployed(tx, found).definition
        roles = {task.id: task.role for task in steps.tasks_of(tx, found).values()}
        clocks |= dict(_of_instance(instance, state, definition, roles))
        events += [_event(definition, one.place[0], one.due_at) for one in state.waits]
    until = min((one.due_at for one in events if one.due_at is not None), default=None)
    asked = [one.recipient_name for one in case.referrals if one.direction == "out" and one.state == "sent"]
    return Waits(clocks=clocks, events=tuple(events), answers=tuple((name, until) for name in asked))


def _of_instance(
    instance: InstanceView, state: runner.State, definition: Definition, roles: Mapping[str, str]
) -> Iterator[tuple[tuple[str, str], tuple[Wait, ...]]]:
    visible = {task.id for task in instance.open_user_tasks}
    for clock in state.book.clocks:
        if clock.state != "running" or not clock.row.is_deadline:
            continue
        leading = {one for one, place in state.places.items() if pressing.leads(definition, place, clock.milestone)}
        if leading & visible:
            continue
        hidden = sorted({roles[one] for one in leading})
        waits = [Wait(event=None, role=role, due_at=None) for role in hidden]
        waits += [
            _event(definition, one.place[0], one.due_at)
            for one in state.waits
            if pressing.leads(definition, one.place, clock.milestone)
        ]
        yield (instance.id, clock.id), tuple(waits)


def _event(definition: Definition, element_id: str, due_at: datetime | None) -> Wait:
    return Wait(event=definition.side_table[element_id].name or element_id, role=None, due_at=due_at)
