"""The snapshot of an instance: tokens and variables without the process, as canonical JSON.

A token is ``[place of its parent, name of its element, state]`` and, where it must remember more, a fourth part. Places
count through all tokens of the document in order, so a parent always comes first. Ids follow from the path and are
worked out again on loading; nothing predicted and no clock reading is kept. The same inputs give the same bytes in
every process and under every hash seed. About 25 bytes a token: 1.4 kB for a case of 60 tasks, where the library's own
serializer writes 49 kB halfway through (process included).
"""

import json
import uuid
from collections.abc import Mapping
from typing import Any

from engine.bpmn.base.errors import SnapshotInvalidError
from engine.bpmn.mended import patches
from engine.bpmn.reading.definitions import Definition
from engine.domain.time import sla_book

# Raised when the layout changes, so that an older snapshot is known as such.
VERSION = 1
# What an unfinished token must remember: its timers, how far a loop or multi-instance activity has come, and that a
# watched condition held when it was last looked at.
KEPT = ("timers", "merged", "remaining", "held")


def dumps(*, instance_id: str, start_event: str, case: patches.Case, book: sla_book.SlaBook) -> bytes:
    """Give the snapshot as UTF-8 JSON with sorted keys and no white space."""
    places: dict[uuid.UUID, int] = {}
    tokens = _tokens(case, places)
    document = {
        "v": VERSION,
        "instance": instance_id,
        "start": start_event,
        "completed": case.completed,
        "variables": case.scope,
        "tokens": tokens,
        "inside": [_activity(activity, places) for activity in case.subprocesses.values()],
        "book": book.to_json(),
    }
    text = json.dumps(document, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)
    return text.encode()


def _activity(activity: Any, places: dict[uuid.UUID, int]) -> list[Any]:
    # An activity was opened after the token that holds it, and stands after it here.
    return [places[activity.parent_task_id], _tokens(activity, places)]


def _tokens(flow: Any, places: dict[uuid.UUID, int]) -> list[list[Any]]:
    rows = []
    for task in flow.tasks.values():
        row = [places[task._parent] if task._parent else None, task.task_spec.name, task._state]
        places[task.id] = len(places)
        more = _more(task)
        rows.append([*row, more] if more else row)
    return rows


def _more(task: Any) -> dict[str, Any]:
    kept = {name: task.internal_data[name] for name in KEPT if name in task.internal_data}
    own = {"local": task.local.maps[0]} if task.local is not None else {}
    return own | ({"kept": kept} if kept else {})


def load(definition: Definition, data: bytes) -> tuple[str, str, patches.Case, sla_book.SlaBook]:
    """Give (instance id, start event, case, book) of a snapshot made under the same definition.

    SnapshotInvalidError for another layout, and for elements that the definition does not have.
    """
    document: Mapping[str, Any] = json.loads(data)
    if document["v"] != VERSION:
        raise SnapshotInvalidError(version=document["v"])
    try:
        return _restored(definition, document)
    except KeyError as missing:
        raise SnapshotInvalidError(process_id=definition.process_id) from missing


def _restored(definition: Definition, document: Mapping[str, Any]) -> tuple[str, str, patches.Case, sla_book.SlaBook]:
    start_event = document["start"]
    case = new_case(definition, instance_id=document["instance"], start_event=start_event, planted=False)
    case.scope.update(document["variables"])
    case.completed = document["completed"]
    placed: list[Any] = []
    _plant(case, document["tokens"], placed)
    for place, rows in document["inside"]:
        _open(case, placed[place], rows, placed)
    return document["instance"], start_event, case, sla_book.SlaBook.from_json(document["book"])


def new_case(definition: Definition, *, instance_id: str, start_event: str, planted: bool = True) -> patches.Case:
    """Give a case at its start event; without ``planted`` it has no token yet."""
    spec, inside = definition.opened_at(start_event)
    seed = uuid.uuid5(patches.NAMESPACE, instance_id)
    return patches.Case(spec, inside, script_engine=definition.scripting, seed=seed, planted=planted)


def _open(case: patches.Case, holder: Any, rows: list[list[Any]], placed: list[Any]) -> None:
    spec = case.subprocess_specs[holder.task_spec.spec]
    activity = patches.Activity(spec, holder.id, case, deserializing=True)
    case.subprocesses[holder.id] = activity
    activity.completed_event.connect(holder.task_spec._on_subworkflow_completed, holder)
    _plant(activity, rows, placed)


# Tokens are born again in their old order, since order decides which of two equal waits comes first.
def _plant(flow: Any, rows: list[list[Any]], placed: list[Any]) -> None:
    first = len(placed)
    for place, name, state, *more in rows:
        parent = None if place is None else placed[place]
        task = patches.Occurrence(flow, flow.spec.task_specs[name], parent, state)
        if more:
            task.internal_data.update(more[0].get("kept", {}))
            _give_local(task, more[0].get("local"))
        elif state & patches.FINISHED:
            # A finished instance of several has handed its own variables over.
            task.local = None
        placed.append(task)
    flow.task_tree = placed[first]


def _give_local(task: Any, local: dict[str, Any] | None) -> None:
    if local is not None:
        task.local.maps[0].update(local)
