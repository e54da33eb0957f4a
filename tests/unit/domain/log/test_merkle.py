"""The tree is that of RFC 9162: every size to 300 against the recursive definition, known vectors, forged proofs."""

import random
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.domain.log import merkle
from tests.support.files import trees

MOST = 300
TREE = trees.Recursive(trees.leaves(MOST))
SUBTREES = TREE.subtree
FORGED = 10_000
# The vectors of Certificate Transparency: eight records, and the root of the first one, two and so on.
RECORDS = ("", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f")
ROOTS = (
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
)
PATH_OF_5 = (
    "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
    "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
)
FROM_6_TO_8 = ("0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a", *PATH_OF_5[1:])


def known() -> list[bytes]:
    return [merkle.leaf_hash(bytes.fromhex(record)) for record in RECORDS]


def edge(hashes: list[bytes]) -> merkle.Edge:
    """Append leaves to an empty tree."""
    grown = merkle.Edge()
    list(grown.append(hashes))
    return grown


@pytest.mark.parametrize("size", range(1, 9))
def test_roots_are_those_of_the_vectors(size: int) -> None:
    assert edge(known()[:size]).root().hex() == ROOTS[size - 1]


def test_proofs_are_those_of_the_vectors() -> None:
    tree = trees.Recursive(known())

    assert [one.hex() for one in merkle.inclusion_proof(5, 8, tree.subtree)] == list(PATH_OF_5)
    assert [one.hex() for one in merkle.consistency_proof(6, 8, tree.subtree)] == list(FROM_6_TO_8)


def test_the_empty_tree_has_the_root_of_nothing() -> None:
    assert merkle.Edge().root() == merkle.EMPTY == merkle.root_of(0, SUBTREES)


def test_roots_of_all_sizes_are_those_of_the_definition() -> None:
    grown = merkle.Edge()

    for size, leaf in enumerate(TREE.hashes, start=1):
        list(grown.append([leaf]))
        assert grown.root() == TREE.root(0, size) == merkle.root_of(size, SUBTREES)
        assert len(grown.hashes) == size.bit_count()


def test_an_edge_that_is_read_again_grows_like_one_that_was_kept() -> None:
    for size in range(MOST):
        again = merkle.edge_of(size, SUBTREES)
        list(again.append(TREE.hashes[size:]))
        assert again.root() == TREE.root(0, MOST)


def test_every_complete_subtree_is_told_once_and_in_order() -> None:
    told: dict[int, list[bytes]] = {}
    for height, hashed in merkle.Edge().append(TREE.hashes):
        told.setdefault(height, []).append(hashed)

    assert {height: len(row) for height, row in told.items()} == {height: MOST >> height for height in range(9)}
    assert all(row[at] == TREE.subtree(height, at) for height, row in told.items() for at in range(len(row)))


def test_every_leaf_of_every_size_is_proved_as_defined() -> None:
    for size in range(1, MOST + 1):
        root = TREE.root(0, size)
        for index in range(size):
            proof = merkle.inclusion_proof(index, size, SUBTREES)
            assert proof == TREE.path(index, 0, size)
            assert merkle.is_included(index, size, TREE.hashes[index], proof, root)


def test_every_pair_of_sizes_is_proved_as_defined() -> None:
    for old, new in combinations(range(1, MOST + 1), 2):
        proof = merkle.consistency_proof(old, new, SUBTREES)
        assert proof == TREE.subproof(old, 0, new)
        assert merkle.is_consistent(old, new, TREE.root(0, old), TREE.root(0, new), proof)


@pytest.mark.parametrize("size", [0, 1, 7, 300])
def test_a_tree_extends_itself_and_the_empty_one(size: int) -> None:
    root = TREE.root(0, size)

    assert merkle.consistency_proof(size, size, SUBTREES) == merkle.consistency_proof(0, size, SUBTREES) == []
    assert merkle.is_consistent(size, size, root, root, [])
    assert merkle.is_consistent(0, size, merkle.EMPTY, root, [])
    assert not merkle.is_consistent(size, size, root, root, [root])
    assert not merkle.is_consistent(size, size, bytes(32), root, [])
    assert not merkle.is_consistent(0, size, bytes(32), root, [])


@pytest.mark.parametrize(("index", "size"), [(-1, 5), (5, 5), (0, 0)])
def test_a_leaf_that_is_not_there_has_no_proof(index: int, size: int) -> None:
    with pytest.raises(ValueError, match="no such leaf"):
        merkle.inclusion_proof(index, size, SUBTREES)

    assert not merkle.is_included(index, size, TREE.hashes[0], [], TREE.hashes[0])


@pytest.mark.parametrize(("old", "new"), [(-1, 5), (6, 5)])
def test_a_tree_that_shrank_has_no_proof(old: int, new: int) -> None:
    with pytest.raises(ValueError, match="never shrinks"):
        merkle.consistency_proof(old, new, SUBTREES)

    assert not merkle.is_consistent(old, new, TREE.root(0, 6), TREE.root(0, 5), [])


def test_a_proof_without_its_first_step_shows_nothing() -> None:
    assert not merkle.is_consistent(3, 7, TREE.root(0, 3), TREE.root(0, 7), [])


def changed(proof: list[bytes], chance: random.Random) -> list[bytes]:
    """Give a proof with one bit turned, a step removed, doubled, invented or two exchanged."""
    forged, at = list(proof), chance.randrange(len(proof))
    match chance.randrange(5):
        case 0:
            bit = chance.randrange(256)
            forged[at] = (int.from_bytes(forged[at]) ^ (1 << bit)).to_bytes(32)
        case 1:
            del forged[at]
        case 2:
            forged.insert(at, forged[at])
        case 3:
            forged.insert(chance.randrange(len(proof) + 1), chance.randbytes(32))
        case _:
            forged.reverse()
    return forged


def test_no_forged_proof_that_a_leaf_is_there_is_taken() -> None:
    chance, taken, tried = random.Random(9162), 0, 0  # noqa: S311 - reproducible, nothing secret
    while tried < FORGED:
        size = chance.randrange(2, MOST + 1)
        index = chance.randrange(size)
        proof = merkle.inclusion_proof(index, size, SUBTREES)
        forged = changed(proof, chance)
        tried += forged != proof
        good = merkle.is_included(index, size, TREE.hashes[index], forged, TREE.root(0, size))
        taken += good and forged != proof

    assert taken == 0


def test_no_forged_proof_that_a_tree_only_grew_is_taken() -> None:
    chance, taken, tried = random.Random(6962), 0, 0  # noqa: S311 - reproducible, nothing secret
    while tried < FORGED:
        old, new = sorted(chance.sample(range(1, MOST + 1), 2))
        proof = merkle.consistency_proof(old, new, SUBTREES)
        forged = changed(proof, chance)
        tried += forged != proof
        good = merkle.is_consistent(old, new, TREE.root(0, old), TREE.root(0, new), forged)
        taken += good and forged != proof

    assert taken == 0


@given(st.integers(1, MOST - 1), st.data())
def test_a_tree_with_one_other_leaf_extends_no_kept_root(old: int, data: st.DataObject) -> None:
    new = data.draw(st.integers(old, MOST))
    other = data.draw(st.integers(0, old - 1))
    hashes = list(TREE.hashes)
    hashes[other] = merkle.leaf_hash(b"lain")
    rewritten = trees.Recursive(hashes)

    proof = merkle.consistency_proof(old, new, rewritten.subtree)

    assert not merkle.is_consistent(old, new, TREE.root(0, old), rewritten.root(0, new), proof)


@given(st.integers(2, MOST), st.data())
def test_a_proof_is_good_for_its_own_leaf_and_place_only(size: int, data: st.DataObject) -> None:
    index, other = data.draw(st.lists(st.integers(0, size - 1), min_size=2, max_size=2, unique=True))
    proof, root = merkle.inclusion_proof(index, size, SUBTREES), TREE.root(0, size)

    assert not merkle.is_included(other, size, TREE.hashes[index], proof, root)
    assert not merkle.is_included(index, size, TREE.hashes[other], proof, root)
