"""What an editor of decision tables needs twice stays in step with its home: units of time, and codes of channels."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from api.cli import procedure_pages
from api.web.words import codes_in_words
from engine import dmn
from engine.domain import vocabulary
from engine.domain.policy import procedures
from engine.domain.time import sla_rows, units
from tests.support.house import sources

WORKFLOWS = sources.ROOT / "workflows"
HEADS = sorted(WORKFLOWS.glob("**/procedure.toml"))
OFFERED = {
    "unit": tuple(units.UNITS),
    "calendar": units.CALENDAR_KINDS,
    "day_count": units.DAY_COUNTS,
    "meaning": sla_rows.MEANINGS,
    "status": sla_rows.STATUSES,
}


def _tables(folder: Path, name: str = "*") -> Iterator[tuple[str, dmn.Table]]:
    """Give each decision table of a procedure's folder, with its file."""
    for path in sorted(folder.glob(f"{name}.dmn")):
        boxes = (decision.box for decision in dmn.read(path.read_bytes()).decisions.values())
        yield from ((path.name, box) for box in boxes if isinstance(box, dmn.Table))


def _words(values: str | None) -> set[str]:
    return set(re.findall(r'"([^"]*)"', values or ""))


@pytest.mark.parametrize("head", HEADS, ids=lambda path: path.parent.name)
def test_an_sla_table_offers_words_that_are_counted(head: Path) -> None:
    strange = {
        (output.name, word)
        for _, table in _tables(head.parent, "sla")
        for output in table.outputs
        if output.name in OFFERED
        for word in _words(output.values) - set(OFFERED[output.name])
    }

    assert strange == set()


@pytest.mark.parametrize("head", HEADS, ids=lambda path: path.parent.name)
def test_an_sla_table_offers_every_unit(head: Path) -> None:
    units_offered = [
        _words(output.values)
        for _, table in _tables(head.parent, "sla")
        for output in table.outputs
        if output.name == "unit"
    ]

    assert units_offered == [set(units.UNITS)]


@pytest.mark.parametrize("head", HEADS, ids=lambda path: path.parent.name)
def test_a_table_asks_for_channels_by_their_codes(head: Path) -> None:
    asking = procedures.parse(head.read_bytes())
    others = [procedures.parse(one.read_bytes()) for one in HEADS]
    # A case keeps its channel when the next procedure of its agency, or an overlay, goes on with it.
    meeting = [one for one in others if asking.overlay is not None or set(one.agencies) & set(asking.agencies)]
    known = {code for one in meeting for code in one.channels}

    unknown = {
        (file, word)
        for file, table in _tables(head.parent)
        for place, clause in enumerate(table.inputs)
        if clause.expression.text == vocabulary.CHANNEL
        for texts in (clause.values, *(rule.inputs[place].text for rule in table.rules))
        for word in _words(texts) - known
    }

    assert unknown == set()


def test_each_unit_has_a_word_for_people() -> None:
    assert set(codes_in_words.UNITS) == set(units.UNITS)
    assert {unit for unit, _ in procedure_pages.UNITS} == set(units.UNITS)
