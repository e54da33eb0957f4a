"""Range functions (DMN 1.5 table 79), and ``range()`` which reads a range from a string (table 72).

An open end lies before or after every value. Values that cannot be compared make the result null.
"""

from collections.abc import Callable
from decimal import Decimal
from typing import Any, NamedTuple

from engine.feel import comparing, errors
from engine.feel.builtins.registry import Registry
from engine.feel.frames import Run
from engine.feel.syntax import nodes
from engine.feel.syntax.cursor import index
from engine.feel.syntax.parser import parser
from engine.feel.temporal import reading
from engine.feel.values import Range

REGISTRY = Registry()
_POINT = "|".join(sorted(comparing.RANGED))
_BEFORE_ALL, _WITHIN, _AFTER_ALL = -1, 0, 1
_READERS: dict[str, Callable[[str], Any]] = {
    "date": reading.read_date,
    "time": reading.read_time,
    "date and time": reading.read_moment,
    "duration": reading.read_duration,
}
_NAMES = index(_READERS)


class _UnorderedError(Exception):
    """Two ends cannot be compared."""


class End(NamedTuple):
    """One end of a range: where it lies, and whether it belongs to the range."""

    side: int
    value: Any
    included: bool


def _start(span: Range) -> End:
    return End(_BEFORE_ALL if span.start is None else _WITHIN, span.start, span.start_included)


def _end(span: Range) -> End:
    return End(_AFTER_ALL if span.end is None else _WITHIN, span.end, span.end_included)


def _order(left: End, right: End) -> int:
    if left.side or right.side:
        return left.side - right.side
    found = comparing.order(left.value, right.value)
    if found is None:
        raise _UnorderedError
    return found


def _starts_no_later(left: End, right: End) -> bool:
    """Tell whether a range that begins left holds the beginning of one that begins right."""
    found = _order(left, right)
    return found < 0 or (found == 0 and (left.included or not right.included))


def _ends_no_earlier(left: End, right: End) -> bool:
    """Tell whether a range that ends left holds the end of one that ends right."""
    found = _order(left, right)
    return found > 0 or (found == 0 and (left.included or not right.included))


def _same(left: End, right: End) -> bool:
    return left.included == right.included and _order(left, right) == 0


def _reaches(end: End, start: End) -> bool:
    """Tell whether something that ends here shares a point with something that starts there."""
    found = _order(end, start)
    return found > 0 or (found == 0 and end.included and start.included)


def _as_range(value: Any) -> Range:
    """A point is a range that holds it alone."""
    return value if type(value) is Range else Range(value, value, start_included=True, end_included=True)


def _before(left: Range, right: Range) -> bool:
    return not _reaches(_end(left), _start(right))


def _meets(left: Range, right: Range) -> bool:
    return left.end_included and right.start_included and _order(_end(left), _start(right)) == 0


def _overlaps(left: Range, right: Range) -> bool:
    return _reaches(_end(left), _start(right)) and _reaches(_end(right), _start(left))


def _overlaps_before(left: Range, right: Range) -> bool:
    begins_first = not _starts_no_later(_start(right), _start(left))
    return begins_first and _reaches(_end(left), _start(right)) and _ends_no_earlier(_end(right), _end(left))


def _finishes(left: Range, right: Range) -> bool:
    return _same(_end(left), _end(right)) and _starts_no_later(_start(right), _start(left))


def _includes(left: Range, right: Range) -> bool:
    return _starts_no_later(_start(left), _start(right)) and _ends_no_earlier(_end(left), _end(right))


def _starts(left: Range, right: Range) -> bool:
    return _same(_start(left), _start(right)) and _ends_no_earlier(_end(right), _end(left))


def _coincides(left: Range, right: Range) -> bool:
    return _same(_start(left), _start(right)) and _same(_end(left), _end(right))


def _swapped(holds: Callable[[Range, Range], bool]) -> Callable[[Range, Range], bool]:
    return lambda left, right: holds(right, left)


_RELATIONS: dict[str, tuple[Callable[[Range, Range], bool], tuple[str, ...]]] = {
    "before": (_before, ("pp", "pr", "rp", "rr")),
    "after": (_swapped(_before), ("pp", "pr", "rp", "rr")),
    "meets": (_meets, ("rr",)),
    "met by": (_swapped(_meets), ("rr",)),
    "overlaps": (_overlaps, ("rr",)),
    "overlaps before": (_overlaps_before, ("rr",)),
    "overlaps after": (_swapped(_overlaps_before), ("rr",)),
    "finishes": (_finishes, ("pr", "rr")),
    "finished by": (_swapped(_finishes), ("rp", "rr")),
    "includes": (_includes, ("rp", "rr")),
    "during": (_swapped(_includes), ("pr", "rr")),
    "starts": (_starts, ("pr", "rr")),
    "started by": (_swapped(_starts), ("rp", "rr")),
    "coincides": (_coincides, ("pp", "rr")),
}


def _parameters(form: str) -> str:
    """Give the parameters as the specification names them: ``point1, point2``, ``point, range`` and so on."""
    words = {"p": ("point", _POINT), "r": ("range", "range")}
    numbers = ("1", "2") if form[0] == form[1] else ("", "")
    return ", ".join(
        f"{words[letter][0]}{number}: {words[letter][1]}" for letter, number in zip(form, numbers, strict=True)
    )


def _register(name: str, holds: Callable[[Range, Range], bool], form: str) -> None:
    @REGISTRY.form(f"{name}({_parameters(form)})")
    def relation(_: Run, left: Any, right: Any) -> bool | None:
        try:
            return holds(_as_range(left), _as_range(right))
        except _UnorderedError:
            return None


for _name, (_holds, _forms) in _RELATIONS.items():
    for _form in _forms:
        _register(_name, _holds, _form)


@REGISTRY.form("range(from: string)")
def _range(run: Run, text: str) -> Range | None:
    """Only literals may stand at the ends."""
    run.pattern_of(len(text))
    run.spend(4 * len(text))
    try:
        node = parser(text, _NAMES).whole()
    except errors.FeelSyntaxError:
        return None
    if not isinstance(node, nodes.RangeOf):
        return None
    return comparing.span(_constant(node.start), _constant(node.end), node.start_included, node.end_included)


def _constant(node: nodes.Node) -> Any:
    """Give the value of a literal, or None."""
    if isinstance(node, nodes.Literal):
        return node.value
    if isinstance(node, nodes.At):
        return reading.read_literal(node.text)
    if isinstance(node, nodes.Negation):
        value = _constant(node.operand)
        return -value if isinstance(value, Decimal) else None
    if isinstance(node, nodes.Call) and isinstance(node.function, nodes.Name) and len(node.arguments) == 1:
        text, read = node.arguments[0], _READERS.get(node.function.name)
        return read(text.value) if read and isinstance(text, nodes.Literal) and isinstance(text.value, str) else None
    return None
