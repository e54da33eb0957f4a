"""A start says on what ground its instance stands; a history that was recorded before it did so still holds."""

import base64
import json
from datetime import datetime
from typing import Any

import pytest

from engine.bpmn import semantics
from engine.services.audit import history
from engine.services.base import canonical
from engine.services.base.transaction import Transaction
from engine.services.chains import chain
from engine.store.audit import history as stored
from engine.store.tables.audit import HistoryEvent
from engine.store.tables.cases import Case, ProcessInstance
from engine.store.tables.time import CalendarVersion
from tests.support.house import sources
from tests.support.offices import procedures
from tests.support.offices.factories import AGENCY, CLI, Office

RECORDED = json.loads((sources.ROOT / "tests" / "support" / "files" / "recorded_before_v2.json").read_text())
"""A history of three events, its calendar and its snapshot, as the release before recorded them."""


def test_a_start_names_case_bundle_calendar_and_engine(office: Office) -> None:
    deployed = office.deploy(procedures.two_steps())
    shown = office.start(office.user("siti", "petugas_pengaduan"))

    with office.acting(CLI) as tx:
        [start] = stored.of_instance(tx.session, shown.id)
        case_id = tx.session.get_one(ProcessInstance, shown.id).case_id
    data = json.loads(start.data)
    assert (data["v"], data["case"], data["engine"]) == (2, case_id, semantics.engine())
    assert data["bundle"] == {"key": "uji", "version": 1, "sha256": deployed.sha256}
    assert len(data["calendar"]) == 16


def test_later_events_do_not_say_it_again(office: Office) -> None:
    office.deploy(procedures.two_steps())
    siti = office.user("siti", "petugas_pengaduan")
    shown = office.start(siti)
    office.complete(siti, shown.open_user_tasks[0].id)

    with office.acting(CLI) as tx:
        later = stored.of_instance(tx.session, shown.id, after=1)
    assert [{"v", "case", "bundle", "engine"} & set(json.loads(event.data)) for event in later] == [set()] * 2


@pytest.fixture
def before(office: Office) -> str:
    """Bring the recorded history into the database; gives the id of its instance."""
    office.deploy(procedures.two_steps())
    with office.acting(CLI) as tx:
        put_case(tx)
        if tx.session.get(CalendarVersion, (AGENCY, RECORDED["calendar"]["version"])) is None:
            content = canonical.text(RECORDED["calendar"])
            version = {"version": RECORDED["calendar"]["version"], "content": content, "created_at": tx.now}
            tx.session.add(CalendarVersion(agency=AGENCY, **version))
        tx.session.add_all(event_of(one) for one in RECORDED["events"])
    instance_id: str = RECORDED["id"]
    return instance_id


def put_case(tx: Transaction) -> None:
    """Store the case and the instance of the recorded history."""
    at, head = datetime.fromisoformat(RECORDED["started_at"]), bytes.fromhex(RECORDED["head_hash"])
    whose: dict[str, Any] = {"id": RECORDED["id"], "agency": AGENCY}
    case = Case(**whose, number="TTG-2026-00001", state="open", opened_at=at, access_seq=0, access_hash=chain.GENESIS)
    tx.session.add(case)
    tx.session.flush()
    instance = ProcessInstance(**whose, case_id=case.id, bundle_id=1, state="active", channel="datang")
    instance.received_at = instance.started_at = at
    instance.revision, instance.snapshot = 2, base64.b64decode(RECORDED["snapshot"])
    instance.head_seq, instance.head_hash = len(RECORDED["events"]), head
    tx.session.add(instance)


def event_of(data: dict[str, Any]) -> HistoryEvent:
    """Give a recorded event as a row."""
    hashes = {name: bytes.fromhex(data[name]) for name in ("prev_hash", "hash")}
    return HistoryEvent(**{**data, **hashes, "at": datetime.fromisoformat(data["at"])})


def test_a_history_that_was_recorded_before_still_holds(office: Office, before: str) -> None:
    with office.acting(CLI) as tx:
        found = history.verify(tx).findings
    assert [one for one in found if one.part in {"history", "input", "effects", "before", "after", "snapshot"}] == []


def test_a_history_that_was_recorded_before_leads_to_the_same_state(office: Office, before: str) -> None:
    with office.acting(CLI) as tx:
        replayed = history.replay(tx, before)

    assert (replayed.equal, replayed.events) == (True, 3)
