"""The owner of the database edits a record and makes every chain and its end anew: the log tells of it all the same.

Where derivation or completeness tells of it too, the change would be found even by who lost the log.
"""

from collections.abc import Callable, Mapping

import pytest
from sqlalchemy import select

from engine.services.base.transaction import Transaction
from engine.store.tables.audit import HistoryEvent
from tests.support.offices import owner, tampering
from tests.support.offices.owner import CHAINS
from tests.support.offices.tampering import Hand

MADE_ANEW = {"seq", "prev_hash", "hash"}
COLUMNS = [
    f"{one.model.__tablename__}.{column.name}"
    for one in CHAINS
    for column in one.model.__table__.columns
    if column.name not in MADE_ANEW
]
TABLES = [one.model.__tablename__ for one in CHAINS]


def _and_the_chains(act: Callable[[Transaction], None]) -> Callable[[Transaction], None]:
    def both(tx: Transaction) -> None:
        act(tx)
        owner.rechain(tx.session.connection())

    return both


def _parts(hand: Hand, act: Callable[[Transaction], None]) -> set[str]:
    return {one.part for one in hand.finds(_and_the_chains(act))}


def test_chains_that_are_made_anew_are_the_same_while_nothing_was_changed(hand: Hand) -> None:
    assert _parts(hand, lambda _tx: None) == set()


@pytest.mark.parametrize("name", COLUMNS)
def test_a_record_that_was_changed_is_not_the_one_that_was_sealed(hand: Hand, name: str) -> None:
    table, _, column = name.partition(".")

    assert any(part.startswith("log.") for part in _parts(hand, tampering.change(table, column)))


@pytest.mark.parametrize("table", TABLES)
def test_a_record_that_was_removed_is_missed_by_its_leaf(hand: Hand, table: str) -> None:
    assert any(part.startswith("log.") for part in _parts(hand, tampering.remove(table)))


def _replaced(one: str, other: str, *, kind: str) -> Callable[[Transaction], None]:
    def act(tx: Transaction) -> None:
        rows = tx.session.scalars(select(HistoryEvent).where(HistoryEvent.type == kind)).all()
        said = [row for row in rows if one in row.data]
        assert said
        for row in said:
            row.data = row.data.replace(one, other)
        tx.session.flush()

    return act


def _actor(kind: str) -> Callable[[Transaction], None]:
    return tampering.put("history_events", {"actor": "orang-lain"}, type=kind)


LIES: Mapping[str, tuple[Callable[[Transaction], None], str]] = {
    "an answer": (
        _replaced('"jawaban_asal":"diterima"', '"jawaban_asal":"ditolak"', kind="user_task.completed"),
        "effects",
    ),
    "an effect": (
        _replaced('["tanggapan-1","opened"', '["tanggapan-1","breached"', kind="instance.started"),
        "effects",
    ),
    "who completed a step": (_actor("user_task.completed"), "user_tasks.completed_by"),
    "who signed": (_actor("document.signed"), "documents.signed_by"),
    "a version": (tampering.put("history_events", {"version": 99}), "process_instances.bundle_id"),
    "who deployed": (
        tampering.put("register_events", {"actor": "orang-lain"}, type="procedure.deployed"),
        "bundles.deployed_by",
    ),
}


@pytest.mark.parametrize("lie", LIES)
def test_what_follows_from_a_record_contradicts_a_lie_without_the_log(hand: Hand, lie: str) -> None:
    act, part = LIES[lie]

    assert part in _parts(hand, act)
