"""Character classes of XPath's regular expressions: escapes, groups, subtraction, categories and blocks (XML
Schema 1.1 part 2, G.4).

A class is a list of pieces: spans of code points, and properties that RE2 knows by themselves. Only subtraction,
which RE2 does not know, needs every piece as spans.
"""

import itertools
import re
import sys
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

Span = tuple[int, int]  # code points, both ends included
Piece = Span | str  # a string is a property such as "Nd"; "^Nd" is everything else
_LAST = sys.maxunicode
_LAST_SCRIPT = 0x33480  # behind it stand tags, variation selectors and private use
_SINGLE = {"n": "\n", "r": "\r", "t": "\t", **{each: each for each in "\\|.-^?*+{}()[]$"}}
_CATEGORIES = "L[ultmo]?|M[nce]?|N[dlo]?|P[cdseifo]?|Z[slp]?|S[mcko]?|C[cfon]?"
_PROPERTY = re.compile(rf"\{{(?:({_CATEGORIES})|Is([A-Za-z0-9-]+))\}}", re.ASCII)
# Blocks by name (Unicode 15, chapter "Blocks.txt"): those of scripts in daily use and of symbols.
_BLOCKS: dict[str, tuple[int, int]] = {
    "BasicLatin": (0x0000, 0x007F),
    "Latin-1Supplement": (0x0080, 0x00FF),
    "LatinExtended-A": (0x0100, 0x017F),
    "LatinExtended-B": (0x0180, 0x024F),
    "IPAExtensions": (0x0250, 0x02AF),
    "SpacingModifierLetters": (0x02B0, 0x02FF),
    "CombiningDiacriticalMarks": (0x0300, 0x036F),
    "Greek": (0x0370, 0x03FF),
    "GreekandCoptic": (0x0370, 0x03FF),
    "Cyrillic": (0x0400, 0x04FF),
    "Armenian": (0x0530, 0x058F),
    "Hebrew": (0x0590, 0x05FF),
    "Arabic": (0x0600, 0x06FF),
    "Devanagari": (0x0900, 0x097F),
    "Bengali": (0x0980, 0x09FF),
    "Tamil": (0x0B80, 0x0BFF),
    "Thai": (0x0E00, 0x0E7F),
    "Balinese": (0x1B00, 0x1B7F),
    "Sundanese": (0x1B80, 0x1BBF),
    "Batak": (0x1BC0, 0x1BFF),
    "LatinExtendedAdditional": (0x1E00, 0x1EFF),
    "GreekExtended": (0x1F00, 0x1FFF),
    "GeneralPunctuation": (0x2000, 0x206F),
    "SuperscriptsandSubscripts": (0x2070, 0x209F),
    "CurrencySymbols": (0x20A0, 0x20CF),
    "LetterlikeSymbols": (0x2100, 0x214F),
    "NumberForms": (0x2150, 0x218F),
    "Arrows": (0x2190, 0x21FF),
    "MathematicalOperators": (0x2200, 0x22FF),
    "BoxDrawing": (0x2500, 0x257F),
    "GeometricShapes": (0x25A0, 0x25FF),
    "CJKSymbolsandPunctuation": (0x3000, 0x303F),
    "Hiragana": (0x3040, 0x309F),
    "Katakana": (0x30A0, 0x30FF),
    "CJKUnifiedIdeographs": (0x4E00, 0x9FFF),
    "HangulSyllables": (0xAC00, 0xD7AF),
    "Javanese": (0xA980, 0xA9DF),
    "Buginese": (0x1A00, 0x1A1F),
    "PrivateUse": (0xE000, 0xF8FF),
    "Emoticons": (0x1F600, 0x1F64F),
}


class NoPatternError(Exception):
    """The text is no regular expression of XPath."""


@dataclass(frozen=True, slots=True)
class Class:
    """The characters of all pieces, or (``negated``) all others."""

    pieces: tuple[Piece, ...]
    negated: bool = False

    @property
    def weight(self) -> int:
        """How much more than one character RE2 has to build: a property is hundreds of spans."""
        return max(8 if isinstance(piece, str) else 1 for piece in self.pieces) + min(len(self.pieces) // 20, 7)


def written(found: Class) -> str:
    """Give the class as RE2 reads it."""
    parts = [_written(piece) for piece in found.pieces]
    return f"[{'^' if found.negated else ''}{''.join(parts)}]"


def _written(piece: Piece) -> str:
    if isinstance(piece, str):
        return rf"\P{{{piece[1:]}}}" if piece[0] == "^" else rf"\p{{{piece}}}"
    return rf"\x{{{piece[0]:x}}}-\x{{{piece[1]:x}}}"


def joined(spans: Iterable[Span]) -> list[Span]:
    """Give the spans sorted and merged."""
    merged: list[Span] = []
    for low, high in sorted(spans):
        if merged and low <= merged[-1][1] + 1:
            merged[-1] = (merged[-1][0], max(high, merged[-1][1]))
        else:
            merged.append((low, high))
    return merged


def complement(spans: Iterable[Span]) -> list[Span]:
    """Give all code points that are in none of the spans."""
    free, begin = [], 0
    for low, high in joined(spans):
        if begin < low:
            free.append((begin, low - 1))
        begin = high + 1
    return [*free, (begin, _LAST)] if begin <= _LAST else free


_SPACE: tuple[Span, ...] = ((0x09, 0x0A), (0x0D, 0x0D), (0x20, 0x20))
# Characters that begin an XML name, and those that continue one.
_INITIAL: tuple[Span, ...] = (
    *((ord(each), ord(each)) for each in ":_"),
    *((0x41, 0x5A), (0x61, 0x7A), (0xC0, 0xD6), (0xD8, 0xF6), (0xF8, 0x2FF), (0x370, 0x37D), (0x37F, 0x1FFF)),
    *((0x200C, 0x200D), (0x2070, 0x218F), (0x2C00, 0x2FEF), (0x3001, 0xD7FF), (0xF900, 0xFDCF), (0xFDF0, 0xFFFD)),
    (0x10000, 0xEFFFF),
)
_INNER: tuple[Span, ...] = (*_INITIAL, (0x2D, 0x2E), (0x30, 0x39), (0xB7, 0xB7), (0x300, 0x36F), (0x203F, 0x2040))
_SIMPLE: dict[str, tuple[Piece, ...]] = {
    "d": ("Nd",),
    "D": ("^Nd",),
    "s": _SPACE,
    "S": tuple(complement(_SPACE)),
    "w": ("L", "M", "N", "S"),
    "W": ("P", "Z", "C"),
    "i": _INITIAL,
    "I": tuple(complement(_INITIAL)),
    "c": _INNER,
    "C": tuple(complement(_INNER)),
}


def escape(text: str, at: int) -> tuple[tuple[Piece, ...], int]:
    """Read the escape at a backslash; give its pieces and the place behind it."""
    letter = text[at + 1 : at + 2]
    if letter in _SINGLE:
        return ((ord(_SINGLE[letter]), ord(_SINGLE[letter])),), at + 2
    if letter in _SIMPLE:
        return _SIMPLE[letter], at + 2
    match = _PROPERTY.match(text, at + 2) if letter in {"p", "P"} else None
    if match is None or (match[2] and match[2] not in _BLOCKS):
        raise NoPatternError
    is_negated = letter == "P"
    if match[1]:
        return ("^" * is_negated + match[1],), match.end()
    block = [_BLOCKS[match[2]]]
    return tuple(complement(block) if is_negated else block), match.end()


def group(text: str, at: int) -> tuple[Class, int]:
    """Read the class at an opening bracket; give it and the place behind its closing one."""
    at += 1
    negated = text.startswith("^", at)
    at += negated
    pieces: list[Piece] = []
    while not (text.startswith("]", at) and pieces):
        if text.startswith("-[", at) and pieces:
            taken, at = group(text, at + 1)
            if not text.startswith("]", at):
                raise NoPatternError
            return Class(tuple(_without(Class(tuple(pieces), negated), taken))), at + 1
        found, at = _item(text, at)
        pieces += found
    return Class(tuple(pieces), negated), at + 1


def _item(text: str, at: int) -> tuple[tuple[Piece, ...], int]:
    """Read one character, range or escape inside of a class."""
    first, at = _unit(text, at)
    if not text.startswith("-", at) or text[at + 1 : at + 2] in {"]", "[", ""}:
        return first, at
    last, at = _unit(text, at + 1)
    low, high = first[0], last[0]
    if len(first) > 1 or len(last) > 1 or isinstance(low, str) or isinstance(high, str) or high[1] < low[0]:
        raise NoPatternError
    return ((low[0], high[1]),), at


def _unit(text: str, at: int) -> tuple[tuple[Piece, ...], int]:
    character = text[at : at + 1]
    if character == "\\":
        return escape(text, at)
    if character in {"", "[", "]"}:
        raise NoPatternError
    return ((ord(character), ord(character)),), at + 1


def _without(left: Class, right: Class) -> list[Span]:
    """Give the code points of the left class that are not in the right one; never empty, which RE2 could not read."""
    kept = complement([*complement(_spans(left)), *_spans(right)])
    if not kept:
        raise NoPatternError
    return kept


def _spans(found: Class) -> list[Span]:
    spans: list[Span] = []
    for piece in found.pieces:
        if isinstance(piece, str):
            of_property = _category(piece.lstrip("^"))
            spans += complement(of_property) if piece[0] == "^" else of_property
        else:
            spans.append(piece)
    return complement(spans) if found.negated else joined(spans)


def _category(name: str) -> list[Span]:
    """Give the code points of a Unicode category such as Lu, or of a class of them such as L."""
    return joined(span for each, spans in _categories().items() if each.startswith(name) for span in spans)


@lru_cache(maxsize=1)
def _categories() -> dict[str, list[Span]]:
    """Read the categories of all code points once; beyond the last script there are only few, and private use."""
    found: dict[str, list[Span]] = {"Mn": [(0xE0100, 0xE01EF)], "Co": [(0xF0000, _LAST)]}
    at = 0
    for name, codes in itertools.groupby(map(unicodedata.category, map(chr, range(_LAST_SCRIPT)))):
        count = sum(1 for _ in codes)
        found.setdefault(name, []).append((at, at + count - 1))
        at += count
    return found
