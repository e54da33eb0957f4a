"""A new instance: its rows on a case, and the variables that the service itself gives it."""

import uuid
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from engine.domain import vocabulary
from engine.services.base.bundles import Deployed
from engine.services.base.transaction import Transaction
from engine.services.chains import chain
from engine.services.time import readings
from engine.store.cases import cases
from engine.store.tables.cases import Case, ProcessInstance
from engine.store.tables.policy import Bundle


def instance(
    tx: Transaction, case: Case, bundle: Bundle, *, channel: str, received_at: datetime, instance_id: str | None = None
) -> cases.Found:
    """Write the row of a new instance of a stored case, so that what follows can refer to it; None gives a new id."""
    row = ProcessInstance(
        id=instance_id or str(uuid.uuid4()),
        case_id=case.id,
        bundle_id=bundle.id,
        agency=case.agency,
        state="active",
        channel=channel,
        received_at=received_at,
        started_at=tx.now,
        revision=0,
        snapshot=b"",
        head_seq=0,
        head_hash=chain.GENESIS,
        head_at=None,
    )
    tx.session.add(row)
    tx.session.flush()
    return cases.Found(row, case, bundle)


def given(tx: Transaction, found: cases.Found, deployed: Deployed) -> Mapping[str, Any]:
    """Give the variables that every instance begins with and that nobody may send."""
    return {
        vocabulary.CASE_NUMBER: found.case.number,
        vocabulary.AGENCY: found.case.agency,
        vocabulary.CHANNEL: found.instance.channel,
        vocabulary.RECEIVED_AT: found.instance.received_at.astimezone(UTC).isoformat(),
        vocabulary.READINGS: readings.in_force(tx, deployed, agency=found.case.agency, at=tx.now),
    }
