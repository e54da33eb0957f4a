"""Who changes procedures in these tests, and what they change."""

import pytest

from engine.domain.changes.changes import Wanted
from engine.domain.people.actors import Actor
from engine.services.changes import changes
from engine.services.changes.changes import ChangeView
from tests.support.offices import procedures
from tests.support.offices.factories import Office

WANTED = Wanted(procedure="uji", title="Batas waktu baru", reason="Nota dinas meminta.", decree="12/2026")


@pytest.fixture
def rina(office: Office) -> Actor:
    """Give a policy officer, with a procedure in force."""
    office.deploy(procedures.two_steps())
    return office.user("rina", "admin_kebijakan")


@pytest.fixture
def change(office: Office, rina: Actor) -> ChangeView:
    """Give a change that was begun now."""
    with office.acting(rina) as tx:
        return changes.begin(tx, WANTED)
