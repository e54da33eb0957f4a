"""The matrix of clauses and places, both ways."""

from typing import Any

import pytest

from engine import dmn
from engine.domain.policy import clauses, table_rows, tracing
from tests.support.diagrams import sla_table

DOCUMENT = clauses.parse(
    b"""
id: uji
title: Pasal uji
agency: contoh
clauses:
  - {id: U-1, text_id: Laporan diterima.}
  - {id: U-2, text_id: Laporan diperiksa.}
"""
)


def place(name: str, *named: str, **given: Any) -> tracing.Place:
    """Give an element."""
    known: dict[str, Any] = {"kind": "element", "file": "p.bpmn", "name": name, "needs_source": True}
    return tracing.Place(id=name, clauses=named, **(known | given))


def test_every_clause_with_a_home_and_every_element_with_a_source_is_whole() -> None:
    found = tracing.matrix([DOCUMENT], [place("a", "U-1"), place("b", "U-1", "U-2"), place("c", basis="T")])

    assert {name: [home.id for home in homes] for name, homes in found.homes.items()} == {
        "U-1": ["a", "b"],
        "U-2": ["b"],
    }
    assert found.is_whole


def test_a_clause_that_nothing_rests_on_is_homeless() -> None:
    found = tracing.matrix([DOCUMENT], [place("a", "U-1")])

    assert (found.homeless, found.is_whole) == (("U-2",), False)


@pytest.mark.parametrize("basis", [None, "C"])
def test_an_element_without_clause_needs_another_basis(basis: str | None) -> None:
    found = tracing.matrix([DOCUMENT], [place("a", "U-1", "U-2"), place("b", basis=basis)])

    assert ([one.id for one in found.sourceless], found.is_whole) == (["b"], False)


def test_what_needs_no_source_may_go_without() -> None:
    found = tracing.matrix([DOCUMENT], [place("a", "U-1", "U-2"), place("b", needs_source=False)])

    assert found.is_whole


def test_a_clause_of_another_document_is_no_home_here() -> None:
    found = tracing.matrix([DOCUMENT], [place("a", "U-1", "X-9")])

    assert [one.clauses for one in found.places] == [("U-1",)]


def test_ids_are_separated_by_blanks_or_commas() -> None:
    assert tracing.words("U-1, U-2  AMB-1") == ("U-1", "U-2", "AMB-1")
    assert tracing.words("") == ()


def test_rows_are_read_where_they_do_not_depend_on_a_case() -> None:
    cells = [('"x"', '"fixed"'), ('"y"', "risiko"), ('"z"', "= (")]
    table = dmn.read(sla_table.table("t", "COLLECT", ["a"], ["b"], cells)).decisions["t"].box
    assert isinstance(table, dmn.Table)

    rows = list(table_rows.of(table))
    known = list(table_rows.of(table, known={"risiko": "tinggi"}))

    assert [(row.number, row.values, row.complete) for row in rows] == [
        (1, {"b": "fixed"}, True),
        (2, {"b": None}, False),
        (3, {"b": None}, False),
    ]
    assert [(row.values, row.complete) for row in known] == [
        ({"b": "fixed"}, True),
        ({"b": "tinggi"}, True),
        ({"b": None}, False),
    ]
