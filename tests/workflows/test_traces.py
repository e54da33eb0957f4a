"""Every procedure and overlay: no clause without a home, no element without a source, and its pages are current."""

import pytest

from api.cli import due_pages
from api.cli import tracing as command
from engine.domain.people import permissions
from engine.services.policy import tracing
from engine.services.policy.tracing import Traced
from tests.support.house import sources
from tests.support.playing import scenarios

PAGES = sources.ROOT / "docs" / "procedures"
TIME_CLAUSES = 21  # of the five decrees, and the answer to a finding; others of the law stand in overlays
AGAIN = "run: lindung trace PROCEDURE --write, for every procedure"


@pytest.fixture(scope="module")
def traced() -> dict[str, Traced]:
    """Trace every folder once."""
    home = scenarios.WORKFLOWS
    return {name: tracing.trace(home / name, home) for name in scenarios.PROCEDURES}


@pytest.mark.parametrize("name", scenarios.PROCEDURES)
def test_text_and_model_meet_everywhere(traced: dict[str, Traced], name: str) -> None:
    matrix = traced[name].matrix

    assert (matrix.homeless, matrix.sourceless) == ((), ())


@pytest.mark.parametrize("name", scenarios.PROCEDURES)
def test_the_pages_of_a_procedure_are_current(traced: dict[str, Traced], name: str) -> None:
    rights = permissions.Rights.from_toml((scenarios.WORKFLOWS / "roles.toml").read_text())

    for file, text in command.pages(traced[name], rights).items():
        assert (PAGES / file).read_text(encoding="utf-8") == text, AGAIN


def test_the_page_of_promised_times_is_current(traced: dict[str, Traced]) -> None:
    assert (PAGES / command.DUE_PAGE).read_text(encoding="utf-8") == due_pages.page(traced.values()), AGAIN


def test_every_time_clause_is_promised_and_worked_out(traced: dict[str, Traced]) -> None:
    timed = [
        clause.id
        for one in traced.values()
        if one.deployed.procedure.overlay is None
        for clause in one.matrix.clauses.values()
        if clause.sla
    ]
    page = (PAGES / command.DUE_PAGE).read_text(encoding="utf-8")

    assert len(timed) == TIME_CLAUSES
    for clause in timed:
        assert f"| `{clause}` |" in page
        assert f"**{clause}, " in page


def test_no_page_outlives_its_procedure(traced: dict[str, Traced]) -> None:
    known = {f"{one.deployed.procedure.key}{ending}" for one in traced.values() for ending in (".md", ".svg")}

    assert {path.name for path in PAGES.iterdir()} == {*known, command.DUE_PAGE}
