"""Where the parser stands in the tokens, and how it finds names that hold spaces, operators or keywords.

A name is the longest of: a name known at this place, or a run of plain words. Two words side by side mean nothing else
in FEEL, so a run is safe even when the name is unknown.
"""

from abc import ABC, abstractmethod
from collections.abc import Iterable
from functools import lru_cache
from typing import NoReturn

from engine.feel import errors, limits
from engine.feel.syntax import lexer
from engine.feel.syntax.lexer import Token
from engine.feel.syntax.nodes import Node

KEYWORDS = frozenset({"and", "or", "in", "between", "instance", "then", "else", "return", "satisfies"})
_OPENING = frozenset({"if", "for", "some", "every", "function", "true", "false", "null"})
_IN_NAMES = frozenset({".", "/", "-", "'", "+", "*", "**"})  # symbols that a name may hold (rule 30)
# A known name as its tokens behind the first: text, and whether white space stands before it.
Tail = tuple[tuple[str, bool], ...]
Index = dict[str, list[Tail]]


def index(names: Iterable[str]) -> Index:
    """Give the names of more than one token by their first token, longest first; text that is no tokens is left out."""
    found: Index = {}
    for name in names:
        try:
            first, *rest = lexer.tokens(name)
        except errors.FeelError:
            continue  # it can be reached by get value() only
        if len(rest) > 1:
            found.setdefault(first.text, []).append(tuple((each.text, each.spaced) for each in rest[:-1]))
    for tails in found.values():
        tails.sort(key=len, reverse=True)
    return found


cached_index = lru_cache(maxsize=256)(index)


class Cursor(ABC):
    """The tokens, the place in them, and the names known at that place."""

    def __init__(self, text: str, known: Iterable[Index], members: Index) -> None:
        """Cut the text; ``known`` are the outer names, ``members`` those that may follow a dot only."""
        self.text = text
        self.tokens = lexer.tokens(text)
        self.here = 0
        self.token: Token = self.tokens[0]
        self.depth = 0
        self.scopes: list[Index] = [*known, {}]
        self.members: Index = dict(members)

    def advance(self) -> Token:
        """Give the present token and step behind it; the last one, which says "end", is never stepped over."""
        token = self.token
        self.here += 1
        self.token = self.tokens[self.here]
        return token

    def jump(self, place: int) -> None:
        """Go to a token by its place."""
        self.here = place
        self.token = self.tokens[place]

    def refuse(self, expected: str) -> NoReturn:
        """Raise FeelSyntaxError at the present token."""
        lexer.fail(self.text, self.token.at, found=self.token.text, expected=expected)

    def at_symbol(self, text: str) -> bool:
        """Tell whether the present token is that symbol."""
        return self.token.text == text and self.token.kind == "symbol"

    def at_word(self, text: str) -> bool:
        """Tell whether the present token is that word."""
        return self.token.text == text and self.token.kind == "word"

    def take(self, text: str) -> bool:
        """Step over that symbol or word if it is here."""
        if self.token.text == text and self.token.kind in {"symbol", "word"}:
            self.advance()
            return True
        return False

    def expect(self, text: str) -> None:
        """Step over that symbol or word, or refuse."""
        if not self.take(text):
            self.refuse(text)

    def enter(self) -> None:
        """Go one bracket or keyword deeper; FeelLimitError "nesting" when that is too deep to read."""
        self.depth += 1
        if self.depth > limits.NESTING:
            raise errors.FeelLimitError("nesting")

    # -- names -------------------------------------------------------------------------------------------------

    def declare(self, name: str) -> None:
        """Make a name known from here to the end of the present scope, and behind a dot everywhere."""
        for first, tails in index([name]).items():
            for known in (self.scopes[-1], self.members):
                known[first] = sorted({*known.get(first, ()), *tails}, key=len, reverse=True)

    def name(self) -> str:
        """Read the variable that begins here; the present token is a word."""
        return self._take_name(max(self._plain(), *(self._longest(known) for known in self.scopes)))

    def member(self) -> str:
        """Read the name behind a dot; any word may begin it."""
        if self.token.kind != "word":
            self.refuse("name")
        known = max(self._longest(each) for each in (*self.scopes, self.members))
        return self._take_name(max(self._plain(), known))

    def name_before(self, *stops: str) -> str | None:
        """Read everything up to one of the symbols or words as one name; None (and no step) if no name ends there."""
        place = self.here
        while self.tokens[place].text not in stops:
            if self.tokens[place].kind not in {"word", "number"} and self.tokens[place].text not in _IN_NAMES:
                return None
            place += 1
        if place == self.here or self.token.kind != "word":
            return None
        return self._take_name(place - self.here)

    def raw_key(self) -> str:
        """Read the key of a context entry: whatever stands before the colon."""
        start = self.here
        while self.token.kind != "end" and self.token.text not in {":", ",", "}"}:
            self.advance()
        if self.here == start or not self.at_symbol(":"):
            self.refuse("name" if self.here == start else ":")
        count = self.here - start
        self.jump(start)
        return self._take_name(count)

    def _plain(self) -> int:
        place = self.here + 1
        while True:
            token = self.tokens[place]
            is_part = token.kind == "word" and token.text not in KEYWORDS
            if not is_part and not (token.kind == "number" and token.text.isdigit()):
                return place - self.here
            place += 1

    def _longest(self, known: Index) -> int:
        for tail in known.get(self.token.text, ()):
            behind = self.tokens[self.here + 1 : self.here + 1 + len(tail)]
            if len(behind) == len(tail) and all(
                token.text == text and token.spaced == spaced
                for token, (text, spaced) in zip(behind, tail, strict=True)
            ):
                return len(tail) + 1
        return 1

    def _take_name(self, count: int) -> str:
        taken = self.tokens[self.here : self.here + count]
        self.jump(self.here + count)
        return "".join(f" {each.text}" if each.spaced and each is not taken[0] else each.text for each in taken)

    def opens_known_name(self) -> bool:
        """Tell whether a known name of several tokens begins here; it may begin with a keyword ("if needed")."""
        return any(self._longest(known) > 1 for known in self.scopes)

    def opens_expression(self) -> bool:
        """Tell whether an expression can begin behind the present token."""
        token = self.tokens[self.here + 1]
        if token.kind == "word":
            return token.text not in KEYWORDS
        return token.kind in {"number", "string"} or token.text in {"(", "[", "{", "-", "@"}

    def may_open_name(self) -> bool:
        """Tell whether a name can begin with the present word."""
        return self.token.text not in KEYWORDS and self.token.text not in _OPENING

    @abstractmethod
    def expression(self, power: int = 0) -> Node:
        """Read an expression; the parser says how."""
