"""What a diagram shows of an instance: the elements it went through, the tasks where it stands, and which are late."""

import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime

from engine.bpmn.reading import definitions
from engine.domain.audit import waits
from engine.domain.time import sla_clocks
from engine.services.time import pressing
from engine.store.tables.audit import HistoryEvent

# After any other change the clock has ended or stands still, and its due moment cannot be missed.
RUNNING = frozenset({"opened", "warned", "breached", "resumed"})


def after(
    events: Iterable[HistoryEvent],
    *,
    at: datetime,
    definition: definitions.Definition,
    clocks: Mapping[str, sla_clocks.SlaClock],
) -> dict[str, str]:
    """Give element id -> ``done``, ``current``, ``current waiting`` or ``current late`` as it was at a moment.

    ``events`` are those up to it. ``waiting`` is an event from outside, or a timer, for which the case itself waits.

    A task in a called process also shows on the activity that calls it, since the main diagram does not draw the task.
    ``clocks`` are those of the instance by id, as they stand today: what they promise never changes, so they tell of
    any moment. A task is late from its due moment on, whether or not a worker was awake to record the breach.
    """
    done: set[str] = set()
    called: list[str] = []
    tasks: dict[str, str] = {}
    waiting: list[waits.Wait] = []
    timers: dict[str, str] = {}
    due: dict[str, datetime] = {}
    for event in events:
        effects = json.loads(event.data).get("effects", {})
        elements, flows = effects.get("passed", ((), ()))
        done.update(elements, flows)
        entered = [definition.flows[flow][1] for flow in flows if flow in definition.flows]
        called = [one for one in (*called, *entered) if one not in elements]
        tasks.update(dict(effects.get("opened", [])))
        for task_id, _ in [*effects.get("completed", []), *effects.get("cancelled", [])]:
            tasks.pop(task_id, None)
        waiting, _, _ = waits.after(waiting, effects, step=str(event.seq))
        timers.update({timer: element for timer, element, _ in effects.get("timers", ())})
        for timer in effects.get("timers_cleared", ()):
            timers.pop(timer, None)
        for clock_id, change, due_at in effects.get("sla", []):
            due.pop(clock_id, None)
            if change in RUNNING:
                due[clock_id] = datetime.fromisoformat(due_at)
    places = [tuple(_around(element, called, definition)) for element in tasks.values()]
    missed = {clocks[name].milestone for name, moment in due.items() if moment <= at and clocks[name].row.is_deadline}
    late = [place for place in places if any(pressing.leads(definition, place, milestone) for milestone in missed)]
    outside = {
        one for one in (*timers.values(), *(element for element, _ in waiting)) if _is_in_the_flow(definition, one)
    }
    marks = dict.fromkeys(done, "done")
    marks |= {one: "current waiting" for element in outside for one in _around(element, called, definition)}
    marks |= dict.fromkeys((element for place in places for element in place), "current")
    return marks | dict.fromkeys((element for place in late for element in place), "current late")


def _is_in_the_flow(definition: definitions.Definition, element: str) -> bool:
    info = definition.side_table.get(element)
    return info is not None and info.kind in waits.IN_THE_FLOW


def _around(element: str, called: list[str], definition: definitions.Definition) -> Iterator[str]:
    """Give an element, and if it lies in a called process the call activity by which the case came there, and so on."""
    yield element
    callers = definition.callers.get(element, ())
    if callers:
        newest = max(callers, key=lambda one: len(called) - called[::-1].index(one) if one in called else 0)
        yield from _around(newest, called, definition)
