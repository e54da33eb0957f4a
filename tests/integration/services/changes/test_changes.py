"""A change is begun from what is in force, seen by who drafts or decides there, and given up; each step is recorded."""

from collections.abc import Callable

import pytest

from engine import errors
from engine.domain.changes.changes import ChangeInvalidError, Wanted
from engine.domain.people.actors import Actor
from engine.services.base.transaction import Transaction
from engine.services.chains import registers
from engine.services.changes import changes, files
from engine.services.changes.changes import ChangeClosedError, ChangeView
from engine.services.changes.files import Edit, FileView
from engine.store.audit import registers as chained
from engine.store.tables.changes import Change
from tests.integration.services.changes.conftest import WANTED
from tests.support.offices import procedures
from tests.support.offices.factories import Office

DIAGRAM = "uji.bpmn"


def recorded(office: Office, type_: str) -> list[str]:
    with office.acting(office.user("catat")) as tx:
        return [event.subject for event in chained.of_types(tx.session, registers.POLICY, [type_])]


def test_a_change_begins_as_what_is_in_force(office: Office, rina: Actor, change: ChangeView) -> None:
    with office.acting(rina) as tx:
        assert files.of_change(tx, change.id) == dict(sorted(procedures.two_steps().items()))
        assert changes.search(tx) == (change,)
        assert changes.get(tx, change.id) == change

    assert (change.state, change.base_version, change.revision, change.created_by) == ("draft", 1, 0, "Rina")
    assert change.may_draft
    assert recorded(office, "change.begun") == [change.id]


def test_a_change_says_when_something_newer_came_into_force(office: Office, rina: Actor, change: ChangeView) -> None:
    office.deploy({**procedures.two_steps(), "forms/lain.form": procedures.form("lain")})

    with office.acting(rina) as tx:
        found = changes.get(tx, change.id)

    assert (found.base_version, found.newest_version) == (1, 2)


@pytest.mark.parametrize(
    ("wanted", "error"),
    [
        (Wanted(procedure="lain", title="Satu", reason="Dua"), errors.NotFoundError),
        (Wanted(procedure="uji", title="", reason="Dua"), ChangeInvalidError),
    ],
)
def test_what_cannot_be_begun(office: Office, rina: Actor, wanted: Wanted, error: type[Exception]) -> None:
    with pytest.raises(error), office.acting(rina) as tx:
        changes.begin(tx, wanted)


def test_who_may_not_draft_begins_nothing(office: Office, rina: Actor) -> None:
    assert rina
    with pytest.raises(errors.NotPermittedError), office.acting(office.user("siti", "petugas_pengaduan")) as tx:
        changes.begin(tx, WANTED)
    elsewhere = office.user("joko", "admin_kebijakan", agency="uptd_ppa_jember")
    with pytest.raises(errors.NotFoundError), office.acting(elsewhere) as tx:
        changes.begin(tx, WANTED)


def edited(change: str) -> Edit:
    """Give an edit that somebody prepared while they might."""
    file = FileView(path=DIAGRAM, content=b"", revision=0)
    return Edit(change=change, content=b"", base=file, now=file)


WAYS: dict[str, Callable[[Transaction, str], object]] = {
    "get": changes.get,
    "files": files.of_change,
    "file": lambda tx, change: files.read(tx, change, DIAGRAM),
    "revisions": files.revisions,
    "edit": lambda tx, change: files.edit(tx, change, DIAGRAM, procedures.two_steps()[DIAGRAM], seen=0),
    "store": lambda tx, change: files.store(tx, edited(change), b""),
    "take out": lambda tx, change: files.take_out(tx, change, DIAGRAM, seen=0),
    "bring back": lambda tx, change: files.bring_back(tx, change, DIAGRAM, revision=0),
    "withdraw": changes.withdraw,
}
WRITES = {"edit", "store", "take out", "bring back", "withdraw"}


@pytest.mark.parametrize("way", WAYS)
def test_others_do_not_find_it(office: Office, change: ChangeView, way: str) -> None:
    strangers = [
        office.user("siti", "petugas_pengaduan"),
        office.user("joko", "admin_kebijakan", agency="uptd_ppa_jember"),
        office.user("dewi", "auditor"),
    ]
    for stranger in strangers:
        with pytest.raises(errors.NotFoundError), office.acting(stranger) as tx:
            WAYS[way](tx, change.id)
        with office.acting(stranger) as tx:
            assert changes.search(tx) == ()


@pytest.mark.parametrize("way", WAYS)
def test_who_decides_reads_and_edits_nothing(office: Office, change: ChangeView, way: str) -> None:
    head = office.user("kartini", "kepala")
    if way in WRITES:
        with pytest.raises(errors.NotPermittedError), office.acting(head) as tx:
            WAYS[way](tx, change.id)
        return
    with office.acting(head) as tx:
        assert WAYS[way](tx, change.id) is not None
        assert not changes.get(tx, change.id).may_draft


@pytest.mark.parametrize("way", WAYS)
def test_an_unknown_change_is_not_found(office: Office, rina: Actor, way: str) -> None:
    with pytest.raises(errors.NotFoundError), office.acting(rina) as tx:
        WAYS[way](tx, "7b0ccb5e-31f4-4d5b-9d6f-5b1b8f1b8a10")


def test_a_change_is_given_up_once_and_edited_no_more(office: Office, rina: Actor, change: ChangeView) -> None:
    for _ in range(2):
        with office.acting(rina) as tx:
            changes.withdraw(tx, change.id)

    assert recorded(office, "change.withdrawn") == [change.id]
    with office.acting(rina) as tx:
        found = changes.get(tx, change.id)
        assert (found.state, found.may_draft) == ("withdrawn", False)
    for way in ("edit", "store", "take out", "bring back"):
        with pytest.raises(ChangeClosedError), office.acting(rina) as tx:
            WAYS[way](tx, change.id)


def test_whoever_began_it_may_be_gone(office: Office, rina: Actor) -> None:
    with office.acting(rina) as tx:
        made = changes.begin(tx, WANTED)
        row = tx.session.get_one(Change, made.id)
        row.created_by = "system:cli"

    with office.acting(rina) as tx:
        assert changes.get(tx, made.id).created_by == "system:cli"
