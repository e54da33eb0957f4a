"""Conversion functions between strings, numbers and booleans, and ``not`` and ``is`` (DMN 1.5 tables 72, 73 and 80)."""

import re
from datetime import datetime, time
from decimal import Decimal
from typing import Any

from engine.feel import comparing, texts, values
from engine.feel.builtins.registry import Registry
from engine.feel.frames import Run
from engine.feel.temporal import far, writing

REGISTRY = Registry()
_NUMBER = re.compile(r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d{1,6})?", re.ASCII)


@REGISTRY.form("not(negand: boolean)")
def _not(_: Run, negand: bool) -> bool:  # noqa: FBT001 - a truth value is its subject
    return not negand


@REGISTRY.form("string(from: any)")
def _string(run: Run, value: Any) -> str | None:
    return None if value is None else texts.text(value, run)


@REGISTRY.form("number(from: string, grouping separator?: string|null, decimal separator?: string|null)")
def _number(_: Run, text: str, grouping: str | None, point: str | None) -> Decimal | None:
    if grouping not in {None, " ", ",", "."} or point not in {None, ",", "."} or (grouping and grouping == point):
        return None
    plain = text.replace(grouping, "") if grouping else text
    if point and point != ".":
        if "." in plain:
            return None
        plain = plain.replace(point, ".")
    return values.number(plain) if len(plain) <= 100 and _NUMBER.fullmatch(plain) else None


@REGISTRY.form("is(value1?: any, value2?: any)")
def _is(run: Run, first: Any, second: Any) -> bool:
    """The same value in the value domain: of one kind, and a moment also in the same zone."""
    if values.kind(first) != values.kind(second):
        return False
    return _place(first) == _place(second) and comparing.equal(first, second, run) is True


def _place(value: Any) -> tuple[Any, ...]:
    """Give what a moment says beside its instant: the clock's face and the zone."""
    if isinstance(value, time):
        return (writing.write_time(value),)
    is_moment = isinstance(value, datetime | values.FarMoment)
    return (writing.write_moment(value), far.year(value)) if is_moment else ()
