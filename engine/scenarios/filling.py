"""Fills forms in: what a player does not care about, but the form insists on, gets the first answer that fits."""

from collections.abc import Mapping
from typing import Any

from engine.domain.forms.form_fields import MANY_CHOICE, SINGLE_CHOICE, Field
from engine.domain.forms.forms import Form

WORDS = "Keterangan contoh untuk pengujian."
MOMENTS = {"date": "2026-11-20", "time": "09:00", "datetime": "2026-11-20T09:00:00+07:00"}


def filled(form: Form, given: Mapping[str, Any]) -> dict[str, Any]:
    """Give the answers of a player, and one for every other field that must be answered."""
    return _level(form.fields, given) | dict(given)


def _level(fields: tuple[Field, ...], given: Mapping[str, Any]) -> dict[str, Any]:
    answers: dict[str, Any] = {}
    for one in fields:
        if one.type == "group" and one.key is None:
            answers |= _level(one.fields, given)
        elif one.required and one.key is not None and one.key not in given:
            answers[one.key] = _fit(one)
    return answers


def _fit(one: Field) -> Any:
    """Give an answer that the field takes."""
    if one.type in SINGLE_CHOICE:
        return one.options[0].value
    if one.type in MANY_CHOICE:
        return [one.options[0].value]
    if one.type == "datetime":
        return MOMENTS[one.subtype or "datetime"]
    if one.type == "number":
        return int(one.min or 0)
    return True if one.type == "checkbox" else WORDS
