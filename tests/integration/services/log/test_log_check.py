"""The check of the log names what was changed, by a hand with SQL and by an owner who makes everything anew."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import delete, insert, update

from engine.domain.log.signed_note import Note, Signature
from engine.services.log import checking as log_check
from engine.services.log import checkpoints
from engine.services.log.checking import LogCheck, LogFinding
from engine.store.log import log
from engine.store.tables.audit import AccessEvent, HistoryEvent
from engine.store.tables.log import Checkpoint, LogChain, LogLeaf, LogTile
from tests.support.offices import owner as owners
from tests.support.offices import sealed_office
from tests.support.offices.factories import CLI, Office
from tests.support.offices.owner import ATTACKS, Owner
from tests.support.offices.sealed_office import SealedOffice


@pytest.fixture
def sealed(office: Office) -> SealedOffice:
    """Furnish an office with sealed cases and one more that is too young to be sealed."""
    return sealed_office.sealed(office, 3)


@pytest.fixture
def owner(sealed: SealedOffice) -> Owner:
    """Give the owner of it."""
    return Owner(sealed=sealed)


def check(sealed: SealedOffice, *kept: str, leaves: bytes = b"") -> LogCheck:
    """Check the log against what somebody kept."""
    with sealed.office.acting(CLI) as tx:
        return log_check.log_findings(tx, kept, kept_leaves=leaves)


def codes(sealed: SealedOffice, *kept: str, leaves: bytes = b"") -> set[str]:
    return {one.code for one in check(sealed, *kept, leaves=leaves).findings}


def kept_leaves(sealed: SealedOffice) -> bytes:
    """Give what a careful auditor keeps: 32 bytes a leaf."""
    with sealed.office.acting(CLI) as tx:
        return log.tile(tx.session, 0, 0)


def signed_by_owner(sealed: SealedOffice, size: int, root: bytes) -> str:
    """Sign any tree with the key of the log."""
    with sealed.office.acting(CLI) as tx:
        return checkpoints.signed(tx, size=size, root=root)


def test_an_untouched_log_has_no_findings(sealed: SealedOffice) -> None:
    kept = sealed.note()
    sealed.office.clock.advance(timedelta(minutes=5))
    sealed.work(2)
    sealed.seal()

    found = check(sealed, kept, sealed.note(), leaves=kept_leaves(sealed))

    assert (found.findings, found.uncovered, found.gaps, found.beyond) == ([], 0, 0, 0)
    assert found.size == len(sealed.leaves()) == found.edge.size
    assert found.root == found.edge.root()


def test_a_log_that_nobody_began_has_no_findings(office: Office) -> None:
    with office.acting(CLI) as tx:
        found = log_check.log_findings(tx)

    assert (found.findings, found.size, found.at) == ([], 0, None)


def test_what_is_too_young_is_said_to_be_uncovered(sealed: SealedOffice) -> None:
    sealed.work()

    found = check(sealed)

    assert (found.findings, found.uncovered) == ([], 4)


def test_what_stays_without_a_leaf_is_named(sealed: SealedOffice) -> None:
    sealed.work()
    sealed.office.clock.advance(timedelta(minutes=16))

    named = {(one.code, one.kind, one.seq) for one in check(sealed).findings}

    assert named == {
        ("record_without_leaf", "history", 1),
        ("record_without_leaf", "history", 2),
        ("record_without_leaf", "history", 3),
        ("record_without_leaf", "access", 1),
    }


def test_what_was_written_while_the_sealer_stood_still_waits_and_is_no_finding(sealed: SealedOffice) -> None:
    sealed.office.clock.advance(timedelta(minutes=1))
    sealed.work()
    sealed.office.clock.advance(timedelta(days=2))

    found = check(sealed)

    assert (found.findings, found.uncovered) == ([], 4)


def test_batches_find_what_one_transaction_finds(sealed: SealedOffice, monkeypatch: pytest.MonkeyPatch) -> None:
    Owner(sealed=sealed).changes_an_actor()
    whole = check(sealed, sealed.note()).findings
    monkeypatch.setattr(log_check, "BATCH", 2)
    monkeypatch.setattr(log_check, "CHAINS", 1)

    with sealed.office.acting(CLI) as tx:
        slow = log_check.begin(tx, [checkpoints.require_newest(tx).note])
    steps = 0
    while not slow.is_done:
        with sealed.office.runtime.transaction(CLI, reads_only=True) as tx:
            log_check.step(tx, slow)
        steps += 1

    assert slow.findings == whole != []
    assert steps > 12


def test_many_findings_are_counted_and_the_first_ones_named(
    sealed: SealedOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(log_check, "MOST", 2)
    Owner(sealed=sealed).does(delete(HistoryEvent))

    found = check(sealed)

    assert (len(found.findings), found.beyond) == (2, 7)


def first_event(sealed: SealedOffice) -> LogFinding:
    """Name the first event of the first case, by a finding without a code."""
    subject = sealed.instances[0]
    return LogFinding(
        code="", kind="history", subject=subject, seq=1, leaf=sealed.leaves().index(("history", subject, 1))
    )


CHANGES: dict[str, Callable[[SealedOffice], object]] = {
    "at": lambda sealed: sealed.office.clock.now() - timedelta(hours=3),
    "actor": lambda _: "orang-lain",
    "role": lambda _: "kepala",
    "type": lambda _: "user_task.released",
    "element_id": lambda _: "lain",
    "task_id": lambda _: "99999999-9999-4999-8999-999999999999",
    "data": lambda _: '{"input":{}}',
    "version": lambda _: 7,
    "prev_hash": lambda _: b"x" * 32,
}


@pytest.mark.parametrize("column", CHANGES)
def test_an_event_that_was_changed_is_named(sealed: SealedOffice, column: str) -> None:
    one = HistoryEvent.instance_id == sealed.instances[0], HistoryEvent.seq == 1
    Owner(sealed=sealed).does(update(HistoryEvent).where(*one).values({column: CHANGES[column](sealed)}))

    found = next(one for one in check(sealed).findings if one.code == "leaf_differs")

    expected = first_event(sealed)
    assert (found.code, found.subject, found.seq, found.leaf) == (
        "leaf_differs",
        expected.subject,
        expected.seq,
        expected.leaf,
    )


def test_a_record_that_was_removed_is_named(owner: Owner) -> None:
    owner.removes_a_reader()

    found = check(owner.sealed).findings

    assert [(one.code, one.kind, one.seq) for one in found] == [("leaf_without_record", "access", 1)] * 3


def test_a_record_put_in_the_place_of_another_is_named(owner: Owner) -> None:
    owner.exchanges_two_cases()

    assert {one.code for one in check(owner.sealed).findings} == {"leaf_differs"}


def test_a_record_that_was_renumbered_is_named_on_both_sides(owner: Owner) -> None:
    last = HistoryEvent.instance_id == owner.sealed.instances[0], HistoryEvent.seq == 3
    owner.does(update(HistoryEvent).where(*last).values(seq=4))
    owner.sealed.office.clock.advance(timedelta(minutes=20))

    found = {(one.code, one.seq) for one in check(owner.sealed).findings}

    assert found == {("leaf_without_record", 3), ("record_without_leaf", 4)}


def test_an_invented_case_that_is_dated_back_comes_too_late(owner: Owner) -> None:
    owner.invents_a_case()
    owner.sealed.seal(whole=True)

    late = [(one.code, one.subject) for one in check(owner.sealed).findings if one.code == "leaf_late"]

    assert late == [("leaf_late", owners.INVENTED)] * 3


def test_lateness_is_told_from_the_last_checkpoint_that_left_nothing_behind(
    owner: Owner, monkeypatch: pytest.MonkeyPatch
) -> None:
    owner.invents_a_case()
    owner.sealed.seal(whole=True)
    monkeypatch.setattr(log_check, "BATCH", 3)

    assert len([one for one in check(owner.sealed).findings if one.code == "leaf_late"]) == 3


DAMAGES: dict[str, tuple[object, set[str]]] = {
    "a leaf's row is removed": (delete(LogLeaf).where(LogLeaf.idx == 4), {"leaf_missing", "record_without_leaf"}),
    "a leaf's row names another": (
        update(LogLeaf).where(LogLeaf.idx == 4).values(kind="lain"),
        {"leaf_without_record", "record_without_leaf"},
    ),
    "a leaf is added": (
        insert(LogLeaf).values(idx=4000, kind="history", subject="x", seq=1),
        {"leaf_unpromised"},
    ),
    "the tiles are emptied": (delete(LogTile), {"tile_differs"}),
    "a tile is zeroed": (
        update(LogTile).values(hashes=bytes(256 * 32)),
        {"leaf_differs", "checkpoint_differs"},
    ),
    "all checkpoints are removed": (delete(Checkpoint), {"leaf_unpromised"}),
    "a checkpoint's root is changed": (update(Checkpoint).values(root=bytes(32)), {"checkpoint_differs"}),
    "a checkpoint's note is changed": (update(Checkpoint).values(note="bukan catatan\n"), {"checkpoint_unsigned"}),
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_log_that_was_damaged_is_named(owner: Owner, damage: str) -> None:
    owner.sealed.office.clock.advance(timedelta(minutes=20))
    statement, expected = DAMAGES[damage]

    owner.does(statement)

    assert codes(owner.sealed) == expected


def test_a_chain_that_is_said_to_be_sealed_further_than_it_is_is_named(owner: Owner) -> None:
    owner.does(update(LogChain).values(sealed_seq=99))
    owner.sealed.work()
    owner.does(update(LogChain).values(sealed_seq=99), insert(LogChain).values(_sealed_far(owner.sealed)))
    owner.sealed.seal(whole=True)
    owner.sealed.office.clock.advance(timedelta(minutes=20))

    named = {(one.code, one.subject) for one in check(owner.sealed).findings}

    assert named == {("record_without_leaf", owner.sealed.instances[-1])}


def _sealed_far(sealed: SealedOffice) -> dict[str, object]:
    return {"kind": "history", "subject": sealed.instances[-1], "sealed_seq": 99}


@pytest.mark.parametrize("attack", ATTACKS)
def test_an_owner_who_makes_everything_anew_is_found_by_a_kept_checkpoint(owner: Owner, attack: str) -> None:
    kept, leaves = owner.sealed.note(), kept_leaves(owner.sealed)
    owner.sealed.office.clock.advance(timedelta(minutes=5))
    owner.sealed.work(3)
    owner.sealed.seal()

    ATTACKS[attack](owner)
    owner.remakes_everything()

    assert codes(owner.sealed) <= {"leaf_late"}  # from inside all looks right
    assert codes(owner.sealed, kept) >= {"kept_not_extended"}
    assert codes(owner.sealed, kept, leaves=leaves) >= {"kept_not_extended", "kept_leaf_differs"}


def test_the_first_leaf_that_differs_from_what_was_kept_is_named(owner: Owner) -> None:
    kept, leaves = owner.sealed.note(), kept_leaves(owner.sealed)
    where = owner.sealed.leaves().index(("history", owner.sealed.instances[1], 2))

    owner.changes_an_actor()
    owner.remakes_everything()

    (named,) = [one for one in check(owner.sealed, kept, leaves=leaves).findings if one.code == "kept_leaf_differs"]
    assert named.leaf == where


def test_an_owner_who_cuts_the_log_is_found_by_a_kept_checkpoint(owner: Owner) -> None:
    kept = owner.sealed.note()
    owner.removes_a_case()
    owner.remakes_everything()

    cut = [one for one in check(owner.sealed, kept).findings if one.code == "log_cut"]

    assert [one.size for one in cut] == [owner.sealed.before + 12]


def test_two_truths_of_one_size_are_a_fork(owner: Owner) -> None:
    kept = owner.sealed.note()
    other = signed_by_owner(owner.sealed, owner.sealed.before + 12, bytes(32))

    assert codes(owner.sealed, kept, other) == {"fork"}
    assert codes(owner.sealed, other) == {"fork"}
    assert codes(owner.sealed, signed_by_owner(owner.sealed, owner.sealed.before + 5, bytes(32))) == {
        "kept_not_extended"
    }


def test_a_checkpoint_that_this_log_never_signed_is_said_to_be_none(sealed: SealedOffice) -> None:
    text = Note.parse(sealed.note()).text
    forged = str(Note(text, (Signature("lain.example", b"abcd", bytes(64)),)))

    assert codes(sealed, forged, "bukan catatan", "") == {"kept_unreadable"}


def test_a_deletion_that_was_recorded_before_is_a_gap_and_no_finding(owner: Owner) -> None:
    owners.records_a_deletion(owner.sealed, first=1, last=2)
    owner.removes_a_case()
    unsealed = check(owner.sealed)
    owner.sealed.seal()

    found = check(owner.sealed)

    assert (unsealed.gaps, len(unsealed.findings)) == (0, 3)  # nothing that is not sealed itself excuses anything
    assert found.gaps == 2
    assert [(one.code, one.seq) for one in found.findings] == [("leaf_without_record", 3)]


def test_a_leaf_of_a_reading_is_hashed_by_its_own_rule(sealed: SealedOffice) -> None:
    Owner(sealed=sealed).does(update(AccessEvent).values(what="case.read"))

    assert [(one.code, one.kind) for one in check(sealed).findings] == [("leaf_differs", "access")] * 3
