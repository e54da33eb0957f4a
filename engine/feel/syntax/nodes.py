"""The tree of an expression: what was written, nothing evaluated.

``at`` is the offset in the text; it is not part of equality, so that a printed and re-read tree equals its origin.
"""

from collections.abc import Iterator as Walk
from dataclasses import dataclass, field, fields
from decimal import Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """Base of all; ``at`` counts characters from 0."""

    at: int = field(default=0, compare=False)

    def children(self) -> Walk["Node"]:
        """Give the nodes directly below, in the order of the text."""
        for each in fields(self):
            yield from _nodes(getattr(self, each.name))


def _nodes(value: object) -> Walk[Node]:
    if isinstance(value, Node):
        yield value
    elif isinstance(value, tuple):
        for item in value:
            yield from _nodes(item)


@dataclass(frozen=True, slots=True)
class Literal(Node):
    """A number, string, boolean or null."""

    value: Decimal | str | bool | None


@dataclass(frozen=True, slots=True)
class At(Node):
    """``@"..."``: a date, time, date and time or duration."""

    text: str


@dataclass(frozen=True, slots=True)
class Name(Node):
    """A variable or function; white space inside is one space."""

    name: str


@dataclass(frozen=True, slots=True)
class ListOf(Node):
    """``[a, b]``."""

    items: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class ContextOf(Node):
    """``{a: 1, "b c": 2}``."""

    entries: tuple[tuple[str, Node], ...]


@dataclass(frozen=True, slots=True)
class RangeOf(Node):
    """``[a..b)``; the booleans say whether the end belongs to it."""

    start: Node
    end: Node
    start_included: bool
    end_included: bool


@dataclass(frozen=True, slots=True)
class Test(Node):
    """``< a``, ``!= a``: a comparison that waits for its left side; in brackets it is a range."""

    operator: str
    operand: Node


@dataclass(frozen=True, slots=True)
class Negation(Node):
    """``-a``."""

    operand: Node


@dataclass(frozen=True, slots=True)
class Arithmetic(Node):
    """``a + b`` and its siblings ``- * / **``."""

    operator: str
    left: Node
    right: Node


@dataclass(frozen=True, slots=True)
class Comparison(Node):
    """``a < b`` and its siblings."""

    operator: str
    left: Node
    right: Node


@dataclass(frozen=True, slots=True)
class Logic(Node):
    """``a and b``, ``a or b``."""

    operator: str
    left: Node
    right: Node


@dataclass(frozen=True, slots=True)
class Between(Node):
    """``a between b and c``."""

    value: Node
    low: Node
    high: Node


@dataclass(frozen=True, slots=True)
class In(Node):
    """``a in test`` or ``a in (test, test)``."""

    value: Node
    tests: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class If(Node):
    """``if a then b else c``."""

    condition: Node
    then: Node
    otherwise: Node


@dataclass(frozen=True, slots=True)
class Span(Node):
    """``a..b`` behind ``in`` of a loop; it may count down."""

    start: Node
    end: Node


@dataclass(frozen=True, slots=True)
class For(Node):
    """``for x in a, y in b return c``."""

    iterators: tuple[tuple[str, Node], ...]
    body: Node


@dataclass(frozen=True, slots=True)
class Quantified(Node):
    """``some x in a satisfies b``, ``every ...``."""

    word: str
    iterators: tuple[tuple[str, Node], ...]
    body: Node


@dataclass(frozen=True, slots=True)
class Filter(Node):
    """``a[b]``."""

    source: Node
    condition: Node


@dataclass(frozen=True, slots=True)
class Path(Node):
    """``a.b``."""

    source: Node
    name: str


@dataclass(frozen=True, slots=True)
class Call(Node):
    """``f(a, b)``, or ``f(x: a)`` when ``names`` is not None."""

    function: Node
    arguments: tuple[Node, ...]
    names: tuple[str, ...] | None


@dataclass(frozen=True, slots=True)
class NamedType(Node):
    """``number``, ``date and time``, an item definition."""

    name: str


@dataclass(frozen=True, slots=True)
class GenericType(Node):
    """``list<T>``, ``range<T>``."""

    word: str
    item: Node


@dataclass(frozen=True, slots=True)
class ContextType(Node):
    """``context<a: T>``."""

    entries: tuple[tuple[str, Node], ...]


@dataclass(frozen=True, slots=True)
class FunctionType(Node):
    """``function<A, B> -> R``."""

    parameters: tuple[Node, ...]
    result: Node


@dataclass(frozen=True, slots=True)
class InstanceOf(Node):
    """``a instance of T``."""

    value: Node
    type: Node


@dataclass(frozen=True, slots=True)
class FunctionOf(Node):
    """``function(a: T, b) body``; an external one (Java, PMML) has a body that only describes it."""

    parameters: tuple[tuple[str, Node | None], ...]
    body: Node
    external: bool


@dataclass(frozen=True, slots=True)
class Tests(Node):
    """Unary tests of a decision table's cell: ``-`` has no tests; ``not(...)`` is negated."""

    tests: tuple[Node, ...]
    negated: bool


def walk(root: Node) -> Walk[Node]:
    """Give the node and everything below it."""
    waiting = [root]
    while waiting:
        node = waiting.pop()
        yield node
        waiting.extend(node.children())
