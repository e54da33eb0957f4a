"""Shapes of answers, derived from what services give: a field of a result is declared once, on the result.

The name of a shape in the OpenAPI document is the result's own, without the ending ``View``; its description is the
result's docstring. Every field is always there; one that may be None is null.
"""

import dataclasses
import types
import typing
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from typing import Any

from marshmallow import Schema, fields

from api.schemas import base

PLAIN: Mapping[Any, type[fields.Field[Any]]] = {
    str: fields.String,
    int: fields.Integer,
    bool: fields.Boolean,
    Decimal: fields.Float,
    float: fields.Float,
    datetime: base.Moment,
    date: fields.Date,
    Any: fields.Raw,
}


def answer(result: type, name: str | None = None, *, without: tuple[str, ...] = ()) -> type[Schema]:
    """Give the shape of a result type, a dataclass; TypeError for a field whose type has no shape.

    ``name`` is its name in the OpenAPI document where the result's own is taken; fields of ``without`` are left out.
    """
    return _answer(result, name or result.__name__.removesuffix("View"), without)


@cache
def page(result: type, name: str, *, item: str | None = None) -> type[Schema]:
    """Give the shape of one page of a list of results, under this name in the OpenAPI document; ``item`` names one."""
    items = fields.List(fields.Nested(answer(result, item)), required=True)
    return _shape(name, {"items": items, "next": fields.String(required=True, allow_none=True)}, doc="One page.")


@cache
def _answer(result: type, name: str, without: tuple[str, ...]) -> type[Schema]:
    hints = typing.get_type_hints(result)
    # A shape has attributes of its own, such as ``fields``: each field gets a name that none of them has.
    named = {
        f"{one.name}_": _field(hints[one.name], attribute=one.name, data_key=one.name)
        for one in dataclasses.fields(result)
        if one.name not in without
    }
    return _shape(name, named, doc=result.__doc__)


def _shape(name: str, named: Mapping[str, fields.Field[Any]], *, doc: str | None) -> type[Schema]:
    return type(name, (base.Shape,), {**named, "__doc__": doc, "__module__": __name__})


def _field(hint: Any, **options: Any) -> fields.Field[Any]:
    """Give the field for values of a type."""
    known, may_be_none = _without_none(hint)
    options |= {"required": True, "allow_none": may_be_none}
    if known in PLAIN:
        return PLAIN[known](**options)
    if dataclasses.is_dataclass(known) and isinstance(known, type):
        return fields.Nested(answer(known), **options)
    origin, inner = typing.get_origin(known), typing.get_args(known)
    if origin is tuple and inner[1:] == (...,):
        return fields.List(_field(inner[0]), **options)
    if origin is tuple:
        return fields.Tuple([_field(one) for one in inner], metadata={"type": "array"}, **options)
    if origin in {dict, Mapping}:
        return fields.Dict(**options)
    raise TypeError(hint)


def _without_none(hint: Any) -> tuple[Any, bool]:
    """Give the type without None, and whether None was one of its choices; numbers of two kinds are the wider one."""
    choices = typing.get_args(hint) if isinstance(hint, types.UnionType) else (hint,)
    rest = [one for one in choices if one is not type(None)]
    wide = Decimal if set(rest) == {int, Decimal} else rest[0]
    return wide, len(rest) < len(choices)
