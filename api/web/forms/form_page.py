"""Drawing a form as plain HTML: the same form-js file that the browser's viewer shows, without needing scripts.

A field under a condition is shown with a hint; a small script hides it where the condition is a plain comparison. Its
answer is dropped by the form's check in any case, as it would be in the viewer.
"""

import hashlib
import json
import secrets
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from flask import request

from api import bodies, edge, problems, refusals
from api.web.forms import answers, form_conditions
from api.web.words.language import say, sentence
from engine.domain.forms import form_fields, forms
from engine.domain.forms.form_fields import Field
from engine.services.base.transaction import Transaction
from engine.services.cases import reports

SPARE_ROWS = 2
"""Empty rows offered below those of a list that are filled in; without scripts no row can be added."""

POINTER = "/form"
"""Where the answers stand in a request body, hence how the pointers of faults begin."""

VIEWER_DATA = "data"
"""Name of the field in which the browser's viewer sends all answers as JSON."""

RECEIVED = "/received_at"
"""Where the moment of receipt stands in a request body: beside the answers, not among them."""

SHEET = "s"
"""How the names of the sheet's fields begin, where those of the procedure's own form begin with ``f``."""

SHEET_REFUSED = reports.SheetInvalidError.code

INPUT_TYPES: Mapping[str | None, str] = {
    "email": "email", "phone": "tel", "date": "date", "time": "time", "datetime": "datetime-local",
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One option of a select, radio or checklist."""

    value: str
    label: str
    chosen: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Widget:
    """One thing to draw. ``kind`` is the form-js type; ``fault`` is None unless the answer was refused."""

    kind: str
    name: str
    label: str
    help: str = ""
    text: str = ""
    required: bool = False
    conditional: bool = False
    disabled: bool = False
    value: str = ""
    ticked: bool = False
    input_type: str = "text"
    limits: Mapping[str, str] = field(default_factory=dict)
    choices: tuple[Choice, ...] = ()
    rows: tuple[tuple["Widget", ...], ...] = ()
    fault: str | None = None
    hidden_by: form_conditions.Condition | None = None

    @property
    def anchor(self) -> str:
        """Give the element's id."""
        return self.name.replace(".", "-")

    @property
    def is_blank(self) -> bool:
        """Tell whether this field has no answer and no refusal."""
        return not (self.value or self.ticked or self.fault or any(one.chosen for one in self.choices))

    def flat(self) -> Iterator["Widget"]:
        """Give this widget and all inside."""
        yield self
        for row in self.rows:
            for one in row:
                yield from one.flat()


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    """A form ready for the template."""

    widgets: tuple[Widget, ...]
    prefix: str = answers.PREFIX

    def anchor(self, pointer: str) -> str:
        """Give the id of the field that a fault points to; the page's beginning when it points to none."""
        found = self._at(pointer)
        return "isi" if found is None else found.anchor

    def label(self, pointer: str) -> str:
        """Give the label of the field that a fault points to."""
        found = self._at(pointer)
        return say("Isian") if found is None else found.label

    def _at(self, pointer: str) -> Widget | None:
        name = _name_of(pointer, self.prefix)
        return next((one for widget in self.widgets for one in widget.flat() if one.name == name), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Start:
    """The page of a new report: the procedure's own questions, the sheet, and when it was received; ``whole`` finds
    the fields that faults point to.
    """

    begun: Drawn
    told: Drawn
    received: Drawn
    whole: Drawn


@dataclass(frozen=True, slots=True, kw_only=True)
class _Sheet:
    """What the fields are drawn with: what was typed before, and what was wrong with it."""

    typed: answers.Posted | None
    faults: Mapping[str, str]


def draw(
    form: forms.Form,
    *,
    problem: problems.Problem | None = None,
    typed: answers.Posted | None = None,
    prefix: str = answers.PREFIX,
) -> Drawn:
    """Draw a form, empty with its defaults, or as it was ``typed`` or posted when it comes back with a problem."""
    faults = {} if problem is None else {_name_of(one.pointer, prefix): sentence(one) for one in problem.faults}
    shown = request.form if typed is None and problem is not None else typed
    sheet = _Sheet(typed=shown, faults=faults)
    return Drawn(widgets=_widgets(form.fields, sheet, prefix=prefix), prefix=prefix)


def draw_start(
    form: forms.Form | None,
    sheet: forms.Form,
    *,
    received_at: str,
    zone: str,
    problem: problems.Problem | None,
    again: bool,
) -> Start:
    """Draw the page of a new report; ``again`` shows it with what was posted."""
    typed = request.form if again or problem is not None else None
    of_sheet = problem is not None and problem.code == SHEET_REFUSED
    begun = () if form is None else draw(form, problem=None if of_sheet else problem, typed=typed).widgets
    told = draw(sheet, problem=problem if of_sheet else None, typed=typed, prefix=SHEET).widgets
    faults = {} if problem is None else {one.pointer: sentence(one) for one in problem.faults}
    received = Widget(
        kind="textfield",
        name=RECEIVED.removeprefix("/"),
        label=say("Laporan diterima pada"),
        help=say(
            "Waktu %(zone)s. Batas waktu layanan dihitung dari waktu ini, bukan dari saat laporan diketik.", zone=zone
        ),
        required=True,
        value=received_at,
        input_type="datetime-local",
        fault=faults.get(RECEIVED),
    )
    whole = Drawn(widgets=(*begun, *told, received), prefix=SHEET if of_sheet else answers.PREFIX)
    return Start(begun=Drawn(widgets=begun), told=Drawn(widgets=told), received=Drawn(widgets=(received,)), whole=whole)


def posted(form: forms.Form | None, *, zone: str, prefix: str = answers.PREFIX) -> dict[str, Any]:
    """Give the posted answers of a form, from its fields or as the viewer sends them in one; none without a form.

    BodyMalformedError for what the viewer would never send.
    """
    if form is None:
        return {}
    data = request.form.get(VIEWER_DATA)
    if not data or prefix != answers.PREFIX:
        return answers.read(form.fields, request.form, zone=zone, prefix=prefix)
    found = bodies.read(data.encode())
    if not isinstance(found, dict):
        raise refusals.BodyMalformedError
    return found


def typed_again(form: forms.Form, given: Mapping[str, Any], *, zone: str) -> answers.Posted:
    """Give answers as they would be typed into the form's fields: of a draft, or of what the viewer sent."""
    return answers.write(form.fields, given, zone=zone)


def fresh_key() -> str:
    """Give the key under which a form that is pressed twice is done once."""
    return secrets.token_urlsafe(18)


def once(tx: Transaction, work: edge.Work) -> str:
    """Do a form's work once, as ``done_once`` does, and give the text of its answer."""
    return str(done_once(tx, work))


def done_once(tx: Transaction, work: edge.Work) -> Any:
    """Do a form's work once, however often its button was pressed, and give its answer."""
    key = request.form.get("once", "")
    digest = form_digest()
    outcome = edge.once(tx, work, key=digest.hex() if 0 < len(key) <= edge.LONGEST_KEY else None, digest=digest)
    return outcome.value()


def form_digest() -> bytes:
    """Give the SHA-256 of the address and all that was typed.

    The form that a browser kept and shows again carries the old key: with other answers it is another report, and must
    not be taken for the first one.
    """
    return hashlib.sha256(json.dumps([request.path, list(request.form.items(multi=True))]).encode()).digest()


def _name_of(pointer: str, prefix: str = answers.PREFIX) -> str:
    """Give the HTML field name that a fault's pointer means; outside the answers that is the pointer itself."""
    if not pointer.startswith(POINTER):
        return pointer.removeprefix("/")
    return prefix + pointer.removeprefix(POINTER).replace("/", ".")


def _widgets(fields: tuple[Field, ...], sheet: _Sheet, *, prefix: str) -> tuple[Widget, ...]:
    """Draw fields in order."""
    return tuple(_widget(one, sheet, prefix=prefix) for one in fields if one.type != "expression")


def _widget(one: Field, sheet: _Sheet, *, prefix: str) -> Widget:
    """Draw one field."""
    name = f"{prefix}.{one.key or '-' + one.id}"
    value, ticked, chosen = _state(one, sheet, name)
    return Widget(
        kind=one.type,
        name=name,
        label=one.label,
        help=one.description,
        text=one.text,
        required=one.required,
        conditional=one.hide is not None,
        disabled=one.disabled,
        value=value,
        ticked=ticked,
        input_type=INPUT_TYPES.get(one.subtype or one.format, "text"),
        limits=_limits(one),
        choices=tuple(
            Choice(value=str(option.value), label=option.label, chosen=str(option.value) in chosen)
            for option in one.options
        ),
        rows=_rows(one, sheet, prefix=prefix, name=name),
        fault=sheet.faults.get(name),
        hidden_by=None if one.hide is None else form_conditions.read(one.hide.text, prefix=prefix),
    )


def _rows(one: Field, sheet: _Sheet, *, prefix: str, name: str) -> tuple[tuple[Widget, ...], ...]:
    """Draw what is inside: a group's one row of fields, or a list's filled rows and a few empty ones."""
    if one.type == "group":
        return (_widgets(one.fields, sheet, prefix=prefix if one.key is None else name),)
    if one.type != "dynamiclist":
        return ()
    used = [] if sheet.typed is None else answers.row_numbers(sheet.typed, name)
    first = used[-1] + 1 if used else 0
    spare = range(first, min(first + SPARE_ROWS, form_fields.MAX_ROWS))
    return tuple(_widgets(one.fields, sheet, prefix=f"{name}.{number}") for number in (*used, *spare))


def _state(one: Field, sheet: _Sheet, name: str) -> tuple[str, bool, frozenset[str]]:
    """Give the field's text, whether it is ticked, and which options are chosen."""
    if sheet.typed is not None:
        return sheet.typed.get(name, ""), name in sheet.typed, frozenset(sheet.typed.getlist(name))
    default = one.default
    chosen = default if isinstance(default, list) else [default]
    text = "" if default is None or isinstance(default, bool | list | dict) else str(default)
    return text, default is True, frozenset(str(item) for item in chosen if item is not None)


def _limits(one: Field) -> dict[str, str]:
    """Give the limits that a browser can help to keep; the server keeps them in any case."""
    if one.type == "number":
        step = "any" if one.decimal_digits is None else str(10.0**-one.decimal_digits if one.decimal_digits else 1)
        bounds = {"min": one.min, "max": one.max}
        return {"step": step} | {key: str(value) for key, value in bounds.items() if value is not None}
    if one.type in form_fields.TEXTS and one.max_length is not None:
        return {"maxlength": str(one.max_length)}
    return {}
