"""A case that stands still is told: one open incident an instance, which names the elements where the case waits.

The incident is a row derived from the state after a step, in the transaction of that step, which is kept: what people
did counts. Whoever looks at incidents in the agency is told by the bell. It closes by itself in the step that moves the
case on. No event is written: replay works it out anew.
"""

from engine.services.base import promises
from engine.services.base.scene import Scene
from engine.services.base.transaction import Transaction
from engine.services.incidents import incidents
from engine.services.notifying import tidings
from engine.services.running import steps
from engine.store.cases import cases
from engine.store.incidents import incidents as stored

RULE = "standstill:1"
"""Names the rule by which a case stands still; another rule gets another number, and every case is looked at once."""

AT_ONCE = 200


def note(tx: Transaction, scene: Scene) -> None:
    """Open, keep or close the incident of the instance; nothing is asked of the store while the instance goes on."""
    places = scene.state.stands_at
    if places or scene.stood_still:
        _write(tx, scene.found, places)


def look(tx: Transaction, *, instance_id: str) -> bool:
    """Look at an instance as it stands now, and tell whether it stands still; False when there is no such instance."""
    found = cases.lock(tx.session, instance_id)
    if found is None:
        return False
    places = steps.seen(tx, found).stands_at
    _write(tx, found, places)
    return bool(places)


def promise_once(tx: Transaction) -> bool:
    """Promise that every running instance is looked at under the present rule, unless that was promised before."""
    return promises.promise_once(tx, kind="standstill.spread", key=RULE)


def spread(tx: Transaction, *, after: str, limit: int = AT_ONCE) -> int:
    """Promise a look at each instance that has not ended, so many at a time, and the rest; tell how many now.

    ``after`` is the id of the instance at which the part before ended.
    """
    running = cases.running(tx.session, after=after, limit=limit)
    for instance_id in running:
        payload = {"instance_id": instance_id}
        promises.promise(tx, kind=incidents.LOOK, key=f"{RULE}:{instance_id}", payload=payload)
    if len(running) == limit:
        key = f"{RULE}:after:{running[-1]}"
        promises.promise(tx, kind="standstill.spread", key=key, payload={"after": running[-1]})
    return len(running)


def _write(tx: Transaction, found: cases.Found, places: tuple[str, ...]) -> None:
    code, instance_id = incidents.InstanceStandsStillError.code, found.instance.id
    known, at = stored.open_incident(tx.session, {"instance_id": instance_id, "code": code}), " ".join(places)
    if not places:
        if known is not None:
            incidents.resolve(tx, known)
    elif known is None:
        row = incidents.open_for(tx, code=code, instance_id=instance_id, element_id=at)
        tidings.promise(
            tx,
            tidings.of_incident(code),
            agency=found.case.agency,
            case_number=found.case.number,
            key=f"incident:{row.id}",
        )
    else:
        known.element_id = at
