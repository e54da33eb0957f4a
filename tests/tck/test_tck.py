"""Runs a part of the compatibility kit where it is at hand; ``make tck`` runs all of it."""

from pathlib import Path

import pytest

from tests.tck import run

KIT = Path(__file__).parents[3] / "shared" / "dmn-tck"


@pytest.mark.skipif(not KIT.is_dir(), reason=f"the compatibility kit is not at {KIT}")
@pytest.mark.parametrize(
    "folder",
    [
        "compliance-level-2",
        "compliance-level-3/0034-drg-scopes",
        "compliance-level-3/0036-dt-variable-input",
        "compliance-level-3/0068-feel-equality",
        "compliance-level-3/0085-decision-services",
        "compliance-level-3/0087-chapter-11-example",
        "compliance-level-3/0089-nested-inputdata-imports",
        "compliance-level-3/1154-boxed-every",
    ],
)
def test_the_kit_passes(folder: str) -> None:
    reports = list(run.run(KIT / folder))
    assert [(each.folder, each.case, each.failures) for each in reports if each.failures] == []
    assert reports


def test_usage_is_told_where_no_folder_is_given(capsys: pytest.CaptureFixture[str]) -> None:
    assert run.main([]) == 2
    assert "DIR" in capsys.readouterr().err
