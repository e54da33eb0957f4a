"""The parts of the stand-alone verifier: its tree, its signatures and its notes are those of the product."""

import random
from pathlib import Path

import pytest

from engine.domain.log import merkle
from tests.support.files import trees, verifier
from tests.unit.domain.log.test_signed_note import EXAMPLE, EXAMPLE_KEY, LOG, SECRET, SEEN, TEXT, WITNESS, witnessed
from tests.unit.domain.log.test_signed_note import signed as note_of

ALONE = verifier.module()
MOST, FORGED = 130, 10_000
TREE = trees.Recursive(trees.leaves(MOST))


def included(index: int, size: int, proof: list[bytes]) -> bool:
    """Ask the verifier whether a leaf is in the tree of that size."""
    leaf = TREE.hashes[index]
    return bool(ALONE.climb(index, size - 1, proof, leaf, leaf)[1] == TREE.root(0, size))


def consistent(old: int, new: int, proof: list[bytes]) -> bool:
    """Ask the verifier whether the tree of one size begins with that of another."""
    return bool(ALONE.consistent(old, new, TREE.root(0, old), TREE.root(0, new), proof))


def test_every_proof_of_every_size_is_taken() -> None:
    sizes = range(1, MOST + 1)

    assert all(included(at, size, TREE.path(at, 0, size)) for size in sizes for at in range(size))
    assert all(consistent(old, new, TREE.subproof(old, 0, new)) for new in sizes for old in range(1, new + 1))
    assert consistent(0, 7, [])


def test_no_forged_proof_is_taken() -> None:
    chance, taken = random.Random(31), 0  # noqa: S311 - reproducible, nothing secret
    for _ in range(FORGED // 2):
        old, new = sorted(chance.sample(range(1, MOST + 1), 2))
        place = chance.randrange(new)
        for ask, at, proof in (
            (included, place, TREE.path(place, 0, new)),
            (consistent, old, TREE.subproof(old, 0, new)),
        ):
            forged = list(proof)
            spot = chance.randrange(len(forged))
            forged[spot] = (int.from_bytes(forged[spot]) ^ (1 << chance.randrange(256))).to_bytes(32)
            cut = proof[:spot] + proof[spot + 1 :]
            taken += ask(at, new, forged) + ask(at, new, cut) + ask(at, new, [*proof, forged[0]])

    assert taken == 0


@pytest.mark.parametrize(("old", "new"), [(5, 3), (-1, 3), (3, 3)])
def test_a_tree_that_shrank_or_changed_is_not_taken(old: int, new: int) -> None:
    assert not ALONE.consistent(old, new, bytes(32), TREE.root(0, 3), [])
    assert not ALONE.consistent(3, 7, TREE.root(0, 3), TREE.root(0, 7), [])


def test_sixty_signatures_are_taken_and_sixty_forged_ones_are_not() -> None:
    messages = [bytes([number]) * number * 7 for number in range(60)]
    made = [SECRET.sign(message) for message in messages]
    forged = [(int.from_bytes(one) ^ (1 << at * 8)).to_bytes(64) for at, one in enumerate(made)]

    assert all(map(ALONE.is_signed, [LOG.public] * 60, messages, made))
    assert not any(map(taken, messages, forged))


def taken(message: bytes, signature: bytes) -> bool:
    """Tell whether the verifier takes a signature; what is no point of the curve is refused too."""
    try:
        return bool(ALONE.is_signed(LOG.public, message, signature))
    except ValueError:
        return False


@pytest.mark.parametrize("signature", [b"", bytes(63), bytes(65), bytes(32) + b"\xff" * 32])
def test_what_is_no_signature_is_not_taken(signature: bytes) -> None:
    assert not taken(b"", signature)


def test_a_signature_cannot_be_stretched_to_a_second_one(tmp_path: Path) -> None:
    good = SECRET.sign(b"teks")
    stretched = int.from_bytes(good[32:], "little") + ALONE.ORDER

    assert not taken(b"teks", good[:32] + stretched.to_bytes(32, "little"))


def test_checkpoints_and_cosignatures_are_opened(tmp_path: Path) -> None:
    note = tmp_path / "checkpoint"
    note.write_text(str(witnessed(note_of(TEXT))))

    assert ALONE.opened(note, LOG.vkey) == (LOG.name, 1_000_000, bytes(range(32)), None)
    assert ALONE.opened(note, WITNESS.vkey)[3] == SEEN


@pytest.mark.parametrize(("old", "new"), [("1000000", "1000001"), ("lindung.example", "lain.example"), ("— ", "- ")])
def test_a_changed_checkpoint_is_not_opened(tmp_path: Path, old: str, new: str) -> None:
    note = tmp_path / "checkpoint"
    note.write_text(str(note_of(TEXT)).replace(old, new))

    with pytest.raises(ValueError, match=r"tidak ditandatangani|not enough"):
        ALONE.opened(note, LOG.vkey if new != "- " else WITNESS.vkey)


def test_the_example_of_the_specification_is_signed(tmp_path: Path) -> None:
    name, _, key = EXAMPLE_KEY.split("+", 2)
    text, _, line = EXAMPLE.rpartition("\n\n")
    raw, public = (ALONE.base64.b64decode(one) for one in (line.split(" ")[2], key))

    assert ALONE.is_signed(public[1:], f"{text}\n".encode(), raw[4:])
    assert raw[:4] == ALONE.sha(f"{name}\n".encode() + public)[:4]
    assert ALONE.sha(b"") == merkle.EMPTY
