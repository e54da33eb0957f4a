"""Fills an installation with open tasks: copies of one real, just started case, written straight into the tables.

Half of them wait for the role of the case, the others for the other roles of the agency; every fourth is somebody's.
"""

import itertools
import random
import uuid
from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import Connection, Row, insert, select

from engine.runtime import Runtime
from engine.store.base.declarations import Base
from engine.store.tables.cases import Case, ProcessInstance
from engine.store.tables.people import UserRole
from engine.store.tables.user_tasks import UserTask

_BATCH = 2_000
_RISKS = ("tinggi", "sedang", "rendah")


def fill(runtime: Runtime, *, instance_id: str, count: int) -> None:
    """Add ``count`` cases like this one, each with one open task; due times and risks vary."""
    with runtime.database.begin() as connection:
        case, instance, task = _pattern(connection, instance_id)
        holders = connection.execute(select(UserRole.user_id, UserRole.role).where(UserRole.agency == task["agency"]))
        copies = _copies(case, instance, task, holders.all())
        for size in [_BATCH] * (count // _BATCH):
            rows = list(itertools.islice(copies, size))
            for table, column in ((Case, 0), (ProcessInstance, 1), (UserTask, 2)):
                connection.execute(insert(table), [row[column] for row in rows])


def _pattern(connection: Connection, instance_id: str) -> tuple[dict[str, Any], dict[str, Any], dict[str, Any]]:
    def one(table: type[Base], column: Any, value: Any) -> dict[str, Any]:
        return dict(connection.execute(select(table.__table__).where(column == value)).mappings().one())

    instance = one(ProcessInstance, ProcessInstance.id, instance_id)
    return one(Case, Case.id, instance["case_id"]), instance, one(UserTask, UserTask.instance_id, instance_id)


def _copies(
    case: dict[str, Any], instance: dict[str, Any], task: dict[str, Any], holders: Sequence[Row[str, str]]
) -> Iterator[tuple[dict[str, Any], dict[str, Any], dict[str, Any]]]:
    chance = random.Random(1)  # noqa: S311 - reproducible, nothing secret
    for number in itertools.count():
        case_id, instance_id = str(uuid.UUID(int=chance.getrandbits(128))), str(uuid.UUID(int=chance.getrandbits(128)))
        case_number, risk = f"UJI-2026-{number:06d}", chance.choice(_RISKS)
        due = task["created_at"] + timedelta(minutes=chance.randint(-10_000, 10_000))
        holder = chance.choice(holders)
        own = {
            "case_id": case_id,
            "case_number": case_number,
            "risk": risk,
            "due_at": due,
            "due_order": due,
            "created_at": task["created_at"] - timedelta(minutes=chance.randint(0, 20_000)),
            "role": task["role"] if number % 2 else holder.role,
            "assignee": None if number % 4 else holder.user_id,
        }
        yield (
            case | {"id": case_id, "number": case_number, "risk": risk},
            instance | {"id": instance_id, "case_id": case_id},
            task | own | {"id": str(uuid.UUID(int=chance.getrandbits(128))), "instance_id": instance_id},
        )
