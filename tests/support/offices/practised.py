"""Facts of ended processes as a night makes them, for tests that need many."""

import json
import uuid
from collections.abc import Sequence
from datetime import UTC, datetime

from sqlalchemy import select

from engine.services.conformance import publishing
from engine.store.conformance import practice as stored
from engine.store.tables.conformance import PracticeFact
from tests.support.offices.factories import AGENCY, CLI, Office

MARCH = datetime(2026, 3, 10, 3, 0, tzinfo=UTC)
ALWAYS = ("step|terima", "clock|layanan|opened")
HOURS = {"terima": [1.0, 2.0]}


def facts(office: Office, marks: Sequence[Sequence[str]], *, ended_at: datetime = MARCH, version: int = 1) -> None:
    """Note ended processes of the procedure ``uji`` with these marks, beside those that all have."""
    with office.acting(CLI) as tx:
        for one in marks:
            row = PracticeFact(instance_id=str(uuid.uuid4()), procedure="uji", version=version, agency=AGENCY)
            row.head_seq = 1
            row.ended_at, row.group_id = ended_at, 0
            row.marks, row.hours = json.dumps(sorted({*ALWAYS, *one})), json.dumps(HOURS)
            tx.session.add(row)


def published(office: Office) -> int:
    """Publish what is full, group by group; gives how many groups."""
    with office.acting(CLI) as tx:
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
