"""Running cases follow the readings in force: jobs of their own, each harmless when done twice."""

from engine.domain import vocabulary
from engine.domain.running import inputs
from engine.services.base.promises import promise
from engine.services.base.transaction import Transaction
from engine.services.running import steps
from engine.services.time import readings
from engine.store.cases import cases


def spread(tx: Transaction, *, key: str, procedure: str, agency: str) -> int:
    """Promise each active instance of a procedure in an agency that its readings are looked at; tell how many."""
    waiting = cases.active_of(tx.session, procedure=procedure, agency=agency)
    for instance_id in waiting:
        payload = {"instance_id": instance_id}
        promise(tx, kind="readings.renew", key=f"{key}:{instance_id}", payload=payload)
    return len(waiting)


def renew(tx: Transaction, *, instance_id: str) -> bool:
    """Give an instance the readings in force now; tell whether anything changed. What came due before happens first."""
    found = cases.lock(tx.session, instance_id)
    if found is None or found.instance.state != "active":
        return False
    tasks = steps.tasks_of(tx, found)
    steps.fire_overdue(tx, found, tasks)
    return found.instance.state == "active" and bring_up_to_date(tx, found, tasks)


def bring_up_to_date(tx: Transaction, found: cases.Found, tasks: steps.Tasks) -> bool:
    """Change the readings of a locked, active instance if others are in force, with an event; tell whether it did."""
    wanted = readings.in_force(tx, steps.deployed(tx, found), agency=found.instance.agency, at=tx.now)
    state = steps.state_of(tx, found)
    if state.variables.get(vocabulary.READINGS, {}) == wanted:
        return False
    steps.advance(tx, found, tasks, inputs.ChangeReadings(readings=wanted), steps.Cause())
    return True
