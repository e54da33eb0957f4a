"""Deployed procedures: what their files hold is found by id, and what they lack is said in words."""

from typing import Any

import pytest

from engine.services.base import bundles
from tests.support.diagrams.sla_table import HEAD
from tests.support.offices import procedures as samples

CLAUSES = samples.CLAUSES + (
    b"ambiguities:\n"
    b"  - id: AMB-1\n    issue: Kapan?\n    readings:\n"
    b"      - {id: AMB-1-A, text_id: Sejak diterima.}\n"
    b"      - {id: AMB-1-B, text_id: Sejak dibaca., in_force: true}\n"
    b"  - {id: AMB-2, issue: Siapa?}\n"
)


@pytest.fixture(scope="module")
def deployed() -> bundles.Deployed:
    """Give a procedure of two steps with two ambiguities on record."""
    files = {**samples.two_steps(), "clauses/uji.yaml": CLAUSES}
    return bundles.parse(files, bundle_id=1, version=1)


def test_a_form_is_found_by_its_id(deployed: bundles.Deployed) -> None:
    assert deployed.form("isian").check(samples.ANSWERS).routing == {"risiko": "sedang"}


def test_a_form_that_is_missing_is_named(deployed: bundles.Deployed) -> None:
    with pytest.raises(bundles.FormUnknownError) as refused:
        deployed.form("tiada")

    assert refused.value.ids == {"form": "tiada", "procedure": "uji"}
    with pytest.raises(bundles.FormUnknownError):
        deployed.form_source("tiada")


def test_a_clause_comes_with_its_document(deployed: bundles.Deployed) -> None:
    found = deployed.clause("UJI-01")

    assert found is not None
    assert (found[0].title, found[1].text) == ("Pasal uji", "Laporan diterima dan diperiksa.")
    assert deployed.clause("UJI-99") is None


def test_its_clause_documents_come_with_their_ambiguities(deployed: bundles.Deployed) -> None:
    [document] = deployed.documents

    assert sorted(document.ambiguities) == ["AMB-1", "AMB-2"]


def test_a_decision_asks_what_those_ask_that_it_requires() -> None:
    def decision(name: str, asked: str, *required: str) -> str:
        needs = "".join(
            f'<informationRequirement id="n_{name}_{one}"><requiredDecision href="#{one}"/></informationRequirement>'
            for one in required
        )
        return (
            f'<decision id="{name}" name="{name}"><variable name="{name}"/>{needs}<decisionTable id="t_{name}" '
            f'hitPolicy="FIRST"><input id="i_{name}"><inputExpression id="x_{name}"><text>{asked}</text>'
            f'</inputExpression></input><output id="o_{name}"/></decisionTable></decision>'
        )

    whole = decision("puncak", "atas", "atas", "bawah")
    whole += decision("atas", "bawah", "bawah") + decision("bawah", "usia + 1") + '<decision id="tetap" name="tetap"/>'
    files = {**samples.two_steps(), "dua.dmn": f"{HEAD.format('dua')}{whole}</definitions>".encode()}
    found: Any = bundles.parse(files, bundle_id=1, version=1)

    assert found.questions == {
        "atas": {"bawah", "usia"},
        "bawah": {"usia"},
        "tetap": set(),
        "puncak": {"atas", "bawah", "usia"},
    }
    assert found.decided >= {"atas", "bawah", "tetap"}


def test_pictures_are_found_by_the_name_of_their_file(deployed: bundles.Deployed) -> None:
    assert (deployed.main_picture, list(deployed.pictures)) == ("uji", ["uji"])
    assert deployed.drawn["terima"] == ("uji", "terima")
