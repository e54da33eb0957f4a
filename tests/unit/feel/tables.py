"""Tables of the tests of the specification: a heading for each section of DMN 1.5, a line for each expression.

A line reads ``text => expected``. What is expected is FEEL too, or ``refused`` for a text that is no FEEL.
"""

from datetime import UTC, datetime
from typing import Any

import pytest

from engine import feel

REFUSED = "refused"
CONTEXT = feel.Context(now=datetime(2026, 3, 5, 20, 30, tzinfo=UTC))


def read(table: str) -> list[Any]:
    """Give the lines as parameters; each test's id says its section."""
    found, section = [], ""
    for line in table.strip().splitlines():
        if line.startswith("## "):
            section = line[3:]
            continue
        text, _, expected = line.rpartition(" => ")
        found.append(pytest.param(text, expected, id=f"{section}: {text}"))
    return found


def outcome(text: str) -> str:
    """Give the value's text, strings quoted, so that no two different values look the same; or ``refused``."""
    try:
        value = REFUSED if text == REFUSED else feel.compile(text).evaluate({}, CONTEXT)
    except feel.FeelSyntaxError:
        value = REFUSED
    return value if value == REFUSED else feel.to_text([value])
