"""Boxed filter, for, some and every (DMN 1.5 sections 10.2.1.9, 10.2.1.10), with the meaning of their FEEL texts,
where the box is not stricter.

A source that is null has no answer, which is not the answer "none": the value is null, and so is what follows from it.
The limits on work are those of the FEEL texts inside, and the length of what FEEL lets a list grow to.
"""

from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from typing import Any

from engine import feel
from engine.dmn.run import Logic, Run, Scope
from engine.feel.limits import ROUND


def filtered(source: Logic, match: Logic) -> Logic:
    """Give the items for which ``match`` is true, or the item at a number; a match of any other type gives null."""

    def logic(scope: Scope, run: Run) -> Any:
        items = _items(source(scope, run))
        if items is None:
            return None
        if not items:  # a place in an empty list is still a place, where nothing is
            return None if isinstance(match(_item_scope(scope, None), run), Decimal) else []
        run.spend(ROUND * len(items))
        verdicts = [match(_item_scope(scope, item), run) for item in items]
        if isinstance(verdicts[0], Decimal):
            return _at(items, verdicts[0])
        if any(not isinstance(verdict, bool | None) for verdict in verdicts):
            return None
        return [item for item, verdict in zip(items, verdicts, strict=True) if verdict is True]

    return logic


def _item_scope(scope: Scope, item: Any) -> Scope:
    """Give the scope of a filter's match: the item, and its entries by their own names where it is a context."""
    return {**scope, "item": item, **item} if isinstance(item, dict) else {**scope, "item": item}


def _at(items: list[Any], place: Decimal) -> Any:
    """Give the item at a place counted from 1, or from the end where negative; null where there is none."""
    index = int(place) - 1 if place > 0 else len(items) + int(place)
    return items[index] if 0 <= index < len(items) and place == int(place) else None


_COUNTED = feel.compile("for place in span return place")


def _items(value: Any) -> list[Any] | None:
    """Give the list to walk: a range of whole numbers or days is counted out, a single value is a list of one."""
    if isinstance(value, feel.Range):
        counted: list[Any] | None = _COUNTED.evaluate({"span": value})
        return counted
    return value if value is None or isinstance(value, list) else [value]


def _each(items: list[Any], body: Logic, name: str, scope: Scope, run: Run) -> Iterator[Any]:
    inner = dict(scope)
    for item in items:
        run.spend(ROUND)
        inner[name] = item
        yield body(inner, run)


def _for(source: Logic, body: Logic, name: str) -> Logic:
    """Compile ``for``: the results in order; ``partial`` is the list made so far."""

    def logic(scope: Scope, run: Run) -> list[Any] | None:
        items = _items(source(scope, run))
        if items is None:
            return None
        made: list[Any] = []
        for value in _each(items, body, name, {**scope, "partial": made}, run):
            made.append(value)  # noqa: PERF402 - the body reads `partial`, so the list must grow while it runs
        return made

    return logic


def _quantified(*, decides: bool) -> Callable[[Logic, Logic, str], Logic]:
    """Make ``some`` (true decides) or ``every`` (false decides); a test whose answer is not known leaves null.

    In the box each test "MUST resolve to a boolean" (10.2.1.10): one that gives a text or a number makes the whole
    null (kit, 1153 and 1154, case 006). The FEEL texts know no such rule: there that test is "otherwise" in ``false or
    ... or ...`` (10.3.2.15, tables 49 and 50), and one true decides.
    """

    def maker(source: Logic, body: Logic, name: str) -> Logic:
        def logic(scope: Scope, run: Run) -> bool | None:
            items = _items(source(scope, run))
            if items is None:
                return None
            verdicts = list(_each(items, body, name, scope, run))
            if any(not isinstance(verdict, bool | None) for verdict in verdicts):
                return None
            if decides in verdicts:
                return decides
            return None if None in verdicts else not decides

        return logic

    return maker


MAKERS: Mapping[str, Callable[[Logic, Logic, str], Logic]] = {
    "for": _for,
    "some": _quantified(decides=True),
    "every": _quantified(decides=False),
}
