"""Tiles (C2SP tlog-tiles): the tree cut into files of at most 256 hashes, which anybody may copy and serve.

A tile of level L holds the hashes of complete subtrees of 256**L leaves, in order. The last one of each level is
partial until it is full; a partial tile is the beginning of the full one.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from engine import errors
from engine.domain.log import merkle

HEIGHT = 8
WIDTH = 1 << HEIGHT
LEVELS = 64
"""More than any tree has."""
_PATH = re.compile(r"(0|[1-9][0-9]?)/((?:x[0-9]{3}/)*[0-9]{3})(?:\.p/([1-9][0-9]{0,2}))?", re.ASCII)
LONGEST_PATH = 40

ReadTile = Callable[[int, int], bytes]
"""Gives the hashes of the tile of a level with that number, as many as there are."""


class LogDamagedError(errors.LindungError):
    """The stored tree of the log is not the one that was promised. Keep the database as it is, run `lindung log verify`
    and call the auditor.
    """

    code = "log_damaged"


@dataclass(frozen=True, slots=True, order=True)
class Tile:
    """A tile by its level and number; ``width`` counts its hashes, below 256 for a partial one."""

    level: int
    number: int
    width: int = WIDTH

    @property
    def path(self) -> str:
        """Give its path below ``tile/``, such as ``0/x001/234`` or ``1/000.p/17``."""
        digits = f"{self.number:d}"
        digits = digits.zfill(-(-len(digits) // 3) * 3)
        *before, last = (digits[at : at + 3] for at in range(0, len(digits), 3))
        path = "/".join([str(self.level), *(f"x{part}" for part in before), last])
        return path if self.width == WIDTH else f"{path}.p/{self.width}"


def parse(path: str) -> Tile | None:
    """Read a path below ``tile/``; None when it is not written exactly as the path of a tile."""
    found = _PATH.fullmatch(path) if len(path) <= LONGEST_PATH else None
    if found is None:
        return None
    level, number, width = found.groups()
    tile = Tile(int(level), int(number.replace("/", "").replace("x", "")), int(width or WIDTH))
    return tile if tile.path == path and tile.level < LEVELS and (width is None or tile.width < WIDTH) else None


def of_size(size: int) -> Iterator[Tile]:
    """Give all tiles of a tree, full ones and the partial one of each level, from the leaves up."""
    level, count = 0, size
    while count:
        yield from (Tile(level, number) for number in range(count // WIDTH))
        if count % WIDTH:
            yield Tile(level, count // WIDTH, count % WIDTH)
        level, count = level + 1, count // WIDTH


def is_of(tile: Tile, size: int) -> bool:
    """Tell whether a tree of that size has all the hashes of the tile."""
    return tile.number * WIDTH + tile.width <= size >> (HEIGHT * tile.level)


def subtrees(read: ReadTile) -> merkle.Subtrees:
    """Give the hashes of complete subtrees of a tree from its tiles; LogDamagedError where hashes are missing."""

    def hash_of(height: int, index: int) -> bytes:
        level, above = divmod(height, HEIGHT)
        number, place = divmod(index << above, WIDTH)
        first = place * merkle.HASH_BYTES
        last = first + (merkle.HASH_BYTES << above)
        hashes = read(level, number)[first:last]
        if len(hashes) != last - first:
            raise LogDamagedError(tile=Tile(level, number).path)
        return _whole(hashes)

    return hash_of


def _whole(hashes: bytes) -> bytes:
    """Give the root over neighbouring hashes whose number is a power of two."""
    row = hashes_of(hashes)
    while len(row) > 1:
        row = [merkle.node_hash(row[at], row[at + 1]) for at in range(0, len(row), 2)]
    return row[0]


def hashes_of(tile: bytes) -> list[bytes]:
    """Give the hashes of a tile one by one."""
    return [tile[at : at + merkle.HASH_BYTES] for at in range(0, len(tile), merkle.HASH_BYTES)]
