"""When each open task of a case is due, worked out the slow way: by a token that walks the diagram laid out flat."""

import json
import zlib
from collections.abc import Iterator, MutableMapping
from dataclasses import dataclass
from datetime import datetime
from weakref import WeakKeyDictionary

from engine.bpmn.reading.definitions import Definition
from engine.bpmn.running import runner
from engine.domain.time import sla_clocks as sla_domain
from engine.services.base.bundles import Deployed
from engine.services.base.transaction import Transaction
from engine.services.running import steps
from engine.services.time import pressing
from engine.store.cases import cases
from engine.store.cases.cases import Found
from engine.store.time import sla_clocks
from tests.support.diagrams.flat import Flat


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """An open task: when it says it is due, the earliest clock that a token at it can stop, None without one."""

    element_id: str
    told: datetime | None
    expected: datetime | None


def of_case(tx: Transaction, number: str) -> list[Due]:
    """Give the open tasks of all processes of a case."""
    case = cases.known(tx.session, number)
    return [due for found in cases.of_case(tx.session, case.id) for due in _of(tx, found)]


def _of(tx: Transaction, found: Found) -> Iterator[Due]:
    clocks = [
        sla_domain.SlaClock.from_json(json.loads(row.data))
        for row in sla_clocks.clocks_of_case(tx.session, found.case.id)
        if row.instance_id == found.instance.id
    ]
    deployed = steps.deployed(tx, found)
    state = runner.load(deployed.definition, zlib.decompress(found.instance.snapshot))
    for task_id, task in steps.tasks_of(tx, found).items():
        stops = _flat(deployed).stops_from(state.places[task_id][::-1])
        due = [one.due_at for one in clocks if pressing.presses(one) and one.milestone in stops]
        yield Due(element_id=task.element_id, told=task.due_at, expected=min(due, default=None))


def _flat(deployed: Deployed) -> Flat:
    if deployed.definition not in _KNOWN:
        _KNOWN[deployed.definition] = Flat(deployed.files, deployed.procedure.process)
    return _KNOWN[deployed.definition]


_KNOWN: MutableMapping[Definition, Flat] = WeakKeyDictionary()
