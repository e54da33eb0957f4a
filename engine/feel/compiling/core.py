"""Turns a tree into one closure per node, once; evaluating is then nothing but calls.

The themes (operators, flow, structures) each bring a table from node to code; this module knows the layers of names.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from engine.feel.frames import MISSING, Code, Frame, read_root
from engine.feel.syntax.nodes import Node
from engine.feel.values import Function

Build = Callable[["Compiler", Any], Code]


@dataclass(slots=True)
class Layer:
    """The names of one frame while compiling; ``is_open`` for a filter, where the item's entries are not known yet."""

    names: set[str] = field(default_factory=set)
    is_open: bool = False


class Compiler:
    """Compiles one text; ``free`` gathers the names that its scope must give."""

    def __init__(self, table: Mapping[type, Build], built_in: Mapping[str, Function]) -> None:
        """Start outside of every layer."""
        self.table = table
        self.built_in = built_in
        self.layers: list[Layer] = []
        self.free: set[str] = set()
        self.nodes = 0

    def code(self, node: Node) -> Code:
        """Give the code of a node."""
        self.nodes += 1
        return self.table[type(node)](self, node)

    def measured(self, node: Node) -> tuple[Code, int]:
        """Give the code of a node and the number of nodes in it: what one repetition costs."""
        before = self.nodes
        code = self.code(node)
        return code, self.nodes - before + 1

    def inside(self, layer: Layer, node: Node) -> tuple[Code, int]:
        """Give the code of a node that stands in one more layer, and its cost."""
        self.layers.append(layer)
        found = self.measured(node)
        self.layers.pop()
        return found

    def codes(self, nodes: Iterable[Node]) -> tuple[Code, ...]:
        """Give the code of each node."""
        return tuple(self.code(node) for node in nodes)

    def name(self, name: str) -> Code:
        """Give the code that reads a name from where it stands now."""
        return self._resolve(name, len(self.layers) - 1, is_sure=True)

    def _resolve(self, name: str, at: int, *, is_sure: bool) -> Code:
        if at < 0:
            if is_sure and name not in self.built_in:
                self.free.add(name)
            return read_root(name, self.built_in)
        layer = self.layers[at]
        if name in layer.names and not layer.is_open:
            return lambda frame: frame.names[name]
        outer = self._resolve(name, at - 1, is_sure=is_sure and not layer.is_open)
        return _open(name, outer) if layer.is_open else _above(outer)


def _above(outer: Code) -> Code:
    return lambda frame: outer(frame.parent)


def _open(name: str, outer: Code) -> Code:
    """Read from the filtered item's entries, then ``item`` itself, then from outside."""

    def read(frame: Frame) -> Any:
        found = frame.names.get(name, MISSING)
        if found is not MISSING:
            return found
        if name == "item":
            return frame.item
        return outer(frame.parent)

    return read
