"""An XML file as its text: each element knows where in the text it stands, so that what nobody changed is copied.

The text has passed ``xml.parse`` before: it is well-formed, small, and has no DOCTYPE. So the only entities are the
five of XML and character references, and a few patterns are enough to find every mark.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from engine.bpmn.base import xml

XMLNS = "http://www.w3.org/2000/xmlns/"
_XML = "http://www.w3.org/XML/1998/namespace"
# Each alternative begins differently, and repeats without going back: time grows with the length of the text only.
_MARK = re.compile(
    r"""(?P<skipped><!--.*?-->|<\?.*?\?>)|<!\[CDATA\[(?P<data>.*?)\]\]>|(?P<close></[^>]*>)"""
    r"""|(?P<open><(?P<name>[^\s/>]+)(?:"[^"]*"|'[^']*'|[^"'>])*+>)|(?P<text>[^<]+)""",
    re.DOTALL,
)
_ATTRIBUTE = re.compile(r"""\s+([^\s=]+)\s*=\s*("[^"]*"|'[^']*')""")
_REFERENCE = re.compile(r"&(?:#(\d+)|#x([0-9a-fA-F]+)|(\w+));")
_NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"', "apos": "'"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Attribute:
    """One attribute: its name as written and in full, its value, and where it stands with the blank before it."""

    written: str
    value: str
    begin: int
    end: int


@dataclass(slots=True, kw_only=True, eq=False)
class Node:
    """One element: ``tag`` and the keys of ``attributes`` are full names, ``{namespace}local``.

    ``begin:opened`` is its start tag, ``closing:end`` its end tag, both empty ranges behind the start tag of an element
    that closes itself; ``text`` is what stands directly in it, of a leaf its value.
    """

    tag: str
    written: str
    begin: int
    opened: int
    scope: Mapping[str, str]
    attributes: dict[str, Attribute]
    closing: int = 0
    end: int = 0
    text: str = ""
    children: list["Node"] = field(default_factory=list)

    def value(self, name: str) -> str | None:
        """Give the value of an attribute, None when it is absent."""
        found = self.attributes.get(name)
        return found.value if found is not None else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A file: its text, its root element, and the encoding in which it is written."""

    text: str
    root: Node
    encoding: str


def read(data: bytes) -> Source:
    """Give the elements of a file with their places in its text; RefusedXmlError as ``xml.parse``."""
    encoding = xml.parse(data).getroottree().docinfo.encoding or "UTF-8"
    text = data.decode("utf-8-sig" if encoding.upper() == "UTF-8" else encoding)
    above: list[Node] = [Node(tag="", written="", begin=0, opened=0, scope={"xml": _XML, "": ""}, attributes={})]
    for mark in _MARK.finditer(text):
        _take(mark, above)
    return Source(text=text, root=above[0].children[0], encoding=encoding)


def _take(mark: re.Match[str], above: list[Node]) -> None:
    """Add what one mark says to the innermost open element."""
    here = above[-1]
    if mark["open"] is not None:
        node = _opened(mark, here.scope)
        here.children.append(node)
        if not mark["open"].endswith("/>"):
            above.append(node)
    elif mark["close"] is not None:
        here.closing, here.end = mark.span()
        above.pop()
    elif mark["data"] is not None:
        here.text += _lines(mark["data"])
    elif mark["text"] is not None:
        here.text += unescaped(_lines(mark["text"]))


def _opened(mark: re.Match[str], scope: Mapping[str, str]) -> Node:
    """Read a start tag; names are looked up among the namespaces that it declares itself and those above."""
    found = list(_ATTRIBUTE.finditer(mark["open"]))
    declared = [(prefix, _value(one)) for one in found if (prefix := _prefix(one[1])) is not None]
    inner = {**scope, **dict(declared)} if declared else scope
    start = mark.start()
    written = mark["name"]
    attributes = {
        _full(one[1], inner): Attribute(
            written=one[1], value=_value(one), begin=start + one.start(), end=start + one.end()
        )
        for one in found
    }
    node = Node(
        tag=_full(written, inner, default=inner[""]),
        written=written,
        begin=start,
        opened=mark.end(),
        scope=inner,
        attributes=attributes,
    )
    node.closing = node.end = mark.end()
    return node


def _prefix(name: str) -> str | None:
    """Give the prefix that an attribute of this name declares, empty for the default namespace; else None."""
    if name == "xmlns":
        return ""
    return name.removeprefix("xmlns:") if name.startswith("xmlns:") else None


def _full(name: str, scope: Mapping[str, str], *, default: str = "") -> str:
    """Give a name with its namespace; an attribute without a prefix has none."""
    declares = _prefix(name)
    if declares is not None:
        return f"{{{XMLNS}}}{declares}"
    prefix, colon, local = name.partition(":")
    space = scope[prefix] if colon else default
    return f"{{{space}}}{local if colon else name}" if space else name


def _value(found: re.Match[str]) -> str:
    """Give an attribute's value: blanks in it are spaces (XML 1.0, 3.3.3), unless they are written as references."""
    return unescaped(re.sub(r"\r\n|[\t\r\n]", " ", found[2][1:-1]))


def _lines(text: str) -> str:
    """Give a text with the line ends of XML (XML 1.0, 2.11)."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


def unescaped(text: str) -> str:
    """Give a text with its references resolved."""
    return _REFERENCE.sub(_character, text) if "&" in text else text


def _character(found: re.Match[str]) -> str:
    decimal, hexadecimal, name = found.groups()
    if name is not None:
        return _NAMED[name]
    return chr(int(decimal)) if decimal is not None else chr(int(hexadecimal, 16))
