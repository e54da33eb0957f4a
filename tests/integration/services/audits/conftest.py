"""An audit of one agency: its head, the auditor from outside, a case, and the assignment that opens it."""

import pytest

from engine.domain.people.actors import Actor
from engine.services.audits.assignments import AssignmentView
from engine.services.user_tasks.results import InstanceView
from tests.support.offices import procedures
from tests.support.offices.assigned import assign
from tests.support.offices.factories import Office


@pytest.fixture
def head(office: Office) -> Actor:
    """Give the head of the agency, and deploy the procedure."""
    office.deploy(procedures.two_steps())
    return office.user("kartini", "kepala")


@pytest.fixture
def auditor(office: Office) -> Actor:
    """Give the auditor from outside."""
    return office.user("dewi", "pemeriksa")


@pytest.fixture
def case(office: Office, head: Actor) -> InstanceView:
    """Give a case that was opened now."""
    assert head
    return office.start(office.user("siti", "petugas_pengaduan"))


@pytest.fixture
def opened(office: Office, head: Actor, auditor: Actor) -> AssignmentView:
    """Give the assignment that names the auditor."""
    assert auditor
    return assign(office, head)
