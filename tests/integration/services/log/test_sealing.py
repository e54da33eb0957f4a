"""Every chained record becomes one leaf, in order, once, whoever seals and however often, and nothing else does."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import text

from engine.domain.log import merkle, tiles
from engine.domain.log.signed_note import Note
from engine.services.cases import cases
from engine.services.log import checkpoints, sealing
from engine.store.base.signing import is_signed
from engine.store.log import log
from engine.store.tables.audit import AccessEvent, HistoryEvent, RegisterEvent
from engine.store.tables.log import Checkpoint, LogTile
from tasks import keeping
from tests.support.offices import sealed_office
from tests.support.offices.factories import CLI, Office
from tests.support.offices.sealed_office import SealedOffice


@pytest.fixture
def sealed(office: Office) -> SealedOffice:
    """Furnish an office with three cases, of which nothing is sealed yet."""
    furnished = sealed_office.furnished(office)
    furnished.work(3)
    return furnished


def holds(sealed: SealedOffice) -> bool:
    """Tell whether the newest checkpoint is that of all records, and the tiles are its tree."""
    leaves = sealed.leaves()
    with sealed.office.acting(CLI) as tx:
        newest = log.newest(tx.session)
        assert newest is not None
        assert sorted(leaves) == sorted(sealed_office.hashes(tx))
        return sealed_office.root_of(tx) == newest.root and sealed_office.tiles_hold(tx)


def test_every_record_becomes_a_leaf_once(sealed: SealedOffice) -> None:
    first, second = sealed.seal(), sealed.seal()

    assert (first, second) == (12, 0)  # three reports, each taken, done and read
    assert len(sealed.leaves()) == sealed.before + 12
    assert holds(sealed)


def test_leaves_stand_in_the_order_of_moments_kinds_and_chains(sealed: SealedOffice) -> None:
    sealed.office.clock.advance(timedelta(minutes=1))
    sealed.work()
    sealed.seal()

    with sealed.office.acting(CLI) as tx:
        at = {("history", row.instance_id, row.seq): row.at for row in tx.session.query(HistoryEvent)}
        at |= {("access", row.case_id, row.seq): row.at for row in tx.session.query(AccessEvent)}
        at |= {("register", row.register, row.seq): row.at for row in tx.session.query(RegisterEvent)}
    leaves = sealed.leaves()[sealed.before :]
    assert leaves == sorted(leaves, key=lambda leaf: (at[leaf], *leaf))


def test_an_old_record_whose_moment_fell_stays_behind_the_one_before_it(sealed: SealedOffice) -> None:
    instance = sealed.instances[0]
    with sealed.owning() as connection:
        said = "UPDATE history_events SET at = :early WHERE instance_id = :id AND seq = 2"
        stored = instance if connection.dialect.name == "postgresql" else instance.replace("-", "")
        connection.execute(text(said), {"early": "2026-01-01 00:00:00.000000", "id": stored})

    sealed.seal()

    assert [seq for _, subject, seq in sealed.leaves() if subject == instance] == [1, 2, 3]


def test_what_is_new_is_appended_and_old_checkpoints_stay_true(sealed: SealedOffice) -> None:
    sealed.seal()
    kept = sealed.note()
    before = sealed.leaves()
    sealed.office.clock.advance(timedelta(minutes=5))
    sealed.work(2)

    sealed.seal()

    assert sealed.leaves()[: len(before)] == before
    assert holds(sealed)
    with sealed.office.acting(CLI) as tx:
        old = checkpoints.opened(tx, kept)
        proof = checkpoints.consistency(tx, old.size)
    steps = [bytes.fromhex(one) for one in proof.proof]
    assert merkle.is_consistent(old.size, proof.size, old.root, bytes.fromhex(proof.root), steps)


def test_a_checkpoint_is_signed_with_the_key_of_the_log_alone(sealed: SealedOffice) -> None:
    sealed.seal()

    note = Note.parse(sealed.note())
    with sealed.office.acting(CLI) as tx:
        key = checkpoints.key(tx)
        letters = tx.installation.signer.check()
    assert note.by(key, is_signed) is not None
    assert key.public != letters
    assert (key.name, note.text.split("\n")[0]) == ("lindung.127.0.0.1/lindung", "lindung.127.0.0.1/lindung")


def test_small_batches_make_the_same_tree(sealed: SealedOffice, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sealing, "BATCH", 2)
    monkeypatch.setattr(sealing, "CHAINS", 1)

    count = sealed.seal()

    assert count == 12
    assert holds(sealed)
    with sealed.office.acting(CLI) as tx:
        completes = [row.is_complete for row in tx.session.query(Checkpoint).order_by(Checkpoint.size)]
    assert completes == [True, *[False] * (len(completes) - 2), True]


def test_a_tree_over_several_tiles_grows_as_one(sealed: SealedOffice) -> None:
    sealed.work(40)
    sealed.seal()
    sealed.work(30)
    sealed.seal()

    with sealed.office.acting(CLI) as tx:
        assert {row.level for row in tx.session.query(LogTile)} == {0, 1}
    assert len(sealed.leaves()) > tiles.WIDTH
    assert holds(sealed)


def test_two_workers_at_once_seal_each_record_once(sealed: SealedOffice, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sealing, "BATCH", 5)
    start = threading.Barrier(3)

    def work(_: int) -> int:
        start.wait()
        return keeping.seal(sealed.office.runtime)

    with ThreadPoolExecutor(3) as pool:
        counts = list(pool.map(work, range(3)))

    assert sum(counts) == 12
    assert holds(sealed)


def test_what_fails_leaves_nothing_behind(sealed: SealedOffice) -> None:
    sealed.seal()
    before = sealed.leaves(), sealed.note()
    sealed.work()

    with pytest.raises(ZeroDivisionError), sealed.office.runtime.transaction(sealing.SEALER) as tx:
        sealing.seal(tx).leaves // 0

    assert (sealed.leaves(), sealed.note()) == before
    assert sealed.seal() > 0
    assert holds(sealed)


@pytest.mark.parametrize(
    "damage",
    ["UPDATE log_tiles SET hashes = :other WHERE level = 0", "DELETE FROM log_tiles"],
)
def test_nothing_is_added_to_a_tree_that_was_changed(sealed: SealedOffice, damage: str) -> None:
    sealed.seal()
    with sealed.office.runtime.database.begin() as connection:
        connection.execute(text(damage), {"other": bytes(len(sealed.leaves()) * 32)} if ":other" in damage else {})
    sealed.work()

    with pytest.raises(tiles.LogDamagedError):
        sealed.seal()


def test_what_was_added_behind_a_tile_is_cut_off_by_the_next_seal(sealed: SealedOffice) -> None:
    sealed.seal()
    with sealed.office.acting(CLI) as tx:
        row = tx.session.query(LogTile).filter(LogTile.level == 0).one()
        row.hashes += bytes(32)
    sealed.work()

    sealed.seal()

    assert holds(sealed)


def test_before_the_first_seal_there_is_no_checkpoint(office: Office) -> None:
    with office.acting(CLI) as tx, pytest.raises(checkpoints.NothingSealedError):
        checkpoints.require_newest(tx)


def test_accounts_and_rules_are_sealed_with_the_cases(sealed: SealedOffice) -> None:
    kinds = {kind for kind, _, _ in sealed.leaves()[: sealed.before]}

    assert (kinds, sealed.before > 5) == ({"register"}, True)


def test_only_chains_that_were_touched_lately_are_looked_at(sealed: SealedOffice) -> None:
    sealed.seal()
    sealed.work()
    with sealed.owning() as connection:
        connection.execute(text("UPDATE process_instances SET head_at = '2026-01-01 00:00:00'"))

    lately, whole = sealed.seal(), sealed.seal(whole=True)

    assert (lately, whole) == (1, 3)  # who read a case is looked for everywhere; its history by its moment
    assert holds(sealed)


@pytest.mark.parametrize("table", ["log_leaves", "checkpoints"])
@pytest.mark.parametrize("verb", ["UPDATE {} SET size = 1", "DELETE FROM {}"])
def test_the_database_refuses_to_change_what_was_sealed(sealed: SealedOffice, table: str, verb: str) -> None:
    sealed.seal()
    said = verb.format(table).replace("size", "seq" if table == "log_leaves" else "size")

    with pytest.raises(Exception, match="append only"), sealed.office.runtime.database.begin() as connection:
        connection.execute(text(said))


def test_what_a_reader_was_shown_has_leaves_too(sealed: SealedOffice) -> None:
    with sealed.office.acting(sealed.officer) as tx:
        cases.search(tx)
    sealed.seal()

    assert ("reader", sealed.officer.id, 1) in sealed.leaves()
    assert holds(sealed)
