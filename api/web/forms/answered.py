"""Stored answers as people read them: in the words of the form that asked, not by its keys and codes."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from api.web.words import codes_in_words as words
from engine.domain.forms import answers_as_text, forms
from engine.domain.forms.form_fields import Field


@dataclass(frozen=True, slots=True, kw_only=True)
class Submission:
    """One submission: the step's name, and (question, answer) in the form's order; None once the key is destroyed."""

    name: str
    at: datetime
    answers: tuple[tuple[str, str], ...] | None


def answers(form: forms.Form | None, values: Mapping[str, Any], *, zone: str) -> tuple[tuple[str, str], ...]:
    """Give question and answer in the form's order; answers unknown to the form follow, by their keys in words."""
    fields = () if form is None else form.fields
    known = set(_keys(fields))
    rest = [(words.plain(key), words.answer(value)) for key, value in values.items() if key not in known]
    return (*_rows(fields, values, zone), *rest)


def named(asked: Iterable[forms.Form], values: Mapping[str, Any], *, zone: str) -> tuple[tuple[str, str], ...]:
    """Give question and answer of what is known by its name alone, in the words of the first form that asks for it."""
    found: list[tuple[str, str]] = []
    for key, value in values.items():
        fields = (answers_as_text.field_at(form.fields, (key,)) for form in asked)
        one = next((field for field in fields if field is not None), None)
        found += _answered(one, value, zone) if one is not None else [(words.plain(key), words.answer(value))]
    return tuple(found)


def _keys(fields: tuple[Field, ...]) -> Iterator[str]:
    """Give the keys that the fields answer; a group without a path lays its own beside the others."""
    for one in fields:
        if one.key is not None:
            yield one.key
        elif one.fields:
            yield from _keys(one.fields)


def _rows(fields: tuple[Field, ...], values: Mapping[str, Any], zone: str) -> Iterator[tuple[str, str]]:
    """Walk the form and tell what was answered; a list's rows are numbered."""
    for one in fields:
        if one.key is None:
            yield from _rows(one.fields, values, zone)
        elif one.key in values:
            yield from _answered(one, values[one.key], zone)


def _answered(one: Field, value: Any, zone: str) -> Iterator[tuple[str, str]]:
    """Tell one field's answer, or the answers inside it."""
    match value:
        case dict() if one.fields:
            yield from _rows(one.fields, value, zone)
        case list() if one.fields:
            for number, row in enumerate(value, start=1):
                for label, said in _rows(one.fields, row, zone):
                    yield f"{one.label or words.plain(str(one.key))} {number}: {label}", said
        case _:
            yield one.label or words.plain(str(one.key)), _said(one, value, zone)


def _said(one: Field, value: Any, zone: str) -> str:
    """Say one answer in one line."""
    return words.answer(answers_as_text.say(one, value, zone))
