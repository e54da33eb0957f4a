"""Cuts an expression into tokens (DMN 1.5 section 10.3.1.2, rules 22 to 39).

Names may hold spaces and operators, which only the parser can decide; so a token says whether white space stood
before it, and the parser glues.
"""

import re
from typing import NamedTuple, NoReturn

from engine.feel import errors, limits

_START = (
    r"?A-Z_a-z\u00C0-\u00D6\u00D8-\u00F6\u00F8-\u02FF\u0370-\u037D\u037F-\u1FFF\u200C-\u200D\u2070-\u218F"
    r"\u2C00-\u2FEF\u3001-\uD7FF\uF900-\uFDCF\uFDF0-\uFFFD\U00010000-\U000EFFFF"
)
_SPACE = r"\s\u0085\u00A0\u1680\u180E\u2000-\u200B\u2028\u2029\u202F\u205F\u3000\uFEFF"
_TOKEN = re.compile(
    rf"""(?P<space>(?:[{_SPACE}]|//[^\n]*|/\*.*?\*/)+)
    |(?P<number>(?:\d+(?:\.\d+)?|\.\d+)(?:[eE][+-]?\d+)?)
    |(?P<string>"(?:[^"\\]|\\.)*")
    |(?P<word>[{_START}](?:[{_START}0-9\u00B7\u0300-\u036F\u203F-\u2040])*)
    |(?P<symbol>\*\*|\.\.|->|<=|>=|!=|[-+*/=<>()\[\]{{}},.:@'])""",
    re.VERBOSE | re.DOTALL | re.ASCII,
)
_ESCAPE = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{6})|(.))", re.DOTALL)
_ESCAPED = str.maketrans({"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"})
_SIMPLE = {"n": "\n", "r": "\r", "t": "\t", '"': '"', "'": "'", "\\": "\\"}


class Token(NamedTuple):
    """One token: ``kind`` is number, string, word, symbol or end; ``spaced`` tells of white space before it."""

    kind: str
    text: str
    at: int
    spaced: bool


def fail(text: str, at: int, *, found: str, expected: str) -> NoReturn:
    """Raise FeelSyntaxError for an offset, counted out as line and column."""
    line = text.count("\n", 0, at) + 1
    column = at - (text.rfind("\n", 0, at) + 1) + 1
    raise errors.FeelSyntaxError(line=line, column=column, found=found[:40], expected=expected)


def tokens(text: str) -> list[Token]:
    """Give the tokens, the last one of kind ``end``; FeelSyntaxError for a character that starts none."""
    if len(text) > limits.TEXT_LENGTH:
        raise errors.FeelLimitError("text_length")
    found: list[Token] = []
    spaced = False
    at = 0
    while at < len(text):
        match = _TOKEN.match(text, at)
        if match is None:
            fail(text, at, found=text[at], expected="closing quote" if text[at] == '"' else "character")
        kind = match.lastgroup
        if kind == "space":
            spaced = True
        else:
            found.append(Token(str(kind), match[0], at, spaced))
            spaced = False
        at = match.end()
    found.append(Token("end", "", at, spaced))
    return found


def unescape(text: str, token: Token) -> str:
    """Give what a string token says: escapes resolved, surrogate pairs joined to one code point."""
    raw = token.text[1:-1]
    if "\\" not in raw:
        return raw

    def replaced(match: re.Match[str]) -> str:
        if match[3] is None:
            return _code_point(text, token, int(match[1] or match[2], 16))
        return _SIMPLE.get(match[3], match[0])  # "\\d" of a regular expression stays as it is

    value = _ESCAPE.sub(replaced, raw)
    try:
        return value.encode("utf-16", "surrogatepass").decode("utf-16")
    except UnicodeDecodeError:
        fail(text, token.at, found=token.text, expected="escape")


def _code_point(text: str, token: Token, number: int) -> str:
    if number > 0x10FFFF:
        fail(text, token.at, found=token.text, expected="escape")
    return chr(number)


def escape(value: str) -> str:
    """Give the string literal that reads back as ``value``."""
    return f'"{value.translate(_ESCAPED)}"'
