"""The grammar of expressions by operator precedence (DMN 1.5 section 10.3.1.2).

Lowest to highest: or, and, comparisons (with between and in), plus and minus, times and divide, power, minus in front,
and at last everything that follows its operand: instance of, path, filter, call.
"""

from collections.abc import Callable

from engine.feel import errors, limits, values
from engine.feel.syntax import brackets, lexer
from engine.feel.syntax.cursor import Index, index
from engine.feel.syntax.nodes import (
    Arithmetic,
    At,
    Between,
    Comparison,
    Filter,
    For,
    FunctionOf,
    If,
    In,
    InstanceOf,
    Literal,
    Logic,
    Name,
    Negation,
    Node,
    Path,
    Quantified,
    Span,
    Tests,
)
from engine.feel.syntax.types import TypeGrammar

_NEGATED = 70
_BINARY: dict[str, tuple[int, Callable[..., Node]]] = {
    "or": (10, Logic),
    "and": (20, Logic),
    **dict.fromkeys(("=", "!=", "<", "<=", ">", ">="), (brackets.COMPARING, Comparison)),
    "between": (brackets.COMPARING, Between),
    "in": (brackets.COMPARING, In),
    "+": (40, Arithmetic),
    "-": (40, Arithmetic),
    "*": (50, Arithmetic),
    "/": (50, Arithmetic),
    "**": (60, Arithmetic),
}
_CONSTANTS: dict[str, bool | None] = {"true": True, "false": False, "null": None}
# The properties that values have by themselves and that hold a space (DMN 1.5 table 65 and following).
_PROPERTIES = index(("time offset", "start included", "end included"))


class Parser(brackets.BracketGrammar, TypeGrammar):
    """Reads one text."""

    def expression(self, power: int = 0) -> Node:
        """Read an expression whose operators bind tighter than ``power``."""
        self.enter()
        left = self._trail(self._operand())
        for _ in range(limits.CHAIN):
            found = _BINARY.get(self.token.text) if self.token.kind in {"symbol", "word"} else None
            if found is None or found[0] <= power:
                self.depth -= 1
                return left
            left = self._binary(left, *found)
        raise errors.FeelLimitError("nesting")

    def _binary(self, left: Node, power: int, node: Callable[..., Node]) -> Node:
        token = self.advance()
        if token.text == "between":
            low = self.expression(brackets.COMPARING)
            self.expect("and")
            return Between(left, low, self.expression(brackets.COMPARING), at=token.at)
        if token.text == "in":
            return In(left, self._tests_behind_in(), at=token.at)
        return node(token.text, left, self.expression(power), at=token.at)

    def _tests_behind_in(self) -> tuple[Node, ...]:
        if not self.at_symbol("("):
            return (self.test(),)
        tests = self.parenthesis()
        return tests if len(tests) > 1 else (self._trail(tests[0]),)

    # -- operands ----------------------------------------------------------------------------------------------

    def _operand(self) -> Node:
        token = self.token
        if token.kind == "number":
            return Literal(values.number(self.advance().text), at=token.at)
        if token.kind == "string":
            return Literal(lexer.unescape(self.text, self.advance()), at=token.at)
        if token.kind == "word":
            return self._word()
        if token.kind == "symbol" and token.text in _SYMBOLS:
            return _SYMBOLS[token.text](self)
        return self.refuse("expression")

    def _word(self) -> Node:
        token = self.token
        if self.opens_known_name():
            return Name(self.name(), at=token.at)
        if token.text in _CONSTANTS:
            self.advance()
            return Literal(_CONSTANTS[token.text], at=token.at)
        read = _WORDS.get(token.text)
        if read is not None and not (token.text == "function" and not self._follows("(")):
            self.advance()
            return read(self, token)
        if not self.may_open_name():
            self.refuse("expression")
        return Name(self.name(), at=token.at)

    def _follows(self, text: str) -> bool:
        return self.tokens[self.here + 1].text == text

    def grouped(self) -> Node:
        """Read ``( ... )`` where one value is wanted."""
        before, self.endpoint = self.endpoint, False
        found = self.parenthesis()
        self.endpoint = before
        if len(found) > 1:
            self.refuse("in")
        return found[0]

    def listed(self) -> Node:
        """Read ``[ ... ]``."""
        before, self.endpoint = self.endpoint, False
        found = self.square()
        self.endpoint = before
        return found

    def negated(self) -> Node:
        """Read ``-a``."""
        at = self.advance().at
        return Negation(self.expression(_NEGATED), at=at)

    def at_literal(self) -> Node:
        """Read ``@"..."``."""
        at = self.advance().at
        if self.token.kind != "string":
            self.refuse("literal")
        return At(lexer.unescape(self.text, self.advance()), at=at)

    # -- what follows an operand -------------------------------------------------------------------------------

    def _trail(self, left: Node) -> Node:
        for _ in range(limits.CHAIN):
            token = self.token
            if token.text == "." and token.kind == "symbol":
                self.advance()
                left = Path(left, self.member(), at=token.at)
            elif token.text == "[" and token.kind == "symbol" and not (self.endpoint and not self.opens_expression()):
                left = self._filter(left)
            elif token.text == "(" and token.kind == "symbol":
                before, self.endpoint = self.endpoint, False
                left = self.call(left)
                self.endpoint = before
            elif token.text == "instance" and self._follows("of"):
                self.jump(self.here + 2)
                left = InstanceOf(left, self.type(), at=token.at)
            else:
                return left
        raise errors.FeelLimitError("nesting")

    def _filter(self, source: Node) -> Node:
        at = self.advance().at
        condition = self.expression()
        self.expect("]")
        return Filter(source, condition, at=at)

    # -- words that open -----------------------------------------------------------------------------------------

    def conditional(self, token: lexer.Token) -> Node:
        """Read what follows ``if``."""
        condition = self.expression()
        self.expect("then")
        then = self.expression()
        self.expect("else")
        return If(condition, then, self.expression(), at=token.at)

    def iteration(self, token: lexer.Token) -> Node:
        """Read what follows ``for``."""
        self.scopes.append({})
        iterators = self._iterators()
        self.expect("return")
        body = self.expression()
        self.scopes.pop()
        return For(iterators, body, at=token.at)

    def quantified(self, token: lexer.Token) -> Node:
        """Read what follows ``some`` or ``every``."""
        self.scopes.append({})
        iterators = self._iterators()
        self.expect("satisfies")
        body = self.expression()
        self.scopes.pop()
        return Quantified(token.text, iterators, body, at=token.at)

    def _iterators(self) -> tuple[tuple[str, Node], ...]:
        found: list[tuple[str, Node]] = []
        while not found or self.take(","):
            name = self.name_before("in")
            if name is None:
                self.refuse("name")
            self.expect("in")
            found.append((name, self._domain()))
            self.declare(name)
        return tuple(found)

    def _domain(self) -> Node:
        start = self.expression()
        at = self.token.at
        return Span(start, self.expression(), at=at) if self.take("..") else start

    def function(self, token: lexer.Token) -> Node:
        """Read what follows ``function``."""
        self.expect("(")
        self.scopes.append({})
        parameters: list[tuple[str, Node | None]] = []
        while not self.at_symbol(")"):
            name = self.name_before(":", ",", ")")
            if name is None:
                self.refuse("name")
            parameters.append((name, self.type() if self.take(":") else None))
            self.declare(name)
            if not self.take(","):
                break
        self.expect(")")
        external = self.take("external")
        body = self.expression()
        self.scopes.pop()
        return FunctionOf(tuple(parameters), body, external, at=token.at)

    # -- whole texts -------------------------------------------------------------------------------------------

    def whole(self) -> Node:
        """Read the text as one expression."""
        found = self.expression()
        self._finish()
        return found

    def unary_tests(self) -> Tests:
        """Read the text as a cell: ``-``, ``not(tests)`` or tests with commas between them."""
        if self.at_symbol("-") and self.tokens[self.here + 1].kind == "end":
            self.advance()
            return Tests((), negated=False)
        if self.at_word("not") and self._follows("("):
            place = self.here
            self.advance()
            tests = self.parenthesis()
            if self.token.kind == "end":
                return Tests(tests, negated=True)
            self.jump(place)
        found = [self._cell_test()]
        while self.take(","):
            found.append(self._cell_test())
        self._finish()
        return Tests(tuple(found), negated=False)

    def _cell_test(self) -> Node:
        is_test = self.token.kind == "symbol" and self.token.text in brackets.TESTS
        return self.test() if is_test else self.expression()

    def _finish(self) -> None:
        if self.token.kind != "end":
            self.refuse("end")


_SYMBOLS: dict[str, Callable[[Parser], Node]] = {
    "(": Parser.grouped,
    "[": Parser.listed,
    "]": Parser.open_range,
    "{": Parser.context,
    "-": Parser.negated,
    "@": Parser.at_literal,
}
_WORDS: dict[str, Callable[[Parser, lexer.Token], Node]] = {
    "if": Parser.conditional,
    "for": Parser.iteration,
    "some": Parser.quantified,
    "every": Parser.quantified,
    "function": Parser.function,
}


def parser(text: str, *known: Index) -> Parser:
    """Give a parser of the text that knows the names of the given indexes."""
    return Parser(text, known, _PROPERTIES)
