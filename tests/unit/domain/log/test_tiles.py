"""Tiles are those of C2SP tlog-tiles: their paths, their widths, and the same tree whichever way it is read."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.domain.log import merkle, tiles
from engine.domain.log.tiles import Tile
from tests.support.files import trees

SIZE = 70_000
HASHES = trees.leaves(SIZE)


def cut(hashes: list[bytes]) -> dict[int, bytearray]:
    """Give the hashes of each level of tiles, one after the other."""
    rows: dict[int, bytearray] = {}
    for height, hashed in merkle.Edge().append(hashes):
        if height % tiles.HEIGHT == 0:
            rows.setdefault(height // tiles.HEIGHT, bytearray()).extend(hashed)
    return rows


ROWS = cut(HASHES)


def read(level: int, number: int) -> bytes:
    """Give a tile of the tree of 70,000 leaves."""
    return bytes(ROWS[level][number * 8192 : (number + 1) * 8192])


@pytest.mark.parametrize(
    ("tile", "path"),
    [
        (Tile(0, 0), "0/000"),
        (Tile(0, 1234067), "0/x001/x234/067"),
        (Tile(1, 999), "1/999"),
        (Tile(2, 1000, 17), "2/x001/000.p/17"),
        (Tile(63, 5, 255), "63/005.p/255"),
    ],
)
def test_a_tile_has_one_path(tile: Tile, path: str) -> None:
    assert tile.path == path
    assert tiles.parse(path) == tile


@given(st.integers(0, 63), st.integers(0, 10**12), st.integers(1, 256))
def test_every_path_is_read_back(level: int, number: int, width: int) -> None:
    assert tiles.parse(Tile(level, number, width).path) == Tile(level, number, width)


@pytest.mark.parametrize(
    "path",
    [
        *("", "0", "00/000", "64/000", "0/0", "0/1000", "0/x000/000", "0/001/002", "0/000.p/0", "0/000.p/256"),
        *("0/000.p/07", "-1/000", "0/000.p", "0/000/", "a/000", "0/٠٠٠", f"0/{'x999/' * 20}000", "entries/000"),
    ],
)
def test_anything_else_is_the_path_of_no_tile(path: str) -> None:
    assert tiles.parse(path) is None


def test_a_tree_of_70000_leaves_has_the_tiles_that_the_specification_names() -> None:
    found = list(tiles.of_size(SIZE))
    partial = [tile for tile in found if tile.width < tiles.WIDTH]

    assert sum(tile.level == 0 and tile.width == tiles.WIDTH for tile in found) == 273
    assert sum(tile.level == 1 and tile.width == tiles.WIDTH for tile in found) == 1
    assert partial == [Tile(0, 273, 112), Tile(1, 1, 17), Tile(2, 0, 1)]


def test_a_tree_of_256_leaves_has_a_full_tile_and_one_above_of_one() -> None:
    assert list(tiles.of_size(256)) == [Tile(0, 0), Tile(1, 0, 1)]
    assert list(tiles.of_size(0)) == []


@given(st.integers(0, SIZE))
def test_a_tree_has_exactly_the_hashes_of_its_tiles(size: int) -> None:
    last = list(tiles.of_size(size))[-3:]

    assert all(tiles.is_of(tile, size) for tile in last)
    assert not any(tiles.is_of(Tile(one.level, one.number, one.width + 1), size) for one in last if one.width < 256)


@given(st.integers(1, SIZE), st.data())
def test_proofs_that_are_read_from_tiles_hold(size: int, data: st.DataObject) -> None:
    index, old = data.draw(st.integers(0, size - 1)), data.draw(st.integers(1, size))
    subtrees = tiles.subtrees(read)
    root = merkle.root_of(size, subtrees)

    included = merkle.inclusion_proof(index, size, subtrees)
    grown = merkle.consistency_proof(old, size, subtrees)

    assert merkle.is_included(index, size, HASHES[index], included, root)
    assert merkle.is_consistent(old, size, merkle.root_of(old, subtrees), root, grown)


def test_the_root_from_tiles_is_the_root_from_leaves() -> None:
    edge = merkle.Edge()
    list(edge.append(HASHES))

    assert merkle.root_of(SIZE, tiles.subtrees(read)) == edge.root()
