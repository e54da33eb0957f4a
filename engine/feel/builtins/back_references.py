r"""Patterns with one back-reference, such as ``(a|b)\1``, without leaving linear time.

RE2 has no back-references. Whatever the group may have matched is a piece of the text: each piece that fits the
group is put in the place of the group and of the references, and the pattern is tried again. Only a few short
pieces are tried: a text or pattern that needs more is FeelLimitError "back_reference".
"""

import re

from engine.feel import errors
from engine.feel.builtins import patterns
from engine.feel.frames import Run

_PARTS = re.compile(
    r"\\(?P<reference>[1-9])|\\.|\[(?:\\.|[^\\\]])*\]|(?P<open>\((?!\?))|(?P<group>\(\?:)|(?P<close>\))", re.DOTALL
)
_LONGEST, _MOST = 60, 100  # characters of a text, pieces that are tried


def in_pattern(pattern: str, flags: str) -> bool:
    """Tell whether the pattern refers back."""
    return "q" not in flags and any(match["reference"] for match in _PARTS.finditer(pattern))


def search(run: Run, pattern: str, flags: str, text: str) -> bool | None:
    """Tell whether the pattern occurs in the text; None if it is not a pattern with references to one closed group."""
    numbers = {match["reference"] for match in _PARTS.finditer(pattern) if match["reference"]}
    span = _group(pattern, int(numbers.pop())) if len(numbers) == 1 else None
    if span is None:
        return None
    start, end = span
    inner = patterns.compiled(run, f"^(?:{pattern[start + 1 : end - 1]})$", flags)
    if inner is None:
        return None
    tried = _pieces(text)
    run.spend(2 * len(tried))
    pieces = [piece for piece in tried if patterns.search(run, inner, piece)]
    if len(pieces) > _MOST:
        raise errors.FeelLimitError("back_reference")
    run.spend(len(pieces) * 100)
    return _any_holds(run, pattern, flags, text, (start, end, pieces))


def _any_holds(run: Run, pattern: str, flags: str, text: str, tried: tuple[int, int, list[str]]) -> bool | None:
    start, end, pieces = tried
    for piece in pieces or [""]:
        literal = "".join(f"\\{each}" if each in "\\|.-^?*+{}()[]$" else each for each in piece)
        behind = _filled(pattern[end:], f"(?:{literal})")
        found = patterns.compiled(run, f"{pattern[:start]}({literal}){behind}", flags)
        if found is None:
            return None
        if pieces and patterns.search(run, found, text):
            return True
    return False


def _filled(pattern: str, piece: str) -> str:
    """Put a piece in the place of every reference."""
    return _PARTS.sub(lambda match: piece if match["reference"] else match[0], pattern)


def _pieces(text: str) -> set[str]:
    if len(text) > _LONGEST:
        raise errors.FeelLimitError("back_reference")
    return {text[low:high] for low in range(len(text) + 1) for high in range(low, len(text) + 1)}


def _group(pattern: str, number: int) -> tuple[int, int] | None:
    """Give where a group begins and ends; None if it is missing, repeated, or refers to itself."""
    opened: list[tuple[int, int]] = []
    count = 0
    for match in _PARTS.finditer(pattern):
        if match["reference"] and number > count - sum(1 for each, _ in opened if each):
            return None
        if match["open"] or match["group"]:
            count += bool(match["open"])
            opened.append((count if match["open"] else 0, match.start()))
        elif match["close"] and opened:
            own, start = opened.pop()
            if own == number:
                is_repeated = pattern[match.end() : match.end() + 1] in {"*", "+", "?", "{"}
                return None if is_repeated or opened else (start, match.end())
    return None
