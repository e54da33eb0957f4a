"""Due moments of open tasks after an upgrade: jobs of their own, each harmless when done twice.

A step writes the due moments of its instance, so a case that rests keeps those that an earlier release worked out. No
event is written: what a task is told of its clocks follows from the events, and neither clock nor risk changes here.
"""

from engine.services.base import promises
from engine.services.base.transaction import Transaction
from engine.services.running import steps
from engine.services.time import pressing
from engine.store.base import rows
from engine.store.cases import cases
from engine.store.user_tasks import user_tasks

RULE = "due_moments:1"
"""Names the rule by which due moments are worked out; another rule gets another number, and is then spread once."""

AT_ONCE = 200


def promise_once(tx: Transaction) -> bool:
    """Promise that every open task is looked at under the present rule, unless that was promised; tell whether so."""
    return promises.promise_once(tx, kind="due_moments.spread", key=RULE)


def spread(tx: Transaction, *, after: str, limit: int = AT_ONCE) -> int:
    """Promise a look at each instance with open tasks, so many at a time, and the rest; tell how many now.

    ``after`` is the id of the instance at which the part before ended.
    """
    waiting = user_tasks.instances_with_open(tx.session, after=after, limit=limit)
    for instance_id in waiting:
        payload = {"instance_id": instance_id}
        promises.promise(tx, kind="due_moments.refresh", key=f"{RULE}:{instance_id}", payload=payload)
    if len(waiting) == limit:
        key = f"{RULE}:after:{waiting[-1]}"
        promises.promise(tx, kind="due_moments.spread", key=key, payload={"after": waiting[-1]})
    return len(waiting)


def refresh(tx: Transaction, *, instance_id: str) -> int:
    """Write the due moments of an instance's open tasks as its clocks stand now; tell how many changed."""
    found = cases.lock(tx.session, instance_id)
    tasks = {} if found is None else steps.tasks_of(tx, found)
    if found is None or not tasks:
        return 0
    state, definition, changed = steps.state_of(tx, found), steps.deployed(tx, found).definition, 0
    places = state.places
    for task in tasks.values():
        moments = pressing.moments(pressing.nearest(definition, places[task.id], state.book.clocks))
        if (task.due_at, task.warn_at) != (moments.due_at, moments.warn_at):
            rows.change(tx.session, task, **moments._asdict())
            changed += 1
    return changed
