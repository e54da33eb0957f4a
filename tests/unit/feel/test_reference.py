"""Runs every example of docs/reference/feel.md."""

import json
import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from engine import feel
from engine.feel import limits

PAGE = (Path(__file__).parents[3] / "docs" / "reference" / "feel.md").read_text(encoding="utf-8")
CONTEXT = feel.Context(
    now=datetime(2026, 3, 6, 2, 0, tzinfo=UTC),
    zone=ZoneInfo("Asia/Jakarta"),
    functions={"batas": lambda _milestone: datetime(2026, 3, 6, 11, 0, tzinfo=UTC)},
)


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)


def examples(language: str) -> list[tuple[str, str]]:
    lines = [line for block in blocks(language) for line in block.strip().splitlines()]
    return [(text, expected) for text, _, expected in (line.partition(" // => ") for line in lines)]


SCOPE: dict[str, Any] = json.loads(blocks("json")[0])


def value(text: str) -> Any:
    return feel.compile(text, names=SCOPE, functions=CONTEXT.functions).evaluate(SCOPE, CONTEXT)


@pytest.mark.parametrize(("text", "expected"), examples("feel"))
def test_each_example_gives_what_the_page_says(text: str, expected: str) -> None:
    assert expected
    assert value(text) == value(expected)
    assert type(value(text)) is type(value(expected))


@pytest.mark.parametrize(("text", "expected"), examples("cell"))
def test_each_cell_decides_as_the_page_says(text: str, expected: str) -> None:
    given, _, cell = text.partition(": ")

    assert feel.compile_unary_tests(cell).matches(value(given), SCOPE, CONTEXT) is value(expected)


@pytest.mark.parametrize(("text", "expected"), examples("error"))
def test_each_error_is_explained_as_the_page_says(text: str, expected: str) -> None:
    with pytest.raises(feel.FeelSyntaxError) as caught:
        feel.compile(text)

    assert caught.value.explain_id() == expected


def test_the_page_is_not_empty() -> None:
    assert len(examples("feel")) > 60
    assert len(examples("cell")) > 6


@pytest.mark.parametrize("name", ["steps", "depth", "list_length", "string_length", "pattern_length"])
def test_the_limits_are_those_of_the_page(name: str) -> None:
    row = re.search(rf"^\| `{name}` \| ([\d,]+) \|", PAGE, re.MULTILINE)

    assert row is not None
    assert int(row[1].replace(",", "")) == getattr(limits.DEFAULT, name)
