"""Facts of ended processes as a night makes them, for tests that need many."""

import json
import uuid
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from sqlalchemy import select

from engine.runtime import Runtime
from engine.services.base.transaction import Transaction
from engine.services.conformance import gathering, publishing
from engine.store.conformance import practice as stored
from engine.store.tables.conformance import PracticeFact
from tests.support.offices.factories import AGENCY, CLI, Office

MARCH = datetime(2026, 3, 10, 3, 0, tzinfo=UTC)
ALWAYS = ("step|terima", "clock|layanan|opened")
HOURS: Mapping[str, Sequence[float]] = {"terima": [1.0, 2.0]}


def facts(
    office: Office,
    marks: Sequence[Sequence[str]],
    *,
    ended_at: datetime = MARCH,
    version: int = 1,
    hours: Mapping[str, Sequence[float]] = HOURS,
) -> None:
    """Note ended processes of the procedure ``uji`` with these marks, beside those that all have, and these hours."""
    with office.acting(CLI) as tx:
        for one in marks:
            row = PracticeFact(instance_id=str(uuid.uuid4()), procedure="uji", version=version, agency=AGENCY)
            row.head_seq = 1
            row.ended_at, row.group_id = ended_at, 0
            row.marks, row.hours = json.dumps(sorted({*ALWAYS, *one})), json.dumps(hours)
            tx.session.add(row)


def published(office: Office) -> int:
    """Publish what is full, group by group; gives how many groups."""
    with office.acting(CLI) as tx:
        return publish(tx)


def as_if_often(runtime: Runtime, *, times: int) -> int:
    """Make facts of all processes that ended, each as if it had been carried out so many times, and publish them.

    Gives how many groups are published.
    """
    with runtime.transaction(CLI) as tx:
        since = gathering.gather(tx)
        while since is not None:
            since = gathering.gather(tx, since=since)
        for one in tx.session.scalars(select(PracticeFact).where(PracticeFact.group_id == stored.WAITS)).all():
            for _ in range(times - 1):
                row = PracticeFact(instance_id=str(uuid.uuid4()), procedure=one.procedure, version=one.version)
                row.agency, row.ended_at, row.head_seq, row.group_id = one.agency, one.ended_at, one.head_seq, 0
                row.marks, row.hours = one.marks, one.hours
                tx.session.add(row)
        tx.session.flush()
        return publish(tx)


def publish(tx: Transaction) -> int:
    """Publish what is full, group by group; give how many groups."""
    before = stored.last_group(tx.session)
    line: stored.Line | None = publishing.FIRST
    while line is not None:
        line = publishing.publish(tx, after=line)
    return stored.last_group(tx.session) - before


def waiting(office: Office) -> dict[str, PracticeFact]:
    """Give the facts that are in no published group, by process."""
    with office.acting(CLI) as tx:
        found = tx.session.scalars(select(PracticeFact).where(PracticeFact.group_id == stored.WAITS)).all()
        tx.session.expunge_all()
    return {one.instance_id: one for one in found}
