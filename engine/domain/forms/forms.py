"""Forms: what a person must answer, and the server's check of the answers, the same as the browser's.

``parse`` reads a form-js file, ``Form.check`` checks answers and splits off the routing data, ``problems`` is the lint
that deployment runs. The browser checks for comfort; this check decides. Errors carry pointers, never answers.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from engine import feel
from engine.domain.forms import form_fields, form_reading, form_rules
from engine.domain.forms.form_fields import Field
from engine.domain.forms.form_reading import SchemaProblem
from engine.errors import LindungError

__all__ = [
    "Checked",
    "Field",
    "FieldProblem",
    "Form",
    "FormInvalidError",
    "FormSchemaInvalidError",
    "parse",
    "problems",
]

_POINTER_KEY = 80  # an unknown key comes from outside: only its beginning is repeated


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldProblem:
    """One fault of the answers: where (JSON pointer, RFC 6901, into the answers), a code, and two sentences."""

    pointer: str
    code: str
    sentence_id: str
    sentence_en: str


class FormInvalidError(LindungError):
    """The form's answers are not right. Check the marked fields.

    ``problems`` names every field at fault, by pointer, never by content.
    """

    code = "form_invalid"

    def __init__(self, problems: tuple[FieldProblem, ...]) -> None:
        """Keep the problems beside the fixed sentence."""
        super().__init__(problems=len(problems))
        self.problems = problems


class FormSchemaInvalidError(LindungError):
    """The form file holds a component that is not valid or not supported. Mend the named component.

    ``ids`` name the first component at fault.
    """

    code = "form_schema_invalid"


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """Right answers: ``values`` all that were given, ``routing`` those that enter the process variables.

    A routing field that is hidden or unanswered is None in ``routing``, so that an answer of an earlier round does not
    go on steering the process; it is absent from ``values``.
    """

    values: dict[str, Any] = field(default_factory=dict)
    routing: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """A form: its id and its components in the order in which they are shown."""

    id: str
    fields: tuple[Field, ...]

    @property
    def routing_names(self) -> frozenset[str]:
        """Give the process variables that this form sets."""
        return frozenset(name for one in self.fields for name in one.routing_names())

    def check(self, answers: Mapping[str, Any], *, variables: Mapping[str, Any] | None = None) -> Checked:
        """Check answers (JSON values) and give what is kept; FormInvalidError with every fault.

        Hidden fields are dropped without being checked, unknown keys refused, disabled fields and expressions never
        taken from the sender. ``variables`` are process variables that conditions may also mention.
        """
        check = _Check()
        scope = {**(variables or {}), **_sound(self.fields, answers)}
        checked = check.level(self.fields, answers, scope=scope, at="")
        if check.problems:
            raise FormInvalidError(tuple(check.problems))
        return checked


def parse(data: bytes) -> Form:
    """Read a form-js file; FormSchemaInvalidError when ``problems`` finds any."""
    form_id, fields, found = form_reading.read(data)
    if found:
        raise FormSchemaInvalidError(form=form_id, component=found[0].component, problem=found[0].code)
    return Form(id=form_id, fields=fields)


def problems(data: bytes) -> tuple[SchemaProblem, ...]:
    """Give everything in a form-js file that this server would not honour; empty when it may be deployed."""
    return form_reading.read(data)[2]


def _sound(fields: tuple[Field, ...], answers: Mapping[str, Any]) -> dict[str, Any]:
    """Give the answers that conditions may look at: right ones; everything else is null, as if not answered."""
    scope: dict[str, Any] = {}
    for one in fields:
        value = answers.get(one.key) if one.key is not None else None
        if one.type == "group":
            inner = answers if one.key is None else (value if isinstance(value, dict) else {})
            sound = _sound(one.fields, inner)
            scope |= sound if one.key is None else {one.key: sound}
        elif one.type == "dynamiclist" and one.key is not None:
            rows = value[: form_fields.MAX_ROWS] if isinstance(value, list) else []
            scope[one.key] = [_sound(one.fields, row) for row in rows if isinstance(row, dict)]
        elif one.key is not None:
            right = one.is_input and not form_rules.faults(one, value)
            scope[one.key] = _answer(one, answers) if right else None
    return scope


def _answer(one: Field, answers: Mapping[str, Any]) -> Any:
    """Give what was answered; a box that was sent blank or not at all is not ticked, and only a box answers false."""
    value = answers.get(str(one.key))
    if one.type == "checkbox":
        return False if form_rules.is_empty(value) else value
    return None if value is False and one.is_input else value


class _Check:
    """One walk over a form and its answers; gathers every fault instead of stopping at the first."""

    def __init__(self) -> None:
        self.problems: list[FieldProblem] = []

    def level(
        self, fields: tuple[Field, ...], answers: Mapping[str, Any], *, scope: dict[str, Any], at: str
    ) -> Checked:
        """Check the answers of one nesting level; ``scope`` loses each hidden answer for the conditions after it."""
        known = set(form_fields.names_at(fields))
        for key in answers:
            if key not in known:
                self._report(f"{at}/{_escaped(str(key)[:_POINTER_KEY])}", "unknown_field")
        return self._walk(fields, answers, scope=scope, at=at)

    def _walk(
        self, fields: tuple[Field, ...], answers: Mapping[str, Any], *, scope: dict[str, Any], at: str
    ) -> Checked:
        kept = Checked()
        for one in fields:
            # Only a clear "true" hides: a condition that cannot be decided must not take a question away.
            if one.hide is not None and one.hide.evaluate(feel.from_json(scope)) is True:
                scope.update(dict.fromkeys(form_fields.names_at((one,))))
                kept.routing.update(dict.fromkeys(one.routing_names()))
                continue
            part = self._part(one, answers, scope=scope, at=at)
            kept.values.update(part.values)
            kept.routing.update(part.routing)
        return kept

    def _part(self, one: Field, answers: Mapping[str, Any], *, scope: dict[str, Any], at: str) -> Checked:
        if one.type == "group" and one.key is None:
            return self._walk(one.fields, answers, scope=scope, at=at)
        if one.key is None or (one.type in form_fields.INPUTS and one.disabled):
            return Checked()
        pointer, value = f"{at}/{one.key}", _answer(one, answers)
        if one.type == "group":
            return _under(one, self._group(one, value, scope=scope, at=pointer))
        if one.type == "dynamiclist":
            return self._rows(one, value, scope=scope, at=pointer)
        if one.expression is not None:
            value = feel.to_json(one.expression.evaluate(feel.from_json(scope)))
            scope[one.key] = value
            return _kept(one, value)
        for code, limit in form_rules.faults(one, value):
            said = one.pattern_sentence if code == "pattern" else None
            self._report(pointer, code, limit=limit, said=said)
        return _kept(one, value)

    def _group(self, one: Field, value: Any, *, scope: dict[str, Any], at: str) -> Checked:
        if value is not None and not isinstance(value, dict):
            self._report(at, "wrong_type")
        answers = value if isinstance(value, dict) else {}
        return self.level(one.fields, answers, scope={**scope, **_sound(one.fields, answers)}, at=at)

    def _rows(self, one: Field, value: Any, *, scope: dict[str, Any], at: str) -> Checked:
        rows = value if isinstance(value, list) else []
        if value is not None and not isinstance(value, list):
            self._report(at, "wrong_type")
        if len(rows) > form_fields.MAX_ROWS:  # refused as a whole: checking each would be work for an attacker
            self._report(at, "too_many_rows", limit=form_fields.MAX_ROWS)
            rows = []
        parts = [self._group(one, row, scope=scope, at=f"{at}/{index}") for index, row in enumerate(rows)]
        return Checked(
            values={str(one.key): [part.values for part in parts]} if parts else {},
            routing={name: [part.routing for part in parts] for name in one.routing_names()},
        )

    def _report(self, pointer: str, code: str, *, limit: Any = None, said: str | None = None) -> None:
        sentence_id, sentence_en = form_rules.SENTENCES[code]
        self.problems.append(
            FieldProblem(
                pointer=pointer,
                code=code,
                sentence_id=said or sentence_id.format(limit=limit),
                sentence_en=sentence_en.format(limit=limit),
            )
        )


def _kept(one: Field, value: Any) -> Checked:
    """Keep an answer under its key; an unticked box is an answer too, a blank is not."""
    given = value is False or not form_rules.is_empty(value)
    return Checked(
        values={str(one.key): value} if given else {},
        routing=dict.fromkeys(one.routing_names(), value if given else None),
    )


def _under(one: Field, inner: Checked) -> Checked:
    """Put a group's answers under its path."""
    return Checked(
        values={str(one.key): inner.values} if inner.values else {},
        routing=dict.fromkeys(one.routing_names(), inner.routing),
    )


def _escaped(key: str) -> str:
    return key.replace("~", "~0").replace("/", "~1")
