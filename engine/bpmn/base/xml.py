"""Reading of uploaded BPMN: whatever is hostile is refused before any rule or engine looks at the tree.

libxml2 2.14 already resists the known entity attacks; the limits here do not depend on its version.
"""

from collections.abc import Iterator
from typing import TypeAlias

from lxml import etree

from engine import errors

BPMN = "http://www.omg.org/spec/BPMN/20100524/MODEL"
BPMNDI = "http://www.omg.org/spec/BPMN/20100524/DI"
DC = "http://www.omg.org/spec/DD/20100524/DC"
DI = "http://www.omg.org/spec/DD/20100524/DI"
LINDUNG = "urn:lindung:bpmn:1"

Element: TypeAlias = etree._Element  # noqa: SLF001 - lxml gives its element type no public name

DIAGRAMS = (".bpmn", ".bpmn2")
"""How the name of a BPMN file ends."""

# The largest of 3,739 public diagrams had 1.1 MB; a procedure of 60 tasks has 60 kB.
LARGEST_FILE = 4 * 1024 * 1024
MOST_ELEMENTS = 50_000
# Sub-processes nest a few levels; libxml2's own limit is 256.
DEEPEST_ELEMENT = 100


class RefusedXmlError(errors.LindungError):
    """The file cannot be read. Save it again from the editor.

    ``ids`` may carry ``line`` and ``column``, counted from 1.
    """

    code = "xml_refused"


class XmlTooLargeError(RefusedXmlError):
    """The file is larger than 4 MB."""

    code = "xml_too_large"


class XmlBrokenError(RefusedXmlError):
    """The file is not well-formed XML. Save it again from the editor."""

    code = "xml_broken"


class XmlDoctypeError(RefusedXmlError):
    """The file contains a DOCTYPE, which is not allowed.

    A DOCTYPE opens the door to entities; BPMN never needs one.
    """

    code = "xml_doctype"


class XmlTooDeepError(RefusedXmlError):
    """XML elements in this file nest deeper than 100 levels."""

    code = "xml_too_deep"


class XmlTooManyElementsError(RefusedXmlError):
    """The file contains more than 50,000 XML elements."""

    code = "xml_too_many_elements"


def parse(data: bytes) -> Element:
    """Give the root of an untrusted XML file, without comments and processing instructions.

    Nothing outside the file is read. Raises a RefusedXmlError for a file that is too large, too deep, too
    many-membered, not well-formed, or that has a DOCTYPE.
    """
    if len(data) > LARGEST_FILE:
        raise XmlTooLargeError(bytes=len(data))
    root = _root(data)
    if root.getroottree().docinfo.internalDTD is not None:
        raise XmlDoctypeError
    _measure(root)
    return root


def _root(data: bytes) -> Element:
    """Parse with everything off that reads outside the file or unfolds entities."""
    # A parser of its own for each call: lxml's parsers are not shared between threads without waiting.
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        return etree.fromstring(data, parser)
    except etree.XMLSyntaxError as broken:
        line, column = broken.position
        raise XmlBrokenError(line=line, column=column) from broken


def _measure(root: Element) -> None:
    # Depth first with an explicit stack of levels: recursion would fall to the very attack it measures.
    count = 0
    levels: list[Iterator[Element]] = [iter((root,))]
    while levels:
        element = next(levels[-1], None)
        if element is None:
            levels.pop()
            continue
        count += 1
        if count > MOST_ELEMENTS:
            raise XmlTooManyElementsError(elements=count)
        if len(levels) > DEEPEST_ELEMENT:
            raise XmlTooDeepError(levels=len(levels))
        levels.append(iter(element))


def local_name(element: Element) -> str:
    """Give an element's name without its namespace: ``userTask``."""
    return str(element.tag).rpartition("}")[2]


def namespace(element: Element) -> str:
    """Give an element's namespace, empty when it has none."""
    return str(element.tag).rpartition("}")[0].removeprefix("{")


def is_true(element: Element, attribute: str, *, default: bool = False) -> bool:
    """Give a boolean attribute, which XML Schema writes in four ways; ``default`` where it is absent."""
    return element.get(attribute, str(default).lower()).strip() in {"true", "1"}


def is_event_sub_process(element: Element) -> bool:
    """Tell whether an element is a sub-process that an event starts."""
    return element.tag == bpmn("subProcess") and is_true(element, "triggeredByEvent")


def bpmn(name: str) -> str:
    """Give the tag of a BPMN 2.0 model element as lxml writes it."""
    return f"{{{BPMN}}}{name}"


def lindung(name: str) -> str:
    """Give the name of one of our extension attributes as lxml writes it."""
    return f"{{{LINDUNG}}}{name}"
