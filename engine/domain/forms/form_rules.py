"""The rules of single answers: given a field and a JSON value, which faults does it have?

One function a kind of component, each yielding (code, limit). An answer that is no JSON value of the right type gets
that one fault only.
"""

import math
import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from engine.domain.forms import form_fields
from engine.domain.forms.form_fields import Field

Fault = tuple[str, int | Decimal | None]

SENTENCES: Mapping[str, tuple[str, str]] = {
    "required": ("Isian ini wajib diisi.", "This field is required."),
    "unknown_field": ("Isian ini tidak dikenal oleh formulir.", "The form does not know this field."),
    "wrong_type": ("Jenis isian ini tidak sesuai.", "The answer is of the wrong type."),
    "control_character": (
        "Isian memuat tanda yang tidak dapat disimpan.",
        "The answer holds a character that cannot be stored.",
    ),
    "too_short": ("Isian paling sedikit {limit} huruf.", "At least {limit} characters."),
    "too_long": ("Isian paling banyak {limit} huruf.", "At most {limit} characters."),
    "too_small": ("Angka paling kecil {limit}.", "The number must be at least {limit}."),
    "too_large": ("Angka paling besar {limit}.", "The number must be at most {limit}."),
    "too_precise": ("Angka paling banyak {limit} desimal.", "At most {limit} decimal places."),
    "pattern": ("Bentuk isian tidak sesuai.", "The answer does not have the expected form."),
    "email": ("Alamat surel tidak sah.", "Not a valid e-mail address."),
    "phone": (
        "Tulis nomor telepon diawali 0 atau +62, paling sedikit 7 angka, misalnya 0812 3456 7890.",
        "Write a phone number that begins with 0 or +62 and has at least 7 digits, such as 0812 3456 7890.",
    ),
    "not_an_option": ("Pilihan ini tidak ada dalam daftar.", "Not one of the options."),
    "chosen_twice": ("Sebuah pilihan dipilih lebih dari sekali.", "An option is chosen more than once."),
    "not_a_date": ("Tanggal atau waktu tidak sah.", "Not a valid date or time."),
    "too_many_rows": ("Paling banyak {limit} baris.", "At most {limit} rows."),
}
# Looser than RFC 5322 on purpose: a mail address is proved by writing to it, not by a pattern.
_EMAIL = re.compile(r"[^@\s]{1,64}@[^@\s.]+(\.[^@\s.]+)+")
# Local (0812...) and international (+62 812...) numbers, as people write them.
_PHONE = re.compile(r"(\+|0)[0-9 ().-]{6,24}", re.ASCII)
# A lone surrogate or NUL passes as JSON but no database or letter can hold it.
_UNSTORABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff]")
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_TIME = re.compile(r"\d{2}:\d{2}(:\d{2})?(Z|[+-]\d{2}:\d{2})?", re.ASCII)
_LARGEST = Decimal(10) ** 15  # beyond it a browser's numbers are no longer exact


def is_empty(value: Any) -> bool:
    """Tell whether an answer counts as not given: null, blank text, an empty list, an unticked box."""
    return value is None or value is False or value == [] or (isinstance(value, str) and not value.strip())


def faults(field: Field, value: Any) -> tuple[Fault, ...]:
    """Give every fault of one answer to an input field, in a fixed order; empty when it is right."""
    if is_empty(value):
        return (("required", None),) if field.required else ()
    return tuple(_RULES[field.type](field, value))


def _text(field: Field, value: Any) -> Iterator[Fault]:
    if not isinstance(value, str):
        yield "wrong_type", None
        return
    if _UNSTORABLE.search(value):
        yield "control_character", None
        return
    length = len(value.strip())  # as the browser's viewer counts
    if field.min_length is not None and length < field.min_length:
        yield "too_short", field.min_length
    if field.max_length is not None and length > field.max_length:
        yield "too_long", field.max_length
        return  # patterns are not run over texts that are refused anyway
    if field.pattern is not None and not form_fields.matches(value, field.pattern):
        yield "pattern", None
    if field.format == "email" and not _EMAIL.fullmatch(value):
        yield "email", None
    if field.format == "phone" and not _PHONE.fullmatch(value):
        yield "phone", None


def _number(field: Field, value: Any) -> Iterator[Fault]:
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    if not is_number or (isinstance(value, float) and not math.isfinite(value)):
        yield "wrong_type", None
        return
    number = Decimal(str(value))
    low = -_LARGEST if field.min is None else field.min
    high = _LARGEST if field.max is None else field.max
    if number < low:
        yield "too_small", low
    if number > high:
        yield "too_large", high
    # The exponent tells the decimal places without rounding, which fails on numbers longer than a decimal's precision.
    places = -int(number.normalize().as_tuple().exponent)
    if field.decimal_digits is not None and places > field.decimal_digits:
        yield "too_precise", field.decimal_digits


def _checkbox(_: Field, value: Any) -> Iterator[Fault]:
    # false has been taken for "not given" before this rule is asked
    if value is not True:
        yield "wrong_type", None


def _one(field: Field, value: Any) -> Iterator[Fault]:
    if not _is_option(field, value):
        yield "not_an_option", None


def _many(field: Field, value: Any) -> Iterator[Fault]:
    if not isinstance(value, list):
        yield "wrong_type", None
    elif not all(_is_option(field, item) for item in value):
        yield "not_an_option", None
    elif len({(type(item), item) for item in value}) < len(value):
        yield "chosen_twice", None


def _is_option(field: Field, value: Any) -> bool:
    # True equals 1 in Python but not in JSON, so the types must agree as well.
    return any(type(option.value) is type(value) and option.value == value for option in field.options)


def _datetime(field: Field, value: Any) -> Iterator[Fault]:
    if not isinstance(value, str):
        yield "wrong_type", None
    elif not _READS[field.subtype or "date"](value):
        yield "not_a_date", None


def _is_date(text: str) -> bool:
    return bool(_DATE.fullmatch(text)) and _reads(date.fromisoformat, text)


def _is_time(text: str) -> bool:
    return bool(_TIME.fullmatch(text)) and _reads(time.fromisoformat, text)


def _is_datetime(text: str) -> bool:
    """Tell whether this is a date and a time joined by T; the offset may be missing, as form-js can leave it out."""
    day, _, clock = text.partition("T")
    return _is_date(day) and _is_time(clock) and _reads(datetime.fromisoformat, text)


def _reads(reader: Callable[[str], object], text: str) -> bool:
    try:
        reader(text)
    except ValueError:
        return False
    return True


_READS: Mapping[str, Callable[[str], bool]] = {"date": _is_date, "time": _is_time, "datetime": _is_datetime}
_RULES: Mapping[str, Callable[[Field, Any], Iterator[Fault]]] = {
    **dict.fromkeys(form_fields.TEXTS, _text),
    **dict.fromkeys(form_fields.SINGLE_CHOICE, _one),
    **dict.fromkeys(form_fields.MANY_CHOICE, _many),
    "number": _number,
    "checkbox": _checkbox,
    "datetime": _datetime,
}
