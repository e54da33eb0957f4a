"""What a type is and which values conform to it (DMN 1.5 sections 10.3.2.9 and 10.3.2.13, table 64).

Null conforms to every type as a part of a value, but is an instance of none; a list of one item stands for the
item where no list is wanted.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from engine.feel.limits import Budget
from engine.feel.syntax.nodes import ContextType, FunctionType, GenericType, NamedType, Node
from engine.feel.temporal import arithmetic
from engine.feel.values import Function, Range, kind

BUILT_IN: Mapping[str, str] = {
    **{name: name for name in ("number", "string", "boolean", "date", "time", "date and time", "list", "context")},
    "days and time duration": "days and time duration",
    "day and time duration": "days and time duration",
    "dayTimeDuration": "days and time duration",
    "years and months duration": "years and months duration",
    "year and month duration": "years and months duration",
    "yearMonthDuration": "years and months duration",
    "dateTime": "date and time",
    "function": "function",
    "range": "range",
}
ANY, NULL = "Any", "Null"


def conforms(value: Any, type_: Node, named: Mapping[str, Callable[[Any], bool]], budget: Budget) -> bool:
    """Tell whether a value may stand where the type is wanted; ``named`` checks the host's own types. Null always
    may.
    """
    if value is None:
        return True
    budget.spend(1)
    if isinstance(type_, NamedType):
        return _is_named(value, type_.name, named)
    if isinstance(type_, GenericType):
        return _is_generic(value, type_, named, budget)
    if isinstance(type_, ContextType):
        return isinstance(value, dict) and all(
            key in value and conforms(value[key], part, named, budget) for key, part in type_.entries
        )
    return isinstance(type_, FunctionType) and isinstance(value, Function) and _is_function(value, type_)


def is_instance(value: Any, type_: Node, named: Mapping[str, Callable[[Any], bool]], budget: Budget) -> bool:
    """Tell whether ``value instance of type``; null is an instance of Null only."""
    if value is None:
        return isinstance(type_, NamedType) and type_.name == NULL
    return conforms(value, type_, named, budget)


def _is_named(value: Any, name: str, named: Mapping[str, Callable[[Any], bool]]) -> bool:
    if name == ANY:
        return True
    if name in named:
        return named[name](value)
    return kind(value) == BUILT_IN.get(name)


def _is_generic(value: Any, type_: GenericType, named: Mapping[str, Callable[[Any], bool]], budget: Budget) -> bool:
    if type_.word == "list":
        return isinstance(value, list) and all(conforms(item, type_.item, named, budget) for item in value)
    return isinstance(value, Range) and all(
        conforms(end, type_.item, named, budget) for end in (value.start, value.end)
    )


def _is_function(value: Function, wanted: FunctionType) -> bool:
    """A function conforms if it takes at least what is wanted and gives at most that (contravariant, covariant)."""
    own = [of or NamedType(ANY) for of in value.types] or [NamedType(ANY)] * len(value.parameters)
    if len(own) != len(wanted.parameters):
        return False
    takes = all(is_subtype(given, taken) for given, taken in zip(wanted.parameters, own, strict=True))
    return takes and is_subtype(value.result or NamedType(ANY), wanted.result)


def is_subtype(narrow: Node, wide: Node) -> bool:
    """Tell whether every value of one type conforms to the other."""
    if narrow == wide or (isinstance(wide, NamedType) and wide.name == ANY):
        return True
    if isinstance(narrow, NamedType):
        return narrow.name == NULL or (
            isinstance(wide, NamedType) and BUILT_IN.get(narrow.name, narrow.name) == BUILT_IN.get(wide.name, wide.name)
        )
    if isinstance(narrow, GenericType) and isinstance(wide, GenericType):
        return narrow.word == wide.word and is_subtype(narrow.item, wide.item)
    if isinstance(narrow, ContextType) and isinstance(wide, ContextType):
        own = dict(narrow.entries)
        return all(key in own and is_subtype(own[key], part) for key, part in wide.entries)
    if isinstance(narrow, FunctionType) and isinstance(wide, FunctionType):
        return (
            len(narrow.parameters) == len(wide.parameters)
            and all(is_subtype(given, taken) for given, taken in zip(wide.parameters, narrow.parameters, strict=True))
            and is_subtype(narrow.result, wide.result)
        )
    return isinstance(wide, NamedType) and _is_bare(narrow, wide.name)


def _is_bare(narrow: Node, name: str) -> bool:
    """Tell whether ``list<number>`` is wanted as a bare ``list``, and so on."""
    if isinstance(narrow, GenericType):
        return narrow.word == name
    return name == ("context" if isinstance(narrow, ContextType) else "function")


def coerced(value: Any, type_: Node | None, named: Mapping[str, Callable[[Any], bool]], budget: Budget) -> Any:
    """Give the value as an argument of that type: itself, the only item of a list, a list of itself, a date as its
    midnight in UTC, or null.
    """
    if isinstance(type_, FunctionType) and isinstance(value, Function) and value.result is None:
        type_ = replace(type_, result=NamedType(ANY))  # nothing says what it gives, so nothing speaks against it
    if type_ is None or conforms(value, type_, named, budget):
        return value
    if isinstance(value, list) and len(value) == 1 and conforms(value[0], type_, named, budget):
        return value[0]
    if kind(value) == "date" and isinstance(type_, NamedType) and BUILT_IN.get(type_.name) == "date and time":
        return arithmetic.as_moment(value)
    return [value] if conforms([value], type_, named, budget) else None
