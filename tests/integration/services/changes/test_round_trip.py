"""The editor's own model of BPMN opens and saves every diagram; saved in the base's text, each is byte-equal."""

import json
import subprocess
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from engine.bpmn.rules.shapes import extensions
from engine.bpmn.saving import stable
from tests.support.house import sources

ISLANDS = sources.ROOT / "api" / "web" / "islands"
DESCRIPTOR: dict[str, Any] = json.loads((ISLANDS / "src" / "studio" / "lindung.json").read_text())
DIAGRAMS = sorted((sources.ROOT / "workflows").rglob("*.bpmn"))


@cache
def saved() -> dict[str, str]:
    """Give each diagram as the editor writes it after no edit, by path."""
    done = subprocess.run(
        [
            str(sources.ROOT / ".venv" / "bin" / "node"),
            str(sources.ROOT / "tests" / "support" / "web" / "roundtrip.mjs"),
            json.dumps(DESCRIPTOR),
        ],
        input=json.dumps([[str(path), path.read_text()] for path in DIAGRAMS]),
        capture_output=True,
        text=True,
        check=True,
    )
    return dict(json.loads(done.stdout))


@pytest.mark.parametrize("path", DIAGRAMS, ids=lambda path: path.stem)
def test_an_untouched_diagram_is_byte_equal(path: Path) -> None:
    written = saved()[str(path)]

    assert written != path.read_text()  # the editor has a lay-out of its own
    assert stable.stable(path.read_bytes(), written.encode()) == path.read_bytes()


def test_the_editor_knows_each_attribute_of_ours_where_it_means_something() -> None:
    """Types of the descriptor that stand for several elements: BaseElement all, FlowNode every node."""
    found: dict[str, set[str]] = {}
    for one in DESCRIPTOR["types"]:
        for each in one["properties"]:
            found.setdefault(each["name"], set()).update(name.removeprefix("bpmn:").lower() for name in one["extends"])
    wide = {"baseelement": None, "flownode": extensions.PLACES["slaStart"]}

    assert set(found) == set(extensions.PLACES)
    for name, places in extensions.PLACES.items():
        [*kinds] = found[name]
        meant = wide[kinds[0]] if kinds[0] in wide else frozenset(kinds)
        assert meant == (places if places is None or kinds[0] in wide else frozenset(map(str.lower, places))), name


def test_defaults_that_the_editor_leaves_out_are_those_that_a_save_keeps() -> None:
    model = json.loads(
        (ISLANDS / "node_modules" / "bpmn-moddle" / "resources" / "bpmn" / "json" / "bpmn.json").read_text()
    )
    left_out = {
        (one["name"], _written(one["default"]))
        for kind in model["types"]
        for one in kind.get("properties", ())
        if "default" in one and one.get("isAttr")
    }

    assert left_out != set()
    assert left_out <= set(stable.DEFAULTS.items())


def _written(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
