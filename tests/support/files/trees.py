"""Trees by the recursive definition of RFC 9162 section 2.1, slow and plain, to compare the product's with."""

import hashlib
from collections.abc import Sequence
from functools import cache

from engine.domain.log import merkle


def leaves(count: int, *, salt: str = "") -> list[bytes]:
    """Give leaf hashes that differ from each other; another salt gives another tree."""
    return [merkle.leaf_hash(hashlib.sha256(f"{salt}{number}".encode()).digest()) for number in range(count)]


class Recursive:
    """The definitions as the RFC writes them: MTH, PATH and SUBPROOF over slices of a list of leaf hashes."""

    def __init__(self, hashes: Sequence[bytes]) -> None:
        """Keep the leaves; each slice is hashed once."""
        self.hashes = hashes
        self.root = cache(self._root)

    def _root(self, low: int, high: int) -> bytes:
        if low == high:
            return hashlib.sha256(b"").digest()
        if high - low == 1:
            return self.hashes[low]
        middle = low + _split(high - low)
        return hashlib.sha256(b"\x01" + self.root(low, middle) + self.root(middle, high)).digest()

    def subtree(self, height: int, index: int) -> bytes:
        """Give the hash of a complete subtree, as the product asks for it."""
        return self.root(index << height, (index + 1) << height)

    def path(self, index: int, low: int, high: int) -> list[bytes]:
        """Give PATH of section 2.1.3.1; ``index`` counts from the beginning of the slice."""
        if high - low == 1:
            return []
        middle = _split(high - low)
        if index < middle:
            return [*self.path(index, low, low + middle), self.root(low + middle, high)]
        return [*self.path(index - middle, low + middle, high), self.root(low, low + middle)]

    def subproof(self, old: int, low: int, high: int, *, whole: bool = True) -> list[bytes]:
        """Give SUBPROOF of section 2.1.4.1; ``old`` counts from the beginning of the slice."""
        if old == high - low:
            return [] if whole else [self.root(low, high)]
        middle = _split(high - low)
        if old <= middle:
            return [*self.subproof(old, low, low + middle, whole=whole), self.root(low + middle, high)]
        return [*self.subproof(old - middle, low + middle, high, whole=False), self.root(low, low + middle)]


def _split(count: int) -> int:
    power = 1
    while power * 2 < count:
        power *= 2
    return power
