"""Stored answers as people read them: options by their labels, dates and moments as Indonesians write them."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from engine.domain.forms.form_fields import MANY_CHOICE, SINGLE_CHOICE, Field
from engine.domain.letters import indonesian

SAMPLE = "Contoh isian"


def field_at(fields: tuple[Field, ...], path: tuple[str, ...]) -> Field | None:
    """Give the field that a path of keys leads to; a group without a path adds no step. None when there is none."""
    head, *rest = path
    for one in fields:
        if one.key is None:
            found = field_at(one.fields, path)
            if found is not None:
                return found
        elif one.key == head:
            return field_at(one.fields, tuple(rest)) if rest else one
    return None


def say(field: Field, value: Any, zone: str) -> Any:
    """Say one answer: a text, a list of texts, or for a list of rows one mapping a row; None when not answered."""
    if value in (None, "", [], {}):
        return None
    match value:
        case list() if field.fields:
            return [_inside(field, row, zone) for row in value]
        case dict() if field.fields:
            return _inside(field, value, zone)
        case list():
            return [_one(field, item, zone) for item in value]
        case _:
            return _one(field, value, zone)


def sample(field: Field) -> Any:
    """Give an answer such as somebody might give, as ``say`` would say it."""
    if field.type == "dynamiclist":
        return [{one.key: sample(one) for one in _keyed(field.fields)}] * 2
    if field.fields:
        return {one.key: sample(one) for one in _keyed(field.fields)}
    if field.type in MANY_CHOICE:
        return [option.label for option in field.options]
    if field.type in SINGLE_CHOICE:
        return field.options[0].label if field.options else SAMPLE
    return "Ya" if field.type == "checkbox" else SAMPLE


def _inside(field: Field, values: Mapping[str, Any], zone: str) -> dict[str, Any]:
    return {str(one.key): say(one, values.get(str(one.key)), zone) for one in _keyed(field.fields)}


def _keyed(fields: tuple[Field, ...]) -> list[Field]:
    """Give the fields that have an answer of their own; those of a group without a path stand on this level."""
    found: list[Field] = []
    for one in fields:
        found.extend([one] if one.key is not None else _keyed(one.fields))
    return found


def _one(field: Field, value: Any, zone: str) -> str:
    labels = {str(option.value): option.label for option in field.options}
    if str(value) in labels:
        return labels[str(value)]
    match value:
        case bool():
            return "Ya" if value else "Tidak"
        case int() | float():
            return f"{Decimal(str(value)):f}".replace(".", ",")
    return _moment(str(value), zone) if field.type == "datetime" else str(value)


def _moment(text: str, zone: str) -> str:
    """Say a stored date, or date and time with its offset; anything else as it is."""
    try:
        if len(text) == len("2026-01-01"):
            return indonesian.day(date.fromisoformat(text))
        at = datetime.fromisoformat(text)
    except ValueError:
        return text
    # A moment without its offset means a different one to each reader and stays as written.
    return text if at.tzinfo is None else indonesian.moment(at, zone)
