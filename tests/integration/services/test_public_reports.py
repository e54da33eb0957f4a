"""Reports of the public: they open a case at once, and only their code leads back to it."""

import secrets
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text

from engine import errors
from engine.domain import actors, forms, receipts
from engine.services import cases, inbox, patience, public_reports, user_tasks
from engine.store import public
from tests.support import procedures, public_desk
from tests.support.factories import AGENCY, CLI, Office
from tests.support.public_desk import ANSWERS

REPORTER = public_reports.REPORTER
HERE = "192.0.2.7"


@pytest.fixture
def door(office: Office) -> Office:
    """Deploy the procedure in which public reports begin."""
    office.deploy(public_desk.procedure())
    return office


def sent(office: Office, answers: Mapping[str, Any] = ANSWERS, *, address: str = HERE) -> str:
    with office.acting(REPORTER) as tx:
        offered = public_reports.offer(tx, AGENCY)
        return public_reports.receive(tx, offered, answers=answers, secret=secrets.token_bytes(32), address=address)


def test_a_report_opens_a_case_at_once_with_a_task_for_the_role(door: Office) -> None:
    code = sent(door)
    siti = door.user("siti", "petugas_pengaduan")
    with door.acting(REPORTER) as tx:
        standing = public_reports.standing(tx, code)
    with door.acting(siti) as tx:
        waiting = user_tasks.search(tx, user_tasks.TaskQuery()).items
    assert [one.name for one in waiting] == ["Terima laporan"]
    assert standing.received_at == door.clock.now()
    assert (standing.read_at, standing.taken_up_at, standing.ended_at) == (None, None, None)
