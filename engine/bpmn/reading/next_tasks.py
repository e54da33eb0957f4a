"""What comes next: the user tasks that can follow an element, as the diagram is drawn and before any condition."""

from collections.abc import Iterator, Mapping

from engine.bpmn.reading.definitions import Definition
from engine.domain.policy.elements import ElementInfo

_ENTERED = frozenset({"subProcess", "transaction", "callActivity"})


def user_tasks(definition: Definition, element_id: str) -> tuple[ElementInfo, ...]:
    """Give the user tasks that may be opened when the element is done, nearest first; empty where the process ends.

    Conditions are not looked at, so there may be more than will open; what is attached to an activity (deadlines and
    interruptions) is left out, since it does not follow from finishing.
    """
    table, seen = definition.side_table, {element_id}
    found: list[ElementInfo] = []
    waiting = list(_after(definition.followers, table, element_id))
    while waiting:
        one = waiting.pop(0)
        if one in seen:
            continue
        seen.add(one)
        if one in table and table[one].kind == "userTask":
            found.append(table[one])
        else:
            waiting += _after(definition.followers, table, one)
    return tuple(found)


def _after(
    followers: Mapping[str, tuple[str, ...]], table: Mapping[str, ElementInfo], element_id: str
) -> Iterator[str]:
    """Give what follows an element; from an activity with a process inside only the way in, whose end leads out."""
    following = followers.get(element_id, ())
    inside = [one for one in following if one in table and table[one].kind == "startEvent"]
    entered = element_id in table and table[element_id].kind in _ENTERED
    for one in inside if entered and inside else following:
        if one not in table or table[one].kind != "boundaryEvent":
            yield one
