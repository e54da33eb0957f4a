"""Reading a posted form into answers as form-js would give them, so that pages and programs are checked alike.

Names of HTML fields are ``f.`` and the answer's path with dots: ``f.pelapor.nama``, ``f.anak.0.umur``. What is left
empty is left out. What cannot be read is handed on as it was typed: the form's own check then says what is wrong.
"""

import re
from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any
from zoneinfo import ZoneInfo

from werkzeug.datastructures import MultiDict

from engine.domain.forms import form_fields
from engine.domain.forms.form_fields import Field

PREFIX = "f"
Posted = MultiDict[str, str]


def read(fields: tuple[Field, ...], posted: Posted, *, zone: str, prefix: str = PREFIX) -> dict[str, Any]:
    """Give the answers of these fields; moments typed without an offset are those of the zone."""
    found: dict[str, Any] = {}
    for field in fields:
        if field.type == "group":
            inside = read(field.fields, posted, zone=zone, prefix=_below(prefix, field))
            found.update(inside if field.key is None else {field.key: inside} if inside else {})
        elif field.type == "dynamiclist" and field.key is not None:
            found.update({field.key: rows} if (rows := _rows(field, posted, zone=zone, prefix=prefix)) else {})
        elif field.is_input and field.key is not None:
            value = _value(field, posted, name=f"{prefix}.{field.key}", zone=zone)
            found.update({} if value is None else {field.key: value})
    return found


def write(fields: tuple[Field, ...], answers: Mapping[str, Any], *, zone: str, prefix: str = PREFIX) -> Posted:
    """Give answers as the form would have been posted with them: the way back of ``read``, for drafts.

    What does not fit its field, as a half-typed answer may not, is written as text and shown as it is.
    """
    posted = Posted()
    for field in fields:
        inner = answers if field.key is None else answers.get(field.key)
        if field.type == "group":
            inside = inner if isinstance(inner, Mapping) else {}
            posted.update(write(field.fields, inside, zone=zone, prefix=_below(prefix, field)))
        elif field.type == "dynamiclist":
            rows = [row for row in inner if isinstance(row, Mapping)] if isinstance(inner, list) else []
            for number, row in enumerate(rows[: form_fields.MAX_ROWS]):
                posted.update(write(field.fields, row, zone=zone, prefix=f"{prefix}.{field.key}.{number}"))
        elif field.is_input and field.key is not None and inner not in (None, False, [], ""):
            posted.setlist(f"{prefix}.{field.key}", _written(field, inner, zone))
    return posted


def _written(field: Field, value: Any, zone: str) -> list[str]:
    """Give one answer as its field's texts: each chosen option, a tick, or one text."""
    if field.type == "checkbox":
        return ["1"]
    if field.type in form_fields.MANY_CHOICE and isinstance(value, list):
        return [str(item) for item in value]
    if field.subtype == "datetime":
        return [_local(str(value), zone)]
    return [str(value)]


def _local(text: str, zone: str) -> str:
    """Give a stored moment as the browser's field for local time shows it."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return text
    local = moment.astimezone(ZoneInfo(zone)) if moment.tzinfo else moment
    return local.strftime("%Y-%m-%dT%H:%M")


def row_numbers(posted: Posted, name: str) -> list[int]:
    """Give the numbers of a list's rows that were posted, in order; unusable ones are left out."""
    pattern = re.compile(rf"{re.escape(name)}\.(\d{{1,3}})\.")
    found = {int(match[1]) for key in posted if (match := pattern.match(key))}
    return sorted(found)[: form_fields.MAX_ROWS]


def _below(prefix: str, field: Field) -> str:
    """Give the prefix of a group's fields; a group without a path adds nothing."""
    return prefix if field.key is None else f"{prefix}.{field.key}"


def _rows(field: Field, posted: Posted, *, zone: str, prefix: str) -> list[dict[str, Any]]:
    """Give a list's rows; a row with nothing but unticked boxes was not meant."""
    name = f"{prefix}.{field.key}"
    rows = [read(field.fields, posted, zone=zone, prefix=f"{name}.{number}") for number in row_numbers(posted, name)]
    return [row for row in rows if any(value not in (False, {}, []) for value in row.values())]


def _value(field: Field, posted: Posted, *, name: str, zone: str) -> Any:
    """Give one answer, None when nothing was answered."""
    if field.type == "checkbox":
        return name in posted
    if field.type in form_fields.MANY_CHOICE:
        return [_choice(field, text) for text in posted.getlist(name)] or None
    text = posted.get(name, "").replace("\r\n", "\n").strip()
    if not text:
        return None
    if field.type in form_fields.SINGLE_CHOICE:
        return _choice(field, text)
    if field.type == "number":
        return _number(text)
    return _moment(text, zone) if field.subtype == "datetime" else text


def _choice(field: Field, text: str) -> Any:
    """Give the option's own value, which may be a number or a truth value."""
    known: Mapping[str, Any] = {str(option.value): option.value for option in field.options}
    return known.get(text, text)


def _number(text: str) -> Any:
    """Read a number with a decimal comma or point."""
    try:
        number = Decimal(text.replace(",", "."))
    except InvalidOperation:
        return text
    if not number.is_finite() or abs(number) >= Decimal(10) ** 15:
        return text
    return int(number) if number == number.to_integral_value() else float(number)


def _moment(text: str, zone: str) -> str:
    """Give a typed local date and time with its offset, as form-js does."""
    try:
        local = datetime.fromisoformat(text)
    except ValueError:
        return text
    return local.isoformat() if local.tzinfo else local.replace(tzinfo=ZoneInfo(zone)).isoformat()
