"""Regular expressions of matches, replace and split: XPath's language, run by RE2 in time linear to the text.

What XPath does not know (look-around, Python's or RE2's own escapes) is no pattern and gives null. A pattern too
large for RE2 is FeelLimitError "pattern_length".
"""

import re
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
_MEMORY = 1 << 22  # bytes for one compiled pattern
_TARGET = re.compile(r"\\([\\$])|\$(\d+)|([\\$])", re.ASCII)


def compiled(run: Run, pattern: str, flags: str) -> Any:
    """Give the compiled pattern; None if pattern or flags are not XPath's."""
    run.pattern_of(len(pattern))
    return _compiled(pattern, flags)


@lru_cache(maxsize=512)
def _compiled(pattern: str, flags: str) -> Any:
    if not _FLAGS.issuperset(flags):
        return None
    try:
        text = re2.escape(pattern) if "q" in flags else Translation(pattern, flags).whole()
    except classes.NoPatternError:
        return None
    return _machine(text, flags)


def _machine(text: str, flags: str) -> Any:
    options = re2.Options()
    options.log_errors = False
    options.max_mem = _MEMORY
    prefix = "".join(flag for flag in "im" if flag in flags)
    try:
        return re2.compile((f"(?{prefix})" if prefix else "").encode() + text.encode("utf-8", "surrogatepass"), options)
    except re2.error as error:
        if "too large" in str(error) or "repetition" in str(error):
            raise errors.FeelLimitError("pattern_length") from None
        return None


class Translation:
    """One pattern on its way from XPath to RE2."""

    def __init__(self, pattern: str, flags: str) -> None:
        """Drop white space outside of classes if the flags say so."""
        self.text = _without_space(pattern) if "x" in flags else pattern
        self.any = "(?s:.)" if "s" in flags else r"[^\n\r]"
        self.at = 0

    def whole(self) -> str:
        """Give the RE2 text; NoPatternError for what XPath does not know."""
        parts: list[str] = []
        while self.at < len(self.text):
            parts.append(self._part(self.text[self.at]))
        return "".join(parts)

    def _part(self, character: str) -> str:
        if character == "\\":
            found, self.at = classes.escape(self.text, self.at)
            return classes.written(classes.Class(found))
        if character == "[":
            of_class, self.at = classes.group(self.text, self.at)
            return classes.written(of_class)
        if character == "{":
            return self._repeat()
        self.at += 1
        if character == "(" and self.text.startswith("?", self.at) and not self.text.startswith("?:", self.at):
            raise classes.NoPatternError
        if character in "]}":
            raise classes.NoPatternError
        return self.any if character == "." else character

    def _repeat(self) -> str:
        match = _REPEAT.match(self.text, self.at)
        if match is None:
            raise classes.NoPatternError
        if max(int(match[1]), int(match[2] or 0)) > _MOST_REPEATS:
            raise errors.FeelLimitError("pattern_length")
        self.at = match.end()
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


def search(machine: Any, text: str) -> bool:
    """Tell whether the pattern occurs in the text."""
    return machine.search(_bytes(text)) is not None


def is_empty_possible(machine: Any) -> bool:
    """Tell whether the pattern matches nothing at all, which replace and split do not allow (XPath FORX0003)."""
    return machine.search(b"") is not None


def split(run: Run, machine: Any, text: str) -> list[str] | None:
    """Give the parts between the matches; None for a pattern that matches the empty string."""
    if is_empty_possible(machine):
        return None
    run.string_of(len(text))
    data, parts, start = _bytes(text), [], 0
    for match in machine.finditer(data):
        run.spend(2 * ROUND)
        parts.append(_text(data[start : match.start()]))
        start = match.end()
    run.list_of(len(parts))
    return [*parts, _text(data[start:])]


def replace(run: Run, machine: Any, text: str, replacement: str, *, literal: bool) -> str | None:
    """Give the text with every match replaced; None for a pattern that matches the empty string or a wrong ``$``."""
    pieces = [replacement] if literal else _pieces(replacement, machine.groups)
    if pieces is None or is_empty_possible(machine):
        return None
    data, parts, start, size = _bytes(text), [], 0, len(text)
    for match in machine.finditer(data):
        new = "".join([piece if isinstance(piece, str) else _text(match.group(piece)) for piece in pieces])
        size += len(new)
        run.spend(2 * ROUND)
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
