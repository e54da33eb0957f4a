"""The smallest valid form-js schemas for tests of forms."""

import json
from typing import Any

from engine.domain.forms import forms

Json = dict[str, Any]


def schema(*components: Json) -> bytes:
    """Give a form-js file with these components."""
    return json.dumps({"id": "uji", "type": "default", "schemaVersion": 18, "components": components}).encode()


def form(*components: Json) -> forms.Form:
    """Give the parsed form."""
    return forms.parse(schema(*components))


def component(kind: str = "textfield", key: str = "isian", **settings: Any) -> Json:
    """Give one component; ``hide``, ``routing`` and the rules may be given flat."""
    built: Json = {"id": f"Field_{key}", "type": kind, "key": key, "label": key}
    rules = {name: settings.pop(name) for name in list(settings) if name in RULES}
    if "hide" in settings:
        built["conditional"] = {"hide": settings.pop("hide")}
    if settings.pop("routing", False):
        built["properties"] = {"routing": "true"}
    return built | {"validate": rules} | settings


def choice(kind: str, *values: Any, key: str = "isian", **settings: Any) -> Json:
    """Give a component with options whose labels are their values."""
    return component(kind, key, values=[{"value": value, "label": str(value)} for value in values], **settings)


def group(*components: Json, path: str | None = None, **settings: Any) -> Json:
    """Give a group, with a path or without."""
    return component("group", path or "kelompok", components=list(components), path=path, **settings) | {"key": None}


def rows(*components: Json, path: str = "anak", **settings: Any) -> Json:
    """Give a dynamic list."""
    return component("dynamiclist", path, components=list(components), path=path, **settings)


def faults(checked: forms.Form, answers: Json) -> dict[str, list[str]]:
    """Give the codes of the faults by pointer; empty when the answers are right."""
    found: dict[str, list[str]] = {}
    try:
        checked.check(answers)
    except forms.FormInvalidError as refusal:
        for problem in refusal.problems:
            found.setdefault(problem.pointer, []).append(problem.code)
    return found


RULES = {"required", "min", "max", "minLength", "maxLength", "pattern", "validationType"}
