"""Regular expressions of matches, replace and split: XPath's language, run by RE2 in time linear to the text.

What XPath does not know (look-around, Python's or RE2's own escapes) is no pattern and gives null. A pattern that
spells out too much is FeelLimitError "pattern_length".
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import re2  # type: ignore[import-untyped]  # the wheel has no types

from engine.feel import errors
from engine.feel.builtins import classes
from engine.feel.frames import Run
from engine.feel.limits import ROUND

_FLAGS = frozenset("smixq")
_REPEAT = re.compile(r"\{(\d{1,9})(?:,(\d{0,9}))?\}", re.ASCII)
_MOST_REPEATS = 1000  # of RE2
_MEMORY = 1 << 23  # bytes for one compiled pattern: more than the heaviest needs
_TARGET = re.compile(r"\\([\\$])|\$(\d+)|([\\$])", re.ASCII)
# Steps, measured so that one is about a microsecond at worst: for a class that subtracts another, and for each
# character that a pattern spells out.
_SUBTRACTION, _BUILDING = 4000, 120
_HEAVIEST = 800  # characters that a pattern may spell out


@dataclass(frozen=True, slots=True)
class Pattern:
    """A compiled pattern; ``weight`` counts the characters that it spells out, every repetition as often as it may
    come.
    """

    machine: Any
    weight: int

    def scan(self, run: Run, length: int) -> None:
        """Pay for one look through that much text: RE2 is linear in it, and slower the more places it may be at."""
        run.spend(length * (1 + self.weight**2 // 100) // 500)


def compiled(run: Run, pattern: str, flags: str) -> Pattern | None:
    """Give the compiled pattern; None if pattern or flags are not XPath's.

    An evaluation pays once for each of its patterns, whether another has compiled it before or not: what it costs must
    not depend on what ran earlier.
    """
    key = pattern, flags
    if key not in run.patterns:
        run.pattern_of(len(pattern))
        run.spend(_SUBTRACTION * pattern.count("-["))
        translated = _translated(pattern, flags)
        if translated is not None:
            run.spend(_BUILDING * translated[1])
        run.patterns[key] = translated and _compiled(*translated, flags)
    found: Pattern | None = run.patterns[key]
    return found


@lru_cache(maxsize=512)
def _translated(pattern: str, flags: str) -> tuple[str, int] | None:
    """Give the RE2 text of a pattern and its weight."""
    if not _FLAGS.issuperset(flags):
        return None
    if "q" in flags:
        return re2.escape(pattern), len(pattern)
    translation = Translation(pattern, flags)
    try:
        text = translation.whole()
    except classes.NoPatternError:
        return None
    if translation.weight > _HEAVIEST:
        raise errors.FeelLimitError("pattern_length")
    return text, translation.weight


@lru_cache(maxsize=512)
def _compiled(text: str, weight: int, flags: str) -> Pattern | None:
    options = re2.Options()
    options.log_errors = False
    options.max_mem = _MEMORY
    prefix = "".join(flag for flag in "im" if flag in flags)
    try:
        return Pattern(re2.compile(_bytes(f"(?{prefix}){text}" if prefix else text), options), weight)
    except re2.error:
        return None


class Translation:
    """One pattern on its way from XPath to RE2."""

    def __init__(self, pattern: str, flags: str) -> None:
        """Drop white space outside of classes if the flags say so."""
        self.text = _without_space(pattern) if "x" in flags else pattern
        self.any = "(?s:.)" if "s" in flags else r"[^\n\r]"
        self.at = 0
        self._groups = [0]  # the weight of what is open: the whole, and each group inside of another
        self._last = 0  # the weight of what a repetition would repeat

    @property
    def weight(self) -> int:
        """Tell how many characters the pattern spells out."""
        return sum(self._groups)

    def whole(self) -> str:
        """Give the RE2 text; NoPatternError for what XPath does not know."""
        parts: list[str] = []
        while self.at < len(self.text):
            parts.append(self._part(self.text[self.at]))
        return "".join(parts)

    def _part(self, character: str) -> str:
        if character == "\\":
            found, self.at = classes.escape(self.text, self.at)
            return self._class(classes.Class(found))
        if character == "[":
            of_class, self.at = classes.group(self.text, self.at)
            return self._class(of_class)
        if character == "{":
            return self._repeat()
        self.at += 1
        self._weigh(character)
        if character == "(" and self.text.startswith("?", self.at) and not self.text.startswith("?:", self.at):
            raise classes.NoPatternError
        if character in "]}":
            raise classes.NoPatternError
        return self.any if character == "." else character

    def _class(self, found: classes.Class) -> str:
        self._add(found.weight)
        return classes.written(found)

    def _add(self, weight: int) -> None:
        self._last = weight
        self._groups[-1] += weight

    def _weigh(self, character: str) -> None:
        """Count a character; a group weighs what is inside of it."""
        if character == "(":
            self._groups.append(0)
        elif character == ")" and len(self._groups) > 1:
            self._add(self._groups.pop())
        elif character not in "*+?|":
            self._add(1)

    def _repeat(self) -> str:
        match = _REPEAT.match(self.text, self.at)
        if match is None:
            raise classes.NoPatternError
        times = max(int(match[1]), int(match[2] or 0))
        if times > _MOST_REPEATS:
            raise errors.FeelLimitError("pattern_length")
        self.at = match.end()
        self._groups[-1] += self._last * max(times - 1, 0)
        self._last *= times
        return match[0]


def _without_space(pattern: str) -> str:
    """Drop white space outside of character classes, as the flag x says."""
    kept: list[str] = []
    depth, is_escaped = 0, False
    for character in pattern:
        if character in " \t\n\r" and not depth:
            continue
        if not is_escaped:
            depth += {"[": 1, "]": -1}.get(character, 0)
        is_escaped = character == "\\" and not is_escaped
        kept.append(character)
    return "".join(kept)


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")


def _text(found: bytes | None) -> str:
    return (found or b"").decode("utf-8", "surrogatepass")


def search(run: Run, pattern: Pattern, text: str) -> bool:
    """Tell whether the pattern occurs in the text."""
    run.string_of(len(text))
    pattern.scan(run, len(text))
    return pattern.machine.search(_bytes(text)) is not None


def _is_empty_possible(pattern: Pattern) -> bool:
    """Tell whether the pattern matches nothing at all, which replace and split do not allow (XPath FORX0003)."""
    return pattern.machine.search(b"") is not None


def _matches(run: Run, pattern: Pattern, data: bytes) -> Iterator[Any]:
    """Give the matches; each may have looked at all of the text behind it."""
    run.string_of(len(data))
    pattern.scan(run, len(data))
    for match in pattern.machine.finditer(data):
        run.spend(2 * ROUND)
        pattern.scan(run, len(data) - match.start())
        yield match


def split(run: Run, pattern: Pattern, text: str) -> list[str] | None:
    """Give the parts between the matches; None for a pattern that matches the empty string."""
    if _is_empty_possible(pattern):
        return None
    data, parts, start = _bytes(text), [], 0
    for match in _matches(run, pattern, data):
        parts.append(_text(data[start : match.start()]))
        start = match.end()
    run.list_of(len(parts))
    return [*parts, _text(data[start:])]


def replace(run: Run, pattern: Pattern, text: str, replacement: str, *, literal: bool) -> str | None:
    """Give the text with every match replaced; None for a pattern that matches the empty string or a wrong ``$``."""
    pieces = [replacement] if literal else _pieces(replacement, pattern.machine.groups)
    if pieces is None or _is_empty_possible(pattern):
        return None
    data, parts, start, size = _bytes(text), [], 0, len(text)
    for match in _matches(run, pattern, data):
        new = "".join([piece if isinstance(piece, str) else _text(match.group(piece)) for piece in pieces])
        size += len(new)
        run.spend(len(pieces))
        run.string_of(min(len(new), size))
        if size > run.limits.string_length * 2:
            raise errors.FeelLimitError("string_length")
        parts += [_text(data[start : match.start()]), new]
        start = match.end()
    found = "".join([*parts, _text(data[start:])])
    run.string_of(len(found))
    return found


def _pieces(replacement: str, groups: int) -> list[str | int] | None:
    """Give the replacement as texts and group numbers; the longest number that is a group counts, the rest is text."""
    pieces: list[str | int] = []
    start = 0
    for match in _TARGET.finditer(replacement):
        pieces.append(replacement[start : match.start()])
        start = match.end()
        if match[3]:
            return None
        if match[1]:
            pieces.append(match[1])
            continue
        digits = match[2]
        while len(digits) > 1 and int(digits) > groups:
            digits = digits[:-1]
        pieces += [int(digits) if int(digits) <= groups else "", match[2][len(digits) :]]
    return [*pieces, replacement[start:]]
