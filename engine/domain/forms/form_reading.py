"""Reading a form-js schema, strictly: whatever the server would not check as the browser does is refused.

Policy staff draw forms in the form-js editor. A component or condition that we cannot honour on the server would be a
check that only the browser makes, so the deployment refuses it with the component's name.
"""

import json
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from engine import feel
from engine.domain.forms import form_fields
from engine.domain.forms.form_fields import Field, Option

_KEY = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,79}", re.ASCII)
_MAX_DEPTH = 8
_MAX_BYTES = 1_000_000
# Options that come from data at run time, and dates judged by the browser's clock: neither can be checked here.
_REFUSED_SETTINGS = ("valuesKey", "valuesExpression", "disallowPassedDates")
_SENTENCES = {
    "not_json": ("Berkas formulir bukan JSON yang sah.", "The form file is not valid JSON."),
    "no_components": ("Formulir tidak memiliki daftar komponen.", "The form has no list of components."),
    "too_deep": ("Kelompok isian bertumpuk terlalu dalam.", "Groups are nested too deeply."),
    "unsupported_component": ("Jenis komponen ini belum didukung.", "This type of component is not supported."),
    "unsupported_setting": (
        "Pengaturan komponen ini tidak dapat diperiksa di server.",
        "A setting of this component cannot be checked on the server.",
    ),
    "bad_key": (
        "Kunci isian kosong atau memuat tanda yang tidak boleh.",
        "The key is empty or holds characters that are not allowed.",
    ),
    "double_key": ("Kunci isian dipakai lebih dari sekali.", "The key is used more than once."),
    "bad_feel": ("Rumus FEEL pada komponen ini tidak dapat dibaca.", "The component's FEEL expression cannot be read."),
    "bad_rule": ("Aturan isian pada komponen ini tidak sah.", "A validation rule of this component is not valid."),
    "bad_audit": (
        "Nilai audit hanya boleh ya, dengan_alasan, atau tidak.",
        "The value of audit may only be ya, dengan_alasan or tidak.",
    ),
    "bad_options": (
        "Pilihan pada komponen ini kosong, ganda, atau tidak berlabel.",
        "The options of this component are missing, doubled or unlabelled.",
    ),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class SchemaProblem:
    """What is wrong with a form file: the component's id (or key, or empty for the file), a code, two sentences."""

    component: str
    code: str
    sentence_id: str
    sentence_en: str


class _BadComponentError(Exception):
    """Carries the code of the first thing wrong with one component up to the reader."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def read(data: bytes) -> tuple[str, tuple[Field, ...], tuple[SchemaProblem, ...]]:
    """Give the form's id, its fields, and every problem found; fields with a problem are left out."""
    reader = _Reader()
    schema = reader.schema(data)
    fields = reader.fields(schema.get("components", []), depth=0)
    return str(schema.get("id", "")), fields, tuple(reader.problems)


class _Reader:
    """Walks the components and collects problems instead of stopping at the first."""

    def __init__(self) -> None:
        self.problems: list[SchemaProblem] = []

    def schema(self, data: bytes) -> Mapping[str, Any]:
        """Give the file as an object; an empty one, and a problem, when it is none."""
        try:
            schema = json.loads(data[:_MAX_BYTES])  # a longer file is cut and so no longer JSON
        except (ValueError, RecursionError):
            self._report("", "not_json")
            return {}
        if not isinstance(schema, dict) or not isinstance(schema.get("components"), list):
            self._report("", "no_components")
            return {}
        return schema

    def fields(self, components: list[Any], *, depth: int) -> tuple[Field, ...]:
        """Give the fields of one nesting level, in order."""
        if depth > _MAX_DEPTH:
            self._report("", "too_deep")
            return ()
        found = [field for raw in components if (field := self._field(raw, depth=depth)) is not None]
        self._refuse_doubles(tuple(found))
        return tuple(found)

    def _field(self, raw: Any, *, depth: int) -> Field | None:
        component = raw if isinstance(raw, dict) else {}
        name = str(component.get("id") or component.get("key") or component.get("path") or "")
        if component.get("type") == "button":
            return None  # form-js draws one by default; our pages have their own
        try:
            nested = component.get("components")
            inner = self.fields(nested if isinstance(nested, list) else [], depth=depth + 1)
            return _field(component, name=name, inner=inner)
        except _BadComponentError as refusal:
            self._report(name, refusal.code)
            return None

    def _refuse_doubles(self, fields: tuple[Field, ...]) -> None:
        # Every level above a group without a path meets its names again, so one report is enough.
        for name, times in Counter(form_fields.names_at(fields)).items():
            if times > 1 and not any(one.component == name and one.code == "double_key" for one in self.problems):
                self._report(name, "double_key")

    def _report(self, component: str, code: str) -> None:
        sentence_id, sentence_en = _SENTENCES[code]
        self.problems.append(
            SchemaProblem(component=component, code=code, sentence_id=sentence_id, sentence_en=sentence_en)
        )


def _field(component: Mapping[str, Any], *, name: str, inner: tuple[Field, ...]) -> Field:
    """Read one component with every setting that counts here; settings of looks only are passed over."""
    kind = component.get("type")
    if not isinstance(kind, str) or kind not in form_fields.SUPPORTED:
        raise _BadComponentError("unsupported_component")
    if any(component.get(setting) for setting in _REFUSED_SETTINGS):
        raise _BadComponentError("unsupported_setting")
    rules = _mapping(component, "validate")
    return Field(
        id=name,
        type=kind,
        key=_key(component),
        label=_label(component),
        description=str(component.get("description") or ""),
        text=str(component.get("text") or ""),
        required=_flag(rules, "required"),
        disabled=_flag(component, "disabled") or _flag(component, "readonly"),
        routing=str(_mapping(component, "properties").get("routing", "")).lower() == "true",
        audit=_audit(component),
        default=component.get("defaultValue"),
        options=_options(component) if kind in form_fields.SINGLE_CHOICE | form_fields.MANY_CHOICE else (),
        min=_bound(rules, "min"),
        max=_bound(rules, "max"),
        decimal_digits=_whole(component, "decimalDigits"),
        min_length=_whole(rules, "minLength"),
        max_length=_whole(rules, "maxLength") or form_fields.DEFAULT_MAX_LENGTH.get(kind),
        pattern=_pattern(rules),
        pattern_sentence=_pattern_sentence(rules),
        format=_format(rules),
        subtype=_subtype(component) if kind == "datetime" else None,
        hide=_feel(_mapping(component, "conditional").get("hide")),
        expression=_feel(component.get("expression"), needed=True) if kind == "expression" else None,
        fields=inner,
    )


def _key(component: Mapping[str, Any]) -> str | None:
    """Give the name of the answer; dotted names, by which form-js nests silently, are refused."""
    kind = component["type"]
    if kind in form_fields.SHOWN_ONLY or (kind == "group" and not component.get("path")):
        return None
    key = component.get("path" if kind in form_fields.NESTING else "key")
    if not isinstance(key, str) or not _KEY.fullmatch(key):
        raise _BadComponentError("bad_key")
    return key


def _label(component: Mapping[str, Any]) -> str:
    """Give what the field is called; fields of moments have a label of their own for the day and for the time."""
    named = (component.get(name) for name in ("label", "dateLabel", "timeLabel"))
    return next((str(one) for one in named if one), "")


def _mapping(component: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    value = component.get(name) or {}
    if not isinstance(value, dict):
        raise _BadComponentError("bad_rule")
    return value


def _audit(component: Mapping[str, Any]) -> str:
    """Read who sees the answer in the history; a word that we do not know is refused, since it might mean "nobody"."""
    mark = str(_mapping(component, "properties").get("audit") or form_fields.AUDIT_MARKS[1])
    if mark not in form_fields.AUDIT_MARKS:
        raise _BadComponentError("bad_audit")
    return mark


def _flag(rules: Mapping[str, Any], name: str) -> bool:
    value = rules.get(name, False)
    if not isinstance(value, bool):  # form-js also allows an expression here; the server would not follow it
        raise _BadComponentError("bad_rule")
    return value


def _bound(rules: Mapping[str, Any], name: str) -> Decimal | None:
    """Read a limit; the editor writes it as a number or as text, and an empty text means none."""
    value = rules.get(name)
    if value is None or value == "":
        return None
    try:
        number = Decimal(str(value))
    except ArithmeticError:
        raise _BadComponentError("bad_rule") from None
    if not number.is_finite():
        raise _BadComponentError("bad_rule")
    return number


def _whole(rules: Mapping[str, Any], name: str) -> int | None:
    number = _bound(rules, name)
    if number is not None and (number % 1 or not 0 <= number <= 1_000_000):
        raise _BadComponentError("bad_rule")
    return None if number is None else int(number)


def _pattern(rules: Mapping[str, Any]) -> str | None:
    """Read a pattern that the server's engine can run too: look-around, for one, it cannot."""
    pattern = rules.get("pattern")
    if pattern is None or pattern == "":
        return None
    if not isinstance(pattern, str) or len(pattern) > 300 or form_fields.matches("", pattern) is None:
        raise _BadComponentError("bad_rule")
    return pattern


def _pattern_sentence(rules: Mapping[str, Any]) -> str | None:
    """Read what the form's author says of an answer in the wrong form; form-js has a setting for it."""
    sentence = rules.get("patternErrorMessage")
    if sentence is not None and not isinstance(sentence, str):
        raise _BadComponentError("bad_rule")
    return sentence or None


def _format(rules: Mapping[str, Any]) -> str | None:
    kind = rules.get("validationType") or "custom"
    if kind not in {"custom", "email", "phone"}:
        raise _BadComponentError("bad_rule")
    return None if kind == "custom" else str(kind)


def _subtype(component: Mapping[str, Any]) -> str:
    subtype = component.get("subtype") or "date"
    if subtype not in {"date", "time", "datetime"}:
        raise _BadComponentError("bad_rule")
    return str(subtype)


def _options(component: Mapping[str, Any]) -> tuple[Option, ...]:
    rows = component.get("values")
    if not isinstance(rows, list) or not rows or not all(isinstance(row, dict) for row in rows):
        raise _BadComponentError("bad_options")
    options = tuple(_option(row) for row in rows)
    if len({(type(option.value), option.value) for option in options}) < len(options):
        raise _BadComponentError("bad_options")
    return options


def _option(row: Mapping[str, Any]) -> Option:
    value, label = row.get("value"), row.get("label")
    labelled = isinstance(label, str) and label.strip()
    # false counts as not answered, so it can be no option; a radio with the texts "ya" and "tidak" says it better
    if not labelled or isinstance(value, bool) or not isinstance(value, str | int | float) or value == "":
        raise _BadComponentError("bad_options")
    return Option(value=value, label=str(label))


def _feel(text: Any, *, needed: bool = False) -> feel.Expression | None:
    """Compile a condition or a computed value; the editor writes a leading equals sign."""
    if not text and not needed:
        return None
    if not isinstance(text, str):
        raise _BadComponentError("bad_feel")
    try:
        return feel.compile(text.removeprefix("="))
    except feel.FeelError:
        raise _BadComponentError("bad_feel") from None
