"""Writes an edited file so that it differs from its base by the change alone: in order, lay-out, comments, defaults.

Editors write the same diagram in an order and a lay-out of their own, and leave out what is a default. Here the base's
text is kept wherever the edited file means the same, so that a comparison shows what a person did.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from engine.bpmn.base import xml
from engine.bpmn.saving import source
from engine.bpmn.saving.source import Node, Source

# Attributes that editors leave out where they hold the default of the standard: BPMN 2.0.2 tables of clauses 8 and 10,
# DMN 1.5 clause 8.
DEFAULTS: Mapping[str, str] = {
    "behavior": "All",
    "cancelActivity": "true",
    "cancelRemainingInstances": "true",
    "completionQuantity": "1",
    "eventGatewayType": "Exclusive",
    "expressionLanguage": "http://www.w3.org/1999/XPath",
    "gatewayDirection": "Unspecified",
    "hitPolicy": "UNIQUE",
    "instantiate": "false",
    "isClosed": "false",
    "isCollection": "false",
    "isForCompensation": "false",
    "isInterrupting": "true",
    "isReference": "false",
    "isSequential": "false",
    "isUnlimited": "true",
    "loopType": "None",
    "maximum": "1",
    "minimum": "0",
    "mustUnderstand": "false",
    "parallelMultiple": "false",
    "preferredOrientation": "Rule-as-Row",
    "processType": "None",
    "startQuantity": "1",
    "testBefore": "false",
    "textFormat": "text/plain",
    "triggeredByEvent": "false",
    "typeLanguage": "http://www.w3.org/2001/XMLSchema",
    "waitForCompletion": "true",
}
# Lists of which each is known by its text: a person sees them as one thing each.
_BY_TEXT = {"incoming", "outgoing", "flowNodeRef", "sourceRef", "targetRef", "eventDefinitionRef", "dataInputRefs"}
# Where the order carries meaning: rows and columns of tables (DMN 1.5, 8.3), and the points of an arrow.
ORDERED = {"decisionTable", "rule", "relation", "row", "list", "context", "invocation", "functionDefinition"}
_POINTS = {"BPMNEdge", "DMNEdge"}
_NUMBER = re.compile(r"-?\d+(\.\d+)?")
_STEP = "  "


def stable(base: bytes, edited: bytes) -> bytes:
    """Give the edited file in the base's text: what means the same is copied from it, byte for byte.

    An element is known by its id, or by its place among its kind. Comments and processing instructions of the base
    stay; those of the edited file are not taken. A file whose root is another element is given as it came.
    RefusedXmlError when either is not acceptable XML.
    """
    before, after = source.read(base), source.read(edited)
    if before.root.tag != after.root.tag:
        return edited
    return write(before, after.root)


def write(base: Source, root: Node) -> bytes:
    """Give the elements below ``root`` in the base's text; both roots are the same element."""
    return _Writer(base, root).file().encode(base.encoding, "xmlcharrefreplace")


def key(node: Node, number: int) -> tuple[str, str, int]:
    """Give by what an element is known among its neighbours; ``number`` counts those of its tag before it."""
    name = node.value("id")
    if name is not None:
        return node.tag, name, -1
    if local(node.tag) in _BY_TEXT and not node.children:
        return node.tag, node.text.strip(), -1
    return node.tag, "", number


def keyed(nodes: list[Node]) -> dict[tuple[str, str, int], Node]:
    """Give the elements of one parent by what they are known; of two of the same key the later ones are numbered."""
    found: dict[tuple[str, str, int], Node] = {}
    counts: dict[str, int] = {}
    for node in nodes:
        number = counts[node.tag] = counts.get(node.tag, -1) + 1
        name = key(node, number)
        found[name if name not in found else (*name[:2], number)] = node
    return found


def local(tag: str) -> str:
    """Give a full name without its namespace."""
    return tag.rpartition("}")[2]


def same_value(node: Node, name: str, left: str | None, right: str | None) -> bool:
    """Tell whether two values of an attribute mean the same; None is one that is absent."""
    if left == right:
        return True
    if left is None or right is None:
        return (left if right is None else right) == DEFAULTS.get(name)
    if _NUMBER.fullmatch(left) and _NUMBER.fullmatch(right) and _is_drawing(node):
        return float(left) == float(right)
    return {left, right} in ({"true", "1"}, {"false", "0"})


def is_nothing(node: Node) -> bool:
    """Tell whether an element says nothing: editors leave an empty label behind when a name was changed back."""
    return local(node.tag) == "BPMNLabel" and not node.children and not (node.attributes.keys() - {"id"})


def _is_drawing(node: Node) -> bool:
    space = node.tag[1:].rpartition("}")[0]
    return space in (xml.DI, xml.DC, xml.BPMNDI) or space.endswith(("/DMNDI/", "/DC/", "/DI/"))


@dataclass(frozen=True, slots=True)
class _Writer:
    """Writes the elements of an edited file in the text of its base."""

    base: Source
    root: Node

    def file(self) -> str:
        """Give the whole file, with what stands before and behind the root."""
        text, old = self.base.text, self.base.root
        return text[: old.begin] + self._merged(old, self.root) + text[old.end :]

    def _merged(self, old: Node, new: Node) -> str:
        """Give an element that both files have."""
        inside = self._inside(old, new)
        opened, closing = self._tag(old, new), self.base.text[old.closing : old.end]
        if not inside and not closing:
            return opened
        if not closing:
            return f"{opened.removesuffix('/>').rstrip()}>{inside}</{old.written}>"
        if not inside and old.children:
            return f"{opened[:-1]}{self._self_closed()}"
        return opened + inside + closing

    def _tag(self, old: Node, new: Node) -> str:
        """Give the base's start tag with the attributes that differ changed in place; new ones stand last."""
        text, place, parts = self.base.text, old.begin, []
        for name, attribute in old.attributes.items():
            now = new.value(name)
            if name.startswith(f"{{{source.XMLNS}}}") or same_value(old, name, attribute.value, now):
                continue
            parts.append(text[place : attribute.begin])
            place = attribute.end
            if now is not None:
                parts.append(_attribute(attribute.written, now))
        last = max((one.end for one in old.attributes.values()), default=old.begin + 1 + len(old.written))
        parts.append(text[place:last])
        parts += [
            _attribute(_attribute_name(old.scope, name, one), one.value)
            for name, one in new.attributes.items()
            if name not in old.attributes and not same_value(old, name, None, one.value) and self._is_written(old, name)
        ]
        return "".join(parts) + text[last : old.opened]

    def _is_written(self, old: Node, name: str) -> bool:
        """Tell whether a new attribute is written; a namespace is declared once, at the root."""
        return not name.startswith(f"{{{source.XMLNS}}}") or old is self.base.root

    def _inside(self, old: Node, new: Node) -> str:
        """Give what stands between the tags: the base's text with changed children in their places."""
        text = self.base.text
        before = text[old.opened : old.closing]
        if not old.children and not new.children:
            return before if old.text.strip() == new.text.strip() else _escaped(new.text)
        if not old.children:
            return self._first_children(old, new)
        parts = []
        gaps = self._gaps(old)
        for node, twin in _places(old, new):
            if twin is None:
                parts.append(self._indent(old) + self._new(node, self._indent(old), old.scope))
            else:
                parts.append(gaps[id(twin)] + self._merged(twin, node))
        tail = text[old.children[-1].end : old.closing]
        return "".join(parts) + tail if parts else _escaped(new.text.strip())

    def _gaps(self, old: Node) -> dict[int, str]:
        """Give for each child what stands before it: blanks and comments."""
        starts = [old.opened, *(child.end for child in old.children)]
        return {
            id(child): self.base.text[start : child.begin] for start, child in zip(starts, old.children, strict=False)
        }

    def _indent(self, old: Node) -> str:
        """Give the line end and blanks before a child of an element that has some; empty where they share a line."""
        first = old.children[0]
        gap = self.base.text[old.opened : first.begin]
        return "\n" + gap.rpartition("\n")[2] if "\n" in gap and not gap.rpartition("\n")[2].strip() else ""

    def _first_children(self, old: Node, new: Node) -> str:
        """Give the children of an element that had none: on lines of their own, but in the drawing."""
        start = self.base.text.rfind("\n", 0, old.begin) + 1
        blanks = self.base.text[start : old.begin]
        if _is_drawing(old) or blanks.strip():
            return "".join(self._new(child, "", old.scope) for child in new.children)
        inner = "\n" + blanks + _STEP
        return "".join(inner + self._new(child, inner, old.scope) for child in new.children) + "\n" + blanks

    def _new(self, node: Node, indent: str, scope: Mapping[str, str]) -> str:
        """Write an element that the base does not have, in the house's lay-out; a shape stands in one line."""
        inner = "" if not indent or local(node.tag) in ("BPMNShape", *_POINTS) else indent + _STEP
        name, declared, scope = self._name(node, scope)
        tag = f"<{name}{declared}" + "".join(
            _attribute(_attribute_name(scope, full, attribute), attribute.value)
            for full, attribute in node.attributes.items()
            if not full.startswith(f"{{{source.XMLNS}}}")
        )
        children = [child for child in node.children if not is_nothing(child)]
        if children:
            inside = "".join(inner + self._new(child, inner, scope) for child in children)
            return f"{tag}>{inside}{indent if inner else ''}</{name}>"
        return f"{tag}>{_escaped(node.text)}</{name}>" if node.text.strip() else tag + self._self_closed()

    def _name(self, node: Node, scope: Mapping[str, str]) -> tuple[str, str, Mapping[str, str]]:
        """Give an element's name as it is written here, the declaration that this needs, and what then holds."""
        space = node.tag[1:].rpartition("}")[0]
        known = next((prefix for prefix, name in scope.items() if name == space), None)
        if known is not None:
            return (f"{known}:{local(node.tag)}" if known else local(node.tag)), "", scope
        prefix = node.written.rpartition(":")[0]
        inner = {**scope, prefix: space}
        if prefix not in self.base.root.scope and self.root.scope.get(prefix) == space:
            return node.written, "", inner  # the root's tag declares it
        return node.written, f' xmlns{":" if prefix else ""}{prefix}="{_quoted(space)}"', inner

    def _self_closed(self) -> str:
        """End an empty element as the base does."""
        return " />" if " />" in self.base.text else "/>"


def _places(old: Node, new: Node) -> Iterator[tuple[Node, Node | None]]:
    """Give the children of the edited element in the order in which they are written, each with its twin in the base.

    They stand in the base's order, new ones behind the neighbour that they follow in the edited file; rows and columns
    of a table stand in the edited order.
    """
    known, now = keyed(old.children), keyed(new.children)
    ranks = {name: place for place, name in enumerate(known)}
    found = [(name, node) for name, node in now.items() if name in known or not is_nothing(node)]
    # An empty label of the base stays although the editor left it out.
    found += [(name, node) for name, node in known.items() if name not in now and is_nothing(node)]
    if local(old.tag) not in ORDERED:
        last, order = -1, {}
        for place, (name, _) in enumerate(found):
            last = ranks.get(name, last)
            order[name] = (last, name not in known, place)
        found.sort(key=lambda one: order[one[0]])
    for name, node in found:
        yield node, known.get(name)


def _attribute_name(scope: Mapping[str, str], full: str, one: source.Attribute) -> str:
    """Give an attribute's name as it is written here: with the prefix that stands for its namespace."""
    space, _, bare = full.removeprefix("{").rpartition("}")
    known = None if space in ("", source.XMLNS) else _prefix_of(scope, space)
    return f"{known}:{bare}" if known else one.written


def _prefix_of(scope: Mapping[str, str], space: str) -> str | None:
    """Give a prefix, not the default, that stands for a namespace."""
    return next((prefix for prefix, name in scope.items() if prefix and name == space), None)


def _attribute(name: str, value: str) -> str:
    return f' {name}="{_quoted(value)}"'


def _quoted(value: str) -> str:
    """Write a value between double quotes; line ends and tabs as references, or a reader makes spaces of them."""
    written = value.replace("&", "&amp;").replace("<", "&lt;").replace('"', "&#34;")
    return written.replace("\n", "&#10;").replace("\r", "&#13;").replace("\t", "&#9;")


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\r", "&#13;")
