"""A form as the browser's viewer is given it: the same file, with the rules that the server has of its own written out.

The viewer would take other phone numbers than we do, and lets pass what is blank or too long. Whatever the server
refuses beyond form-js is therefore said in form-js's own words; ``tests/support/form_vectors.json`` holds both to it.
"""

import json
from collections.abc import Mapping
from typing import Any

from engine.domain.forms import form_fields, form_rules

EMAIL = r"^[^@\s]{1,64}@[^@\s.]+(\.[^@\s.]+)+$"
PHONE = r"^(\+|0)[0-9 ().\-]{6,24}$"
NOT_BLANK = r"\S"


def schema(source: bytes, *, language: str) -> dict[str, Any]:
    """Give the schema of a deployed form for the viewer, its sentences in the language."""
    form: dict[str, Any] = json.loads(source)
    return {**form, "components": _level(form["components"], language)}


def _level(components: list[dict[str, Any]], language: str) -> list[dict[str, Any]]:
    """Give the components of one level; buttons are the page's own."""
    return [_component(one, language) for one in components if one.get("type") != "button"]


def _component(component: Mapping[str, Any], language: str) -> dict[str, Any]:
    kind = component.get("type")
    made = dict(component)
    if kind in form_fields.NESTING:
        made["components"] = _level(component.get("components") or [], language)
    if kind == "dynamiclist":
        # A row that nobody asked for would have to be filled in.
        made = {"defaultRepetitions": 0, "allowAddRemove": True} | made
    if kind in form_fields.TEXTS:
        made["validate"] = _text_rules(kind, component.get("validate") or {}, language)
    return made


def _text_rules(kind: str, rules: Mapping[str, Any], language: str) -> dict[str, Any]:
    """Give a text's rules with ours among them; its kind of text becomes a pattern with the sentence that we say."""
    made = {"maxLength": form_fields.DEFAULT_MAX_LENGTH[kind]} | {
        name: value for name, value in rules.items() if value not in (None, "") and name != "validationType"
    }
    asked = str(rules.get("validationType") or "custom")
    patterns = {"email": EMAIL, "phone": PHONE}
    if asked in patterns:
        made |= {"pattern": patterns[asked], "patternErrorMessage": _sentence(asked, language)}
    elif made.get("pattern"):
        made = {"patternErrorMessage": _sentence("pattern", language)} | made
    elif made.get("required"):
        made |= {"pattern": NOT_BLANK, "patternErrorMessage": _sentence("required", language)}
    return made


def _sentence(code: str, language: str) -> str:
    return form_rules.SENTENCES[code][1 if language == "en" else 0]
