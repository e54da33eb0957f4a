"""The Merkle tree of RFC 9162 section 2.1: roots, proofs that a leaf is in it, proofs that it only grew.

A tree is never held whole. Whoever appends needs the right edge alone, one hash for each bit of the size. Whoever
proves asks for hashes of complete subtrees, which tiles give (``engine.domain.log.tiles``).
"""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

HASH_BYTES = 32
EMPTY = hashlib.sha256(b"").digest()
"""The root of the tree without leaves."""
LEAF, NODE = b"\x00", b"\x01"

Subtrees = Callable[[int, int], bytes]
"""Gives the hash of the complete subtree of 2**height leaves that is the index-th of its height."""


def leaf_hash(record: bytes) -> bytes:
    """Give the hash of a leaf; no leaf can pass for an inner node, nor the other way round."""
    return hashlib.sha256(LEAF + record).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Give the hash over two subtrees."""
    return hashlib.sha256(NODE + left + right).digest()


@dataclass(slots=True)
class Edge:
    """The right edge of a tree: the roots of its complete subtrees, largest first, one for each bit of the size."""

    size: int = 0
    hashes: list[bytes] = field(default_factory=list)

    def append(self, leaves: Iterable[bytes]) -> Iterator[tuple[int, bytes]]:
        """Append leaf hashes, and give each complete subtree that they make, as (height, hash), in order."""
        sha256, hashes = hashlib.sha256, self.hashes
        for leaf in leaves:
            hashed, rest, height = leaf, self.size, 0
            yield 0, hashed
            while rest & 1:
                hashed = sha256(NODE + hashes.pop() + hashed).digest()
                rest >>= 1
                height += 1
                yield height, hashed
            hashes.append(hashed)
            self.size += 1

    def root(self) -> bytes:
        """Give the root of the tree so far."""
        if not self.hashes:
            return EMPTY
        *others, root = self.hashes
        for left in reversed(others):
            root = node_hash(left, root)
        return root


def edge_of(size: int, subtrees: Subtrees) -> Edge:
    """Give the right edge of a tree of that size."""
    return Edge(size=size, hashes=[subtrees(height, index) for height, index in _complete(0, size)])


def root_of(size: int, subtrees: Subtrees) -> bytes:
    """Give the root of the tree of the first leaves."""
    return edge_of(size, subtrees).root()


def inclusion_proof(index: int, size: int, subtrees: Subtrees) -> list[bytes]:
    """Give the proof that the leaf is in the tree of that size (section 2.1.3.1); ValueError when it cannot be."""
    if not 0 <= index < size:
        raise ValueError("no such leaf in a tree of this size")
    path: list[bytes] = []
    low, high = 0, size
    while high - low > 1:
        middle = low + _split(high - low)
        if index < middle:
            path.append(_range(middle, high, subtrees))
            high = middle
        else:
            path.append(_range(low, middle, subtrees))
            low = middle
    return path[::-1]


def consistency_proof(old: int, new: int, subtrees: Subtrees) -> list[bytes]:
    """Give the proof that the tree of the new size begins with that of the old one (section 2.1.4.1).

    It is empty for equal sizes and for an old size of 0, of which nothing needs to be proved. ValueError for a tree
    that would have shrunk.
    """
    if not 0 <= old <= new:
        raise ValueError("a tree never shrinks")
    if old in {0, new}:
        return []
    path: list[bytes] = []
    low, high, is_whole = 0, new, True
    while high != old:
        middle = low + _split(high - low)
        if old <= middle:
            path.append(_range(middle, high, subtrees))
            high = middle
        else:
            path.append(_range(low, middle, subtrees))
            low, is_whole = middle, False
    if not is_whole:
        path.append(_range(low, high, subtrees))
    return path[::-1]


def is_included(index: int, size: int, leaf: bytes, proof: Sequence[bytes], root: bytes) -> bool:
    """Tell whether a proof shows that the leaf is in the tree of that size and root (section 2.1.3.2)."""
    if not 0 <= index < size:
        return False
    place, last, hashed = index, size - 1, leaf
    for step in proof:
        if last == 0:
            return False
        if place & 1 or place == last:
            hashed = node_hash(step, hashed)
            while not place & 1 and place:
                place, last = place >> 1, last >> 1
        else:
            hashed = node_hash(hashed, step)
        place, last = place >> 1, last >> 1
    return last == 0 and hashed == root


def is_consistent(old: int, new: int, old_root: bytes, new_root: bytes, proof: Sequence[bytes]) -> bool:
    """Tell whether a proof shows that the new tree begins with the old one (section 2.1.4.2)."""
    if old in {0, new}:
        return not proof and old_root == (EMPTY if old == 0 else new_root)
    if not 0 < old < new:
        return False
    path = [old_root, *proof] if old & (old - 1) == 0 else list(proof)
    place, last = old - 1, new - 1
    while place & 1:
        place, last = place >> 1, last >> 1
    if not path:
        return False
    before = after = path[0]
    for step in path[1:]:
        if last == 0:
            return False
        if place & 1 or place == last:
            before, after = node_hash(step, before), node_hash(step, after)
            while not place & 1 and place:
                place, last = place >> 1, last >> 1
        else:
            after = node_hash(after, step)
        place, last = place >> 1, last >> 1
    return last == 0 and before == old_root and after == new_root


def _split(count: int) -> int:
    """Give the largest power of two below a count of leaves: so many of them stand left."""
    return 1 << ((count - 1).bit_length() - 1)


def _complete(low: int, high: int) -> Iterator[tuple[int, int]]:
    """Give the complete subtrees, as (height, index), that a range of the tree consists of, from the left."""
    while low < high:
        height = (high - low).bit_length() - 1
        yield height, low >> height
        low += 1 << height


def _range(low: int, high: int, subtrees: Subtrees) -> bytes:
    """Give the hash over a range that the tree splits off, whose complete subtrees are at their own multiples."""
    return Edge(hashes=[subtrees(height, index) for height, index in _complete(low, high)]).root()
