"""Sound diagrams, damaged at random: the check never breaks down, and the engine loads whatever it accepts."""

import contextlib

from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from engine.bpmn.base import xml
from engine.bpmn.drawing import layout
from engine.bpmn.drawing import picture as drawing
from engine.bpmn.reading import definitions
from engine.bpmn.rules import isolated
from tests.support.diagrams import refused

SOUND = [
    refused.read(name).sound for name in ("cancel_event", "split_without_default", "error_not_caught", "link_event")
]
VALUES = st.sampled_from(["", "terima", "mulai", "selesai", "true", "1e999", "= bahaya", "R3/P1D", "${x}", "é"])
DAMAGE = st.tuples(st.sampled_from(["drop", "unset", "set", "say", "become"]), st.integers(0, 999), VALUES)


def damaged(data: bytes, *damages: tuple[str, int, str]) -> bytes:
    """Give a file with some elements dropped, renamed, or with other attributes and texts."""
    root = etree.fromstring(data)
    for kind, number, value in damages:
        elements = list(root.iter("*"))
        element = elements[number % len(elements)]
        around, keys = element.getparent(), sorted(map(str, element.attrib))
        if kind == "drop" and around is not None:
            around.remove(element)
        elif kind == "unset" and keys:
            del element.attrib[keys[number % len(keys)]]
        elif kind == "set" and keys:
            element.set(keys[number % len(keys)], value)
        elif kind == "say":
            element.text = value
        elif kind == "become":
            element.tag = elements[(number * 7) % len(elements)].tag
    return etree.tostring(root)


@settings(max_examples=60, derandomize=True)
@given(data=st.sampled_from(SOUND), damages=st.lists(DAMAGE, min_size=1, max_size=3))
def test_every_damage_is_refused_or_harmless(data: bytes, damages: list[tuple[str, int, str]]) -> None:
    files = refused.bundle(damaged(data, *damages))

    # ``examine`` loads into the engine what the rules accept; "definition_invalid" would be a hole in the rules.
    found = isolated.examine(files, roles=refused.ROLES, clauses=None)

    assert "definition_invalid" not in {refusal.code for refusal in found}
    if not found:
        definition = definitions.load(files, process_id="proses", bpmn="proses.bpmn", sla="sla")
        assert definition.start_events == ("mulai",)


@settings(max_examples=60, derandomize=True)
@given(data=st.sampled_from(SOUND), damages=st.lists(DAMAGE, min_size=1, max_size=3))
def test_every_damage_can_be_drawn_or_is_said_to_be_undrawable(
    data: bytes, damages: list[tuple[str, int, str]]
) -> None:
    with contextlib.suppress(layout.DrawingMissingError, layout.DrawingUnreadableError):
        picture = drawing.svg(damaged(data, *damages), title="Uji")

        assert xml.parse(picture.encode()).get("role") == "img"
