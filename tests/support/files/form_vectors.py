"""Answers and what is wrong with them: one file for the server's check and for the browser's viewer."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from tests.support.house import sources

PATH = sources.ROOT / "tests" / "support" / "files" / "form_vectors.json"
_LONG = "REPEAT:"


@dataclass(frozen=True, slots=True, kw_only=True)
class Vector:
    """One set of answers to one form; ``faults`` are the pointers of what is wrong, in order."""

    name: str
    source: bytes
    answers: dict[str, Any]
    faults: list[str]


def all_of_them() -> Iterator[Vector]:
    """Give every vector; ``REPEAT:n`` stands for a text of n letters."""
    for group in json.loads(PATH.read_text()):
        components = [_whole(one, f"c{number}") for number, one in enumerate(group["components"])]
        source = json.dumps({"type": "default", "id": "uji", "schemaVersion": 19, "components": components}).encode()
        for number, (answers, faults) in enumerate(group["cases"]):
            long = {key: _text(value) for key, value in answers.items()}
            yield Vector(name=f"{group['name']} {number}", source=source, answers=long, faults=sorted(faults))


def _whole(component: dict[str, Any], name: str) -> dict[str, Any]:
    """Give a component the id and label that every one needs."""
    inner = (
        {"components": [_whole(one, f"{name}_{number}") for number, one in enumerate(component["components"])]}
        if "components" in component
        else {}
    )
    return {"id": name, "label": component.get("key", "Kelompok"), **component, **inner}


def _text(value: Any) -> Any:
    return "a" * int(value.removeprefix(_LONG)) if isinstance(value, str) and value.startswith(_LONG) else value
