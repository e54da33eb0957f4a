"""Deployed procedures: what their files hold is found by id, and what they lack is said in words."""

import pytest

from engine.services.base import bundles
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
