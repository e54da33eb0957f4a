"""The model of a form: what a form-js schema says, reduced to what this house supports and pages need to draw.

Components that only show something have no key. A group may have a path (its answers nest under it) or none (they stand
beside it); a dynamic list always has one, and its answers are a list of rows.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Any

from engine import feel

SHOWN_ONLY = frozenset({"text", "separator", "spacer"})
TEXTS = frozenset({"textfield", "textarea"})
SINGLE_CHOICE = frozenset({"select", "radio"})
MANY_CHOICE = frozenset({"checklist", "taglist"})
INPUTS = TEXTS | SINGLE_CHOICE | MANY_CHOICE | {"number", "checkbox", "datetime"}
NESTING = frozenset({"group", "dynamiclist"})
SUPPORTED = SHOWN_ONLY | INPUTS | NESTING | {"expression"}
AUDIT_MARKS = ("ya", "dengan_alasan", "tidak")
DEFAULT_MAX_LENGTH = {"textfield": 500, "textarea": 20_000}
MAX_ROWS = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """One choice: the value that is stored and the label that people read."""

    value: str | int | float
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One component of a form, in the words of form-js.

    ``key`` is the name of its answer (of a group or dynamic list: its path), None when it has no answer of its own.
    ``routing`` marks an answer that enters the process variables; every other answer stays in the encrypted
    submission. ``audit`` says who sees such an answer in the history: ya, dengan_alasan or tidak.
    ``hide`` is the condition under which the field is not shown and its answer dropped; None means always shown.
    ``format`` is "email" or "phone"; ``subtype`` of a datetime is date, time or datetime; ``min`` and ``max`` bound a
    number; ``pattern_sentence`` says which form is right; ``max_length`` counts characters; ``text`` is what a text
    component shows (Markdown). ``disabled`` marks a field that is shown but never taken from the sender.
    ``fields`` are the components nested inside.
    """

    id: str
    type: str
    key: str | None = None
    label: str = ""
    description: str = ""
    text: str = ""
    required: bool = False
    disabled: bool = False
    routing: bool = False
    audit: str = AUDIT_MARKS[1]
    default: Any = None
    options: tuple[Option, ...] = ()
    min: Decimal | None = None
    max: Decimal | None = None
    decimal_digits: int | None = None
    min_length: int | None = None
    max_length: int | None = None
    pattern: str | None = None
    pattern_sentence: str | None = None
    format: str | None = None
    subtype: str | None = None
    hide: feel.Expression | None = None
    expression: feel.Expression | None = None
    fields: tuple["Field", ...] = ()

    @property
    def is_input(self) -> bool:
        """Tell whether the sender may answer this field itself."""
        return self.type in INPUTS and not self.disabled

    def routing_names(self) -> Iterator[str]:
        """Give the process variables that this field sets: nested answers go under the outermost path."""
        if self.type not in NESTING:
            if self.routing and self.key is not None:
                yield self.key
            return
        inner = [name for field in self.fields for name in field.routing_names()]
        yield from inner if self.key is None else [self.key][: len(inner)]

    def audit_marks(self) -> Iterator[tuple[str, str]]:
        """Give who sees the process variables that this field sets; nested answers speak for the outermost path."""
        for field in self.fields if self.type in NESTING else ():
            yield from ((self.key or name, mark) for name, mark in field.audit_marks())
        if self.type not in NESTING:
            yield from ((name, self.audit) for name in self.routing_names())


def names_at(fields: tuple[Field, ...]) -> Iterator[str]:
    """Give the names that answers on this level may have; those of a group without a path stand on the level itself."""
    for field in fields:
        if field.key is not None:
            yield field.key
        elif field.type == "group":
            yield from names_at(field.fields)


def matches(text: str, pattern: str) -> bool | None:
    """Tell whether a pattern is found in the text, as a browser's ``pattern.test`` does; None for a bad pattern.

    FEEL's own function is asked because it takes linear time: policy staff write these patterns, anyone may answer.
    """
    try:
        found = _matching().evaluate({"value": text, "pattern": pattern})
    except feel.FeelError:  # too large a pattern to be run in linear time
        return None
    return found if isinstance(found, bool) else None


@cache
def _matching() -> feel.Expression:
    return feel.compile("matches(value, pattern)", names=("value", "pattern"))
