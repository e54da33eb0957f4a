"""Neighbours cosign a log that only grows, over HTTP, and never sign two trees of one log."""

import base64
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import delete

from engine.clock import FixedClock
from engine.domain.log.signed_note import Checkpoint, Note, PublicKey
from engine.services.log import checkpoints, keeping, witnesses
from engine.services.log.keeping import Holder
from engine.store.base.signing import is_signed
from engine.store.log import keepers as log_keepers
from engine.store.tables.log import Checkpoint as Checkpoints
from engine.store.tables.log import LogChain, LogLeaf, LogTile
from tasks import keeping as keeper
from tests.support.offices import neighbours
from tests.support.offices.factories import CLI
from tests.support.offices.neighbours import Neighbours
from tests.support.offices.owner import Owner
from tests.support.offices.sealed_office import SealedOffice


@pytest.fixture
def pair(database_url: str, sqlite_template: Path, tmp_path: Path, clock: FixedClock) -> Iterator[Neighbours]:
    """Furnish a log, and a witness on a database of its own that watches over it and answers."""
    (tmp_path / "lain").mkdir()
    (tmp_path / "lain" / "lindung.db").write_bytes(sqlite_template.read_bytes())
    ours = {"database_url": database_url, "origin": "lindung.kota.example/uptd"}
    theirs = {
        "database_url": f"sqlite:///{tmp_path / 'lain' / 'lindung.db'}",
        "origin": "lindung.kabupaten.example/uptd",
    }
    before = neighbours.built(tmp_path / "data", clock, **ours)
    key, _ = neighbours.keys(before)
    before.office.runtime.close()
    witness = neighbours.built(tmp_path / "lain", clock, **theirs, log_witnessed=key)
    with neighbours.answering(witness) as url:
        _, cosigner = neighbours.keys(witness)
        log = neighbours.built(tmp_path / "data", clock, **ours, log_witnesses=f"{cosigner},{url}")
        yield Neighbours(log=neighbours.furnished(log), witness=witness)
        log.office.runtime.close()
    witness.office.runtime.close()


def grow(log: SealedOffice) -> str:
    """Add a sealed case and give the note of the log."""
    log.work()
    log.seal()
    return log.note()


def ask(pair: Neighbours, body: str) -> witnesses.Answer:
    """Hand something in at the witness, past HTTP."""
    with pair.witness.office.runtime.transaction(witnesses.DOOR) as tx:
        return witnesses.add_checkpoint(tx, body)


def submission(pair: Neighbours, old: int) -> witnesses.Submission:
    """Give what the log would hand in to a witness that has a tree of the old size."""
    with pair.log.office.acting(CLI) as tx:
        newest = checkpoints.require_newest(tx)
        steps = tuple(map(bytes.fromhex, checkpoints.consistency(tx, old).proof)) if old <= newest.size else ()
    note = Note.parse(newest.note)
    return witnesses.Submission(old=old, proof=steps, note=note, checkpoint=Checkpoint.parse(note.text))


def size_of(pair: Neighbours) -> int:
    """Give how many leaves the log has."""
    return len(pair.log.leaves())


def holders(log: SealedOffice) -> tuple[Holder, ...]:
    with log.office.acting(CLI) as tx:
        return keeping.status(tx).holders


def test_a_witness_signs_what_only_grew_and_the_log_shows_it(pair: Neighbours) -> None:
    grow(pair.log)
    first = keeper.ask_witnesses(pair.log.office.runtime)
    second = keeper.ask_witnesses(pair.log.office.runtime)
    note = Note.parse(grow(pair.log))
    third = keeper.ask_witnesses(pair.log.office.runtime)

    assert (first, second, third) == (1, 0, 1)
    assert len(note.signatures) == 1
    key = PublicKey.parse(neighbours.keys(pair.witness)[1])
    signed = Note.parse(pair.log.note()).by(key, is_signed)
    assert signed is not None
    assert signed.at == int(pair.log.office.clock.now().timestamp())
    (holder,) = holders(pair.log)
    assert (holder.name, holder.size, holder.code) == (key.name, size_of(pair), None)


def test_the_witness_says_whose_log_it_watches(pair: Neighbours) -> None:
    grow(pair.log)
    keeper.ask_witnesses(pair.log.office.runtime)

    with pair.witness.office.acting(CLI) as tx:
        (watched,) = keeping.status(tx).watched

    assert (watched.name, watched.size, watched.code) == ("lindung.kota.example/uptd", size_of(pair), None)


def test_a_log_that_forgot_what_its_witness_has_is_told_and_asks_again(pair: Neighbours) -> None:
    grow(pair.log)
    keeper.ask_witnesses(pair.log.office.runtime)
    with pair.log.office.acting(CLI) as tx:
        log_keepers.put_standing(
            tx.session, neighbours.keys(pair.witness)[1].split("+")[0], size=0, at=tx.now, code=None
        )
    grow(pair.log)

    assert keeper.ask_witnesses(pair.log.office.runtime) == 1


def test_an_owner_who_makes_everything_anew_gets_no_signature(pair: Neighbours) -> None:
    for _ in range(3):
        grow(pair.log)
    keeper.ask_witnesses(pair.log.office.runtime)

    owner = Owner(sealed=pair.log)
    owner.changes_an_actor()
    owner.remakes_everything()
    grow(pair.log)

    assert keeper.ask_witnesses(pair.log.office.runtime) == 0
    assert [one.code for one in holders(pair.log)] == ["witness_refused"]


def test_an_owner_who_cut_the_log_is_told_that_the_witness_has_more(pair: Neighbours) -> None:
    for _ in range(3):
        grow(pair.log)
    keeper.ask_witnesses(pair.log.office.runtime)
    size = size_of(pair)

    owner = Owner(sealed=pair.log)
    owner.removes_a_case()
    owner.remakes_everything()
    with pair.log.office.acting(CLI) as tx:
        log_keepers.put_standing(tx.session, "lindung.kabupaten.example/uptd", size=0, at=tx.now, code=None)

    assert keeper.ask_witnesses(pair.log.office.runtime) == 0
    assert [(one.code, one.size) for one in holders(pair.log)] == [("witness_ahead", size)]
    assert keeper.ask_witnesses(pair.log.office.runtime) == 0


def test_two_trees_of_one_size_are_never_both_signed_and_kept_as_a_proof(pair: Neighbours) -> None:
    grow(pair.log)
    first, size = submission(pair, 0), size_of(pair)
    assert ask(pair, str(first)).status == 200
    with pair.log.office.acting(CLI) as tx:
        other = Note.parse(checkpoints.signed(tx, size=size, root=bytes(32)))

    forked = replace(first, old=size, proof=(), note=other, checkpoint=Checkpoint.parse(other.text))

    answer = ask(pair, str(forked))
    assert (answer.status, answer.text, answer.kind) == (409, f"{size}\n", "text/x.tlog.size")
    with pair.witness.office.acting(CLI) as tx:
        (watched,) = keeping.status(tx).watched
    assert (watched.size, watched.code) == (size, "log_forked")
    assert ask(pair, str(replace(first, old=size, proof=()))).status == 200  # the tree that it knows, again


def test_a_witness_names_what_it_has_to_whoever_begins_elsewhere(pair: Neighbours) -> None:
    grow(pair.log)
    assert ask(pair, str(submission(pair, 0))).status == 200
    size = size_of(pair)
    grow(pair.log)

    answer = ask(pair, str(submission(pair, 0)))

    assert (answer.status, answer.text) == (409, f"{size}\n")
    assert ask(pair, str(replace(submission(pair, size), proof=()))).status == 422
    assert ask(pair, str(replace(submission(pair, size), proof=(bytes(32),) * 5))).status == 422
    assert ask(pair, str(submission(pair, size))).status == 200
    with pair.witness.office.acting(CLI) as tx:
        assert [row.size for row in log_keepers.witnessed(tx.session)] == [size_of(pair)]


def test_what_a_witness_does_not_know_or_trust_is_refused_by_its_status(pair: Neighbours) -> None:
    grow(pair.log)
    good = str(submission(pair, 0))
    stranger = good.replace("lindung.kota.example/uptd", "lain.example/log")
    note = Note.parse(submission(pair, 0).note.text + "\n— lain.example YWJjZGU=\n")
    signature = base64.b64encode(bytes(68)).decode()
    line = submission(pair, 0).note.signatures[0].line
    false = good.replace(line, f"{line.split(' ')[0]} {line.split(' ')[1]} {signature}\n")
    broken = good.replace(line[-20:], f"AAAAAAAA{line[-12:]}")

    assert ask(pair, "bukan permintaan").status == 400
    assert ask(pair, stranger).status == 404
    assert ask(pair, str(replace(submission(pair, 0), note=note))).status == 403
    assert ask(pair, false).status == 403
    assert ask(pair, broken).status == 403
    assert ask(pair, str(replace(submission(pair, 0), old=4000))).status == 400


ANSWERS = [
    (None, "", "witness_unreachable"),
    (500, "", "witness_refused"),
    (200, "bukan tanda tangan\n", "witness_refused"),
    (200, "— lain.example YWJjZGU=\n", "witness_refused"),
    (409, "bukan angka\n", "witness_refused"),
    (409, "4\n", "witness_behind"),
]


def test_what_a_witness_answers_otherwise_is_noted(pair: Neighbours) -> None:
    grow(pair.log)
    (witness,) = pair.log.office.runtime.installation.keepers.witnesses
    for status, text, code in ANSWERS:
        with pair.log.office.acting(CLI) as tx:
            body = witnesses.asking(tx, witness)
            assert body is not None
            witnesses.answered(tx, witness, body, status=status, text=text)

        assert [one.code for one in holders(pair.log)] == [code]
    assert len(Note.parse(pair.log.note()).signatures) == 1


def test_a_witness_that_is_away_is_asked_again_later(pair: Neighbours, monkeypatch: pytest.MonkeyPatch) -> None:
    grow(pair.log)
    monkeypatch.setattr(witnesses, "PATH", "/../../../../tidak-ada")

    assert keeper.ask_witnesses(pair.log.office.runtime) == 0
    monkeypatch.undo()
    assert keeper.ask_witnesses(pair.log.office.runtime) == 1


def test_a_log_without_a_checkpoint_asks_nobody(pair: Neighbours) -> None:
    Owner(sealed=pair.log).does(delete(LogLeaf), delete(LogChain), delete(LogTile), delete(Checkpoints))

    assert keeper.ask_witnesses(pair.log.office.runtime) == 0
    assert [(one.size, one.code) for one in holders(pair.log)] == [(None, None)]
