"""The pen: SVG elements with presentation attributes, so that a drawing is right inlined under a strict CSP and alone.

No style attribute, no style element, no id: nothing to clash with the page around it.
"""

from dataclasses import dataclass

from lxml import etree

from engine.bpmn.base import xml
from engine.bpmn.drawing import text as drawing_text

SVG = "http://www.w3.org/2000/svg"
INK = "#22242a"
PAPER = "#ffffff"


@dataclass(frozen=True, slots=True, kw_only=True)
class Paint:
    """Colours of one element and the width of its outline; contrast of line to fill is at least 4.5 to 1."""

    line: str
    fill: str
    width: float


PLAIN = Paint(line=INK, fill=PAPER, width=1.6)
# Late wins over current, current over done; colour is never the only sign: drawing adds a symbol.
MARKED = {
    "late": Paint(line="#b02a37", fill="#fdeaea", width=3),
    "current": Paint(line="#0b5ed7", fill="#e5f0ff", width=3),
    "done": Paint(line="#1a7431", fill="#e9f6ec", width=2),
}


def paint(mark: str) -> Paint:
    """Give the colours of an element whose mark holds the given classes, separated by spaces."""
    classes = mark.split()
    return next((colours for name, colours in MARKED.items() if name in classes), PLAIN)


def add(parent: xml.Element, tag: str, **attributes: str | float) -> xml.Element:
    """Append an SVG element; ``stroke_width`` becomes ``stroke-width`` and ``class_`` becomes ``class``."""
    named = {key.rstrip("_").replace("_", "-"): _written(value) for key, value in attributes.items()}
    return etree.SubElement(parent, f"{{{SVG}}}{tag}", named)


def _written(value: str | float) -> str:
    """Give a number with at most two decimals, so that drawings stay small and compare equal."""
    return value if isinstance(value, str) else f"{value:.2f}".rstrip("0").rstrip(".")


def lines(parent: xml.Element, texts: list[str], *, x: float, top: float, size: float, halo: bool = False) -> None:
    """Write centred lines below each other; a halo keeps a label legible where it crosses a line."""
    edge: dict[str, str | float] = {"stroke": "none"}
    if halo:
        edge = {"stroke": PAPER, "stroke_width": 3, "stroke_linejoin": "round", "paint_order": "stroke"}
    for number, text in enumerate(texts):
        baseline = top + size * (0.95 + 1.2 * number)
        add(parent, "text", x=x, y=baseline, text_anchor="middle", font_size=size, fill=INK, **edge).text = text


def middle(parent: xml.Element, text: str, *, x: float, y: float, room: float, height: float) -> None:
    """Write a text centred about a point, in as many lines and as small as its box asks for."""
    size, texts = drawing_text.fit(text, room=room, height=height)
    lines(parent, texts, x=x, top=y - len(texts) * size * 0.6, size=size)
