"""The grammar of everything in brackets: lists, contexts, ranges, tests, arguments (DMN 1.5 rules 7, 40 to 44, 55
to 60).
"""

from engine.feel.syntax import lexer
from engine.feel.syntax.cursor import Cursor
from engine.feel.syntax.nodes import Call, ContextOf, ListOf, Node, RangeOf, Test

TESTS = frozenset({"<", "<=", ">", ">=", "=", "!="})
_CLOSING = {"]": True, ")": False, "[": False}
COMPARING = 30  # the power of comparisons; what stands beside one binds tighter


class BracketGrammar(Cursor):
    """Reads what brackets open."""

    endpoint = False  # inside of a range's end, where an opening bracket may close the range

    def parenthesis(self) -> tuple[Node, ...]:
        """Read ``( ... )``: one expression, a range, or several tests; the caller says whether several may stand
        here.
        """
        at = self.advance().at
        first = self._test_or_expression()
        if self.at_symbol(".."):
            return (self._range(at, first, start_included=False),)
        found = [first]
        while self.take(","):
            found.append(self._test_or_expression())
        self.expect(")")
        return tuple(found)

    def square(self) -> Node:
        """Read ``[ ... ]``: a list or a range."""
        at = self.advance().at
        items: list[Node] = []
        while not self.at_symbol("]"):
            items.append(self._test_or_expression())
            if len(items) == 1 and self.at_symbol(".."):
                return self._range(at, items[0], start_included=True)
            if not self._more("]"):
                break
        self.expect("]")
        return ListOf(tuple(items), at=at)

    def open_range(self) -> Node:
        """Read ``]a..b]``."""
        at = self.advance().at
        return self._range(at, self.expression(COMPARING), start_included=False)

    def test(self) -> Node:
        """Read one test: ``< a`` or an expression that binds like an operand of a comparison."""
        if self.token.kind == "symbol" and self.token.text in TESTS:
            token = self.advance()
            return Test(token.text, self.expression(COMPARING), at=token.at)
        return self.expression(COMPARING)

    def context(self) -> Node:
        """Read ``{ ... }``; an entry's name is known to the entries behind it."""
        at = self.advance().at
        self.scopes.append({})
        entries: list[tuple[str, Node]] = []
        while not self.at_symbol("}"):
            key = self._key()
            self.expect(":")
            entries.append((key, self.expression()))
            self.declare(key)
            if not self._more("}"):
                break
        self.expect("}")
        self.scopes.pop()
        return ContextOf(tuple(entries), at=at)

    def call(self, function: Node) -> Node:
        """Read the arguments of a call, all by position or all by name."""
        at = self.advance().at
        arguments: list[Node] = []
        names: list[str] = []
        while not self.at_symbol(")"):
            name = self.name_before(":")
            if name is not None:
                self.expect(":")
                names.append(name)
            arguments.append(self._test_or_expression())
            if names and len(names) != len(arguments):
                self.refuse(":" if name is None else ")")
            if not self._more(")"):
                break
        self.expect(")")
        return Call(function, tuple(arguments), tuple(names) or None, at=at)

    def _more(self, closing: str) -> bool:
        """Step over a comma, which something must follow; tell whether there was one."""
        if not self.take(","):
            return False
        if self.at_symbol(closing):
            self.refuse("expression")
        return True

    def _test_or_expression(self) -> Node:
        is_test = self.token.kind == "symbol" and self.token.text in TESTS
        return self.test() if is_test else self.expression()

    def _key(self) -> str:
        if self.token.kind == "string":
            return lexer.unescape(self.text, self.advance())
        return self.raw_key()

    def _range(self, at: int, start: Node, *, start_included: bool) -> Node:
        self.expect("..")
        before, self.endpoint = self.endpoint, True
        end = self.expression(COMPARING)
        self.endpoint = before
        if self.token.kind != "symbol" or self.token.text not in _CLOSING:
            self.refuse("]")
        return RangeOf(start, end, start_included, _CLOSING[self.advance().text], at=at)
