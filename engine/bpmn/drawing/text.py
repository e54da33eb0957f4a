"""How wide a text is and where its lines break, without asking a browser or a font file.

The advances are those of Helvetica, which Arial and Liberation Sans share (Adobe Core 14 font metrics).
"""

from collections.abc import Iterator

# Thousandths of the font size; a letter that is not listed counts as a broad one.
_ADVANCES = {
    191: "'",
    222: "ijl",
    278: " !,./:;I[\\]ft|",
    333: "()-`r",
    389: "*",
    500: "Jckvsxyz",
    556: "#$0123456789?Labdeghnopqu",
    584: "+<=>~",
    611: "FTZ",
    667: "&ABEKPSVXY",
    722: "CDHNRUw",
    778: "GOQ",
    833: "Mm",
    889: "%",
    944: "W",
}
_BY_LETTER = {letter: advance for advance, letters in _ADVANCES.items() for letter in letters}
_UNKNOWN = 700
# A PC without Arial draws a broader face: keep a tenth in reserve.
_RESERVE = 1.1


def width(text: str, size: float) -> float:
    """Give the width in pixels of one line at a font size, a tenth more than Arial needs."""
    return sum(_BY_LETTER.get(letter, _UNKNOWN) for letter in text) * size * _RESERVE / 1000


def wrap(text: str, room: float, size: float) -> list[str]:
    """Give the lines of a text that fit into ``room`` pixels; a word that does not fit alone is cut."""
    lines: list[str] = []
    for word in text.split():
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and width(longer, size) <= room:
            lines[-1] = longer
        else:
            lines.extend(_cut(word, room, size))
    return lines


def _cut(word: str, room: float, size: float) -> Iterator[str]:
    """Give the pieces of a word that each fit; at least one letter each."""
    start = 0
    for end in range(1, len(word) + 1):
        if end - start > 1 and width(word[start:end], size) > room:
            yield word[start : end - 1]
            start = end - 1
    yield word[start:]


def fit(text: str, *, room: float, height: float) -> tuple[float, list[str]]:
    """Give font size and lines of a text inside a box: 12 pixels, less if the lines would leave the box, at least 8."""
    size = 12.0
    lines = wrap(text, room, size)
    while size > 8 and len(lines) * size * 1.2 > height:
        size -= 1
        lines = wrap(text, room, size)
    return size, lines
