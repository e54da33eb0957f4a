"""Reads the test cases of the DMN Technology Compatibility Kit (testCases.xsd) into values of `engine.feel`."""

import xml.etree.ElementTree as ET
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from engine import feel

_KIT = "{http://www.omg.org/spec/DMN/20160719/testcase}"
_INSTANCE = "{http://www.w3.org/2001/XMLSchema-instance}"
# A result whose list of expected values is left out by the kit: null.
_TEMPORAL = {"date": "date", "time": "time", "dateTime": "date and time", "duration": "duration"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Expectation:
    """One result node: the decision by name, and the value that it must have."""

    decision: str
    value: Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One test case; ``invocable`` names what is called where the case is not about decisions."""

    id: str
    model: str
    kind: str
    invocable: str | None
    inputs: Mapping[str, Any]
    expectations: tuple[Expectation, ...]


def read(path: Path) -> Iterator[Case]:
    """Give the cases of a file in order."""
    root = ET.parse(path).getroot()  # noqa: S314 - the kit is given by whoever runs the tests
    model = (root.findtext(f"{_KIT}modelName") or "").strip()
    for number, node in enumerate(root.iter(f"{_KIT}testCase"), 1):
        yield Case(
            id=node.get("id") or str(number),
            model=model,
            kind=node.get("type") or "decision",
            invocable=node.get("invocableName"),
            inputs=dict(_input(child) for child in node.iter(f"{_KIT}inputNode")),
            expectations=tuple(_expectation(child) for child in node.iter(f"{_KIT}resultNode")),
        )


def _input(node: ET.Element) -> tuple[str, Any]:
    name, namespace = node.get("name") or "", node.get("namespace")
    return (f"{namespace}#{name}" if namespace else name), value(node)


def _expectation(node: ET.Element) -> Expectation:
    expected = node.find(f"{_KIT}expected")
    return Expectation(decision=node.get("name") or "", value=None if expected is None else value(expected))


def value(node: ET.Element) -> Any:
    """Give the FEEL value of a node of the kit's valueType: a value, a list, or a context of components."""
    components = node.findall(f"{_KIT}component")
    if components:
        return {" ".join((part.get("name") or "").split()): value(part) for part in components if not _nil(part)} | {
            part.get("name") or "": None for part in components if _nil(part)
        }
    if (items := node.find(f"{_KIT}list")) is not None:
        return None if _nil(items) else [value(item) for item in items.findall(f"{_KIT}item")]
    leaf = node.find(f"{_KIT}value")
    return None if leaf is None or _nil(leaf) else _leaf(leaf)


def _nil(node: ET.Element) -> bool:
    return node.get(f"{_INSTANCE}nil") == "true"


def _leaf(node: ET.Element) -> Any:
    kind = (node.get(f"{_INSTANCE}type") or "string").rpartition(":")[2]
    text = node.text or ""
    if kind in {"decimal", "double", "float", "integer", "int", "long"}:
        return Decimal(text.strip())
    if kind == "boolean":
        return text.strip() == "true"
    if kind in _TEMPORAL:
        return feel.compile(f'{_TEMPORAL[kind]}("{text.strip()}")').evaluate({})
    return text
