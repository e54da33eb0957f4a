"""Puts together what two people changed in the same file, where they changed different things."""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from engine.bpmn.saving import source, stable
from engine.bpmn.saving.source import Node
from engine.domain.forms.saving import ChangesCollideError

_Key = tuple[str, str, int]


def merge(base: bytes, mine: bytes, theirs: bytes) -> bytes:
    """Give their file with my changes since the base, in the text of theirs; ChangesCollideError.

    Two changes collide when they give one attribute or text different values, when one removes what the other changed,
    or when both put the same table in another order. RefusedXmlError when one is not acceptable XML.
    """
    # An editor's own order is no change of mine.
    old, left, right = (source.read(data) for data in (base, stable.stable(base, mine), theirs))
    if len({file.root.tag for file in (old, left, right)}) > 1:
        raise ChangesCollideError(("",))
    merging = _Merging()
    root = merging.node(old.root, left.root, right.root)
    if merging.collisions:
        raise ChangesCollideError(tuple(dict.fromkeys(merging.collisions)))
    return stable.write(right, root)


class _Merging:
    """Walks three trees at once and keeps where two of them collide."""

    def __init__(self) -> None:
        self.collisions: list[str] = []
        self._around: list[str] = [""]

    def node(self, old: Node, mine: Node, theirs: Node) -> Node:
        """Give an element that all three have, with both changes."""
        name = theirs.value("id") or theirs.value("bpmnElement")
        self._around.append(name or self._around[-1])
        attributes = dict(self._attributes(old, mine, theirs))
        text = self._text(old, mine, theirs)
        children = self._children(old, mine, theirs)
        self._around.pop()
        return replace(theirs, attributes=attributes, text=text, children=children)

    def _collide(self, name: str | None = None) -> None:
        self.collisions.append(name or self._around[-1])

    def _attributes(self, old: Node, mine: Node, theirs: Node) -> Iterator[tuple[str, source.Attribute]]:
        for name in {**theirs.attributes, **mine.attributes}:
            before, left, right = (node.value(name) for node in (old, mine, theirs))
            left_alike = stable.same_value(old, name, before, left)
            right_alike = stable.same_value(old, name, before, right)
            if not (left_alike or right_alike or stable.same_value(old, name, left, right)):
                self._collide()
            chosen = theirs if left_alike else mine
            if name in chosen.attributes:
                yield name, chosen.attributes[name]

    def _text(self, old: Node, mine: Node, theirs: Node) -> str:
        before, left, right = (node.text.strip() for node in (old, mine, theirs))
        if len({before, left, right}) == 3 and not (old.children or mine.children or theirs.children):
            self._collide()
        return theirs.text if left == before else mine.text

    def _children(self, old: Node, mine: Node, theirs: Node) -> list[Node]:
        before, left, right = (stable.keyed(node.children) for node in (old, mine, theirs))
        merged: dict[_Key, Node] = {}
        ordered = stable.local(theirs.tag) in stable.ORDERED
        for key in self._order(before, left, right, ordered=ordered):
            found = self._child(before.get(key), left.get(key), right.get(key))
            if found is not None:
                merged[key] = found
        return list(merged.values())

    def _child(self, old: Node | None, mine: Node | None, theirs: Node | None) -> Node | None:
        """Give one child as it is after both changes, None when one of them removed it."""
        if mine is None or theirs is None:
            kept = mine or theirs
            if old is not None and kept is not None and _differs(old, kept):
                self._collide(old.value("id"))
            return kept if old is None else None
        if old is not None:
            return self.node(old, mine, theirs)
        if _differs(mine, theirs):
            self._collide(mine.value("id"))
        return theirs

    def _order(
        self, before: Mapping[_Key, Node], left: Mapping[_Key, Node], right: Mapping[_Key, Node], *, ordered: bool
    ) -> list[_Key]:
        """Give the keys of both sides in one order: theirs, unless I alone put what was there in another."""
        stayed = [key for key in before if key in left and key in right]
        mine = [key for key in left if key in before and key in right]
        others = [key for key in right if key in before and key in left]
        moved = [order != stayed for order in (mine, others)]
        if ordered and all(moved) and mine != others:
            self._collide()
        first, second = (left, right) if moved[0] and not moved[1] else (right, left)
        order = list(first)
        place = 0
        for key in second:
            if key in first:
                place = order.index(key) + 1
            else:
                order.insert(place, key)
                place += 1
        return order


def _differs(left: Node, right: Node) -> bool:
    """Tell whether two elements mean different things; the order of children counts where it carries meaning."""
    names = {**left.attributes, **right.attributes}
    if any(not stable.same_value(left, name, left.value(name), right.value(name)) for name in names):
        return True
    ours, others = _telling(left), _telling(right)
    if ours.keys() != others.keys() or (not ours and left.text.strip() != right.text.strip()):
        return True
    return any(_differs(node, others[key]) for key, node in ours.items())


def _telling(node: Node) -> dict[_Key, Node]:
    return stable.keyed([child for child in node.children if not stable.is_nothing(child)])
