"""Turns untrusted bytes into a bare tree of elements, refusing what no decision model needs.

Everything that can hurt is refused while parsing, before a tree exists: DOCTYPE (and with it every entity), files
above ``MAX_BYTES``, nesting above ``MAX_DEPTH``, more than ``MAX_ELEMENTS`` elements. Only the standard library is
used; lxml belongs to ``engine.bpmn``.
"""

import xml.etree.ElementTree as ET
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from engine.dmn import errors

MAX_BYTES = 4_000_000
MAX_DEPTH = 120
MAX_ELEMENTS = 200_000

# OMG's namespaces of DMN 1.1, 1.2, 1.3, 1.4 and 1.5; the elements that are read here mean the same in all five.
VERSIONS: Mapping[str, str] = {
    "http://www.omg.org/spec/DMN/20151101/dmn.xsd": "1.1",
    "http://www.omg.org/spec/DMN/20180521/MODEL/": "1.2",
    "https://www.omg.org/spec/DMN/20191111/MODEL/": "1.3",
    "https://www.omg.org/spec/DMN/20211108/MODEL/": "1.4",
    "https://www.omg.org/spec/DMN/20230324/MODEL/": "1.5",
}


@dataclass(slots=True)
class Node:
    """An element of the model's own namespace; foreign elements (drawing, extensions) are left out."""

    tag: str
    attributes: Mapping[str, str]
    children: list["Node"] = field(default_factory=list)
    text: str = ""

    def all(self, tag: str) -> Iterator["Node"]:
        """Give the direct children of that name, in document order."""
        return (child for child in self.children if child.tag == tag)

    def first(self, *tags: str) -> "Node | None":
        """Give the first direct child that has one of the names, or None."""
        return next((child for child in self.children if child.tag in tags), None)

    def get(self, name: str) -> str | None:
        """Give an attribute's text, or None where it is absent or blank."""
        return self.attributes.get(name, "").strip() or None

    def said(self, tag: str) -> str | None:
        """Give the text of a child element, or None where there is no such child or it is blank."""
        child = self.first(tag)
        return (child.text.strip() or None) if child is not None else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A parsed file: its root, the DMN version, and the XML prefixes (DMN 1.1 names imports by them)."""

    root: Node
    version: str
    prefixes: Mapping[str, str]


class _Builder:
    """Receives parse events; raises in the middle of the parse as soon as a limit is passed."""

    def __init__(self) -> None:
        self.root: Node | None = None
        self.namespace = ""
        self.prefixes: dict[str, str] = {}
        self._open: list[Node | None] = []
        self._elements = 0

    def doctype(self, _name: str, _public: str | None, _system: str | None) -> None:
        raise errors.ModelUnreadableError(reason="doctype")

    def start_ns(self, prefix: str, uri: str) -> None:
        self.prefixes[prefix or ""] = uri

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        self._elements += 1
        if len(self._open) >= MAX_DEPTH:
            raise errors.ModelUnreadableError(reason="depth")
        if self._elements > MAX_ELEMENTS:
            raise errors.ModelUnreadableError(reason="elements")
        self._open.append(self._made(tag, attributes))

    def _made(self, tag: str, attributes: dict[str, str]) -> Node | None:
        """Give a node hung below its parent, or None for an element that is not DMN's or lies below such a one."""
        namespace, _, local = tag[1:].rpartition("}")
        if not self._open:
            self.namespace = namespace
            self.root = Node(local, attributes)
            return self.root
        parent = self._open[-1]
        if parent is None or namespace != self.namespace or local == "extensionElements":
            return None
        node = Node(local, attributes)
        parent.children.append(node)
        return node

    def data(self, text: str) -> None:
        if (node := self._open[-1]) is not None:
            node.text += text

    def end(self, _tag: str) -> None:
        self._open.pop()

    def close(self) -> None:
        """Nothing is left to do: the tree hangs below ``root``."""


def parse(xml: bytes) -> Document:
    """Give the document; raises ModelUnreadableError with a reason for anything that is not a DMN 1.1-1.5 file."""
    if len(xml) > MAX_BYTES:
        raise errors.ModelUnreadableError(reason="size")
    builder = _Builder()
    # start_ns is reported only to a target that has it; the target's own exceptions pass through unchanged.
    parser = ET.XMLParser(target=builder)  # noqa: S314 - see the module: the builder refuses DOCTYPE and depth
    try:
        parser.feed(xml)
        parser.close()
    except ET.ParseError as error:
        raise errors.ModelUnreadableError(reason="xml", line=error.position[0]) from error
    except (LookupError, ValueError) as error:  # an encoding that the declaration names and Python does not know
        raise errors.ModelUnreadableError(reason="encoding") from error
    version = VERSIONS.get(builder.namespace)
    if builder.root is None or builder.root.tag != "definitions" or version is None:
        raise errors.ModelUnreadableError(reason="version")
    return Document(root=builder.root, version=version, prefixes=builder.prefixes)
