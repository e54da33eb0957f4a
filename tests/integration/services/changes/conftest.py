"""Who changes procedures in these tests, and what they change."""

from collections.abc import Iterator
from functools import cache

import pytest

from engine.bpmn.checking.checker import Checker
from engine.domain.changes.changes import Wanted
from engine.domain.people.actors import Actor
from engine.services.changes import changes, files
from engine.services.changes.changes import ChangeView
from engine.services.changes.files import Saved
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


@cache
def checker() -> Checker:
    """Give one way to the warm process for all of these tests: it is real, and takes half a second to start."""
    return Checker()


@pytest.fixture(autouse=True, scope="session")
def _ended() -> Iterator[None]:
    yield
    checker().close()


def save(office: Office, actor: Actor, change: str, content: bytes, *, path: str = "uji.bpmn", seen: int = 0) -> Saved:
    """Save a file as a page does."""
    with office.acting(actor) as tx:
        edit = files.edit(tx, change, path, content, seen=seen)
    written = files.written(checker(), edit)
    with office.acting(actor) as tx:
        saved = files.store(tx, edit, written)
    assert saved is not None
    return saved
