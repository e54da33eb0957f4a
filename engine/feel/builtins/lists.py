"""List functions (DMN 1.5 table 76 and 80); positions count from 1, negative ones from the end."""

import functools
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from engine.feel import comparing
from engine.feel.builtins.registry import Registry
from engine.feel.builtins.strings import whole
from engine.feel.frames import Run
from engine.feel.values import Function

REGISTRY = Registry()


@REGISTRY.form("list contains(list: list, element: any)")
def _list_contains(run: Run, items: list[Any], element: Any) -> bool:
    run.spend(len(items))
    return any(comparing.equal(item, element, run) is True for item in items)


@REGISTRY.form("count(list: list)")
def _count(_: Run, items: list[Any]) -> Decimal:
    return Decimal(len(items))


@REGISTRY.form("min(list*: list)")
def _min(run: Run, items: list[Any]) -> Any:
    return _extreme(run, items, comparing.less)


@REGISTRY.form("max(list*: list)")
def _max(run: Run, items: list[Any]) -> Any:
    return _extreme(run, items, comparing.greater)


def _extreme(run: Run, items: list[Any], is_better: Callable[[Any, Any], bool | None]) -> Any:
    """Give the best item; None for an empty list and if one cannot be compared."""
    run.spend(len(items))
    best = items[0] if items else None
    if len(items) == 1 and comparing.order(best, best) is None:
        return None
    for item in items[1:]:
        better = is_better(item, best)
        if better is None:
            return None
        best = item if better else best
    return best


@REGISTRY.form("all(list*: list)")
def _all(run: Run, items: list[Any]) -> bool | None:
    return _decided(run, items, decisive=False)


@REGISTRY.form("any(list*: list)")
def _any(run: Run, items: list[Any]) -> bool | None:
    return _decided(run, items, decisive=True)


def _decided(run: Run, items: list[Any], *, decisive: bool) -> bool | None:
    """Give what one decisive item decides; null if none does and one is null; null for anything that is no boolean."""
    run.spend(len(items))
    if any(item is not None and type(item) is not bool for item in items):
        return None
    if any(item is decisive for item in items):
        return decisive
    return None if None in items else not decisive


@REGISTRY.form("sublist(list: list, start position: number, length?: number)")
def _sublist(run: Run, items: list[Any], start: Decimal, length: Decimal | None) -> list[Any] | None:
    begin = _place(items, start)
    if begin is None:
        return None
    count = len(items) - begin if length is None else whole(length)
    if count < 0 or begin + count > len(items):
        return None
    run.list_of(count)
    return items[begin : begin + count]


def _place(items: list[Any], position: Decimal) -> int | None:
    """Give the index of a position, or None outside of the list."""
    index = whole(position)
    if not index or abs(index) > len(items):
        return None
    return index - 1 if index > 0 else len(items) + index


@REGISTRY.form("append(list: list, item...: any)")
def _append(run: Run, items: list[Any], more: list[Any]) -> list[Any]:
    run.list_of(len(items) + len(more))
    return [*items, *more]


@REGISTRY.form("concatenate(list...: any)")
def _concatenate(run: Run, lists: list[Any]) -> list[Any] | None:
    if None in lists:
        return None
    wrapped = [each if type(each) is list else [each] for each in lists]
    run.list_of(sum(map(len, wrapped)))
    return [item for each in wrapped for item in each]


@REGISTRY.form("insert before(list: list, position: number, newItem: any)")
def _insert_before(run: Run, items: list[Any], position: Decimal, item: Any) -> list[Any] | None:
    place = _place(items, position)
    run.list_of(len(items) + 1)
    return None if place is None else [*items[:place], item, *items[place:]]


@REGISTRY.form("remove(list: list, position: number)")
def _remove(run: Run, items: list[Any], position: Decimal) -> list[Any] | None:
    place = _place(items, position)
    run.list_of(len(items))
    return None if place is None else [*items[:place], *items[place + 1 :]]


@REGISTRY.form("list replace(list: list, position: number, newItem: any)")
def _list_replace(run: Run, items: list[Any], position: Decimal, item: Any) -> list[Any] | None:
    place = _place(items, position)
    run.list_of(len(items))
    return None if place is None else [*items[:place], item, *items[place + 1 :]]


@REGISTRY.form("list replace(list: list, match: function, newItem: any)")
def _list_replace_matching(run: Run, items: list[Any], match: Function, item: Any) -> list[Any] | None:
    run.list_of(len(items))
    found = [match.call(run, [each, item], None) for each in items]
    if any(type(each) is not bool for each in found):
        return None
    return [item if is_match else each for each, is_match in zip(items, found, strict=True)]


@REGISTRY.form("reverse(list: list)")
def _reverse(run: Run, items: list[Any]) -> list[Any]:
    run.list_of(len(items))
    return items[::-1]


@REGISTRY.form("index of(list: list, match: any)")
def _index_of(run: Run, items: list[Any], match: Any) -> list[Decimal]:
    run.spend(len(items))
    return [Decimal(at) for at, item in enumerate(items, 1) if comparing.equal(item, match, run) is True]


@REGISTRY.form("union(list...: any)")
def _union(run: Run, lists: list[Any]) -> list[Any] | None:
    joined = _concatenate(run, lists)
    return None if joined is None else _distinct_values(run, joined)


@REGISTRY.form("distinct values(list: list)")
def _distinct_values(run: Run, items: list[Any]) -> list[Any]:
    """Numbers, strings and booleans are looked up; the rest is compared one by one, and paid for."""
    kept: list[Any] = []
    others: list[Any] = []
    known: set[tuple[type, Any]] = set()
    for item in items:
        run.spend(1 + 4 * len(others))
        of = type(item)
        if item is None or of in {Decimal, str, bool}:
            is_new = (of, item) not in known
            known.add((of, item))
        else:
            is_new = not any(comparing.equal(item, other, run) is True for other in others)
            others += [item] if is_new else []
        if is_new:
            kept.append(item)
    return kept


@REGISTRY.form("flatten(list: list)")
def _flatten(run: Run, items: list[Any]) -> list[Any]:
    flat: list[Any] = []
    waiting = list(reversed(items))
    while waiting:
        run.spend(2)
        item = waiting.pop()
        if type(item) is list:
            run.spend(len(item))
            waiting.extend(reversed(item))
        else:
            flat.append(item)
    run.list_of(len(flat))
    return flat


@REGISTRY.form("sort(list: list, precedes?: function)")
def _sort(run: Run, items: list[Any], precedes: Function | None) -> list[Any] | None:
    run.list_of(len(items))

    def before(left: Any, right: Any) -> int:
        run.spend(1)
        if precedes is None:
            found = comparing.less(left, right)
            if found is None:
                raise _UnorderedError
            return -1 if found else 1 if comparing.less(right, left) else 0
        if precedes.call(run, [left, right], None) is True:
            return -1
        return 1 if precedes.call(run, [right, left], None) is True else 0

    try:
        return sorted(items, key=functools.cmp_to_key(before))
    except _UnorderedError:
        return None


class _UnorderedError(Exception):
    """Two items have no order."""
