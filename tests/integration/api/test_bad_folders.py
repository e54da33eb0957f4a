"""Folders with one fault each: refused with file, element, reason and remedy; nothing of them is stored."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from api import cli
from engine.services.policy import definitions
from engine.services.policy.results import DefinitionView
from tests.support.diagrams.bad_folders import FAULTS, with_message
from tests.support.offices import ambiguous, overlaid, procedures
from tests.support.offices.factories import CLI
from tests.support.web.web_office import WebOffice


def _stored(web: WebOffice) -> tuple[DefinitionView, ...]:
    with web.office.acting(CLI) as tx:
        return tuple(definitions.get(tx, one) for one in ("uji",))


@pytest.fixture
def lindung(web: WebOffice, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Callable[..., str]:
    """Give a function that runs a command which must be refused, and gives what it said."""
    monkeypatch.setenv("LINDUNG_DATA_DIR", str(web.office.runtime.settings.data_dir))
    monkeypatch.setenv("LINDUNG_DATABASE_URL", web.office.runtime.settings.database_url)

    def call(*arguments: str) -> str:
        assert cli.main(arguments) == 1
        return capsys.readouterr().err

    return call


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_is_refused_with_its_place_and_remedy(name: str, tmp_path: Path, lindung: Callable[..., str]) -> None:
    fault, code, file, element = FAULTS[name]
    folder = procedures.write(fault(ambiguous.files()), folder=tmp_path / "buruk")

    found = json.loads(lindung("check", str(folder), "--json"))["refusals"]

    [told] = [one for one in found if one["code"] == code and one["element_id"] == element]
    assert told["file"] == file
    assert all(told[part] and "{" not in told[part] for part in ("reason_id", "reason_en", "remedy_id", "remedy_en"))


@pytest.mark.parametrize("name", ["message that nobody sends", "promise without clause"])
def test_nothing_of_it_is_stored(name: str, tmp_path: Path, web: WebOffice, lindung: Callable[..., str]) -> None:
    before = _stored(web)
    folder = procedures.write(FAULTS[name][0](ambiguous.files()), folder=tmp_path / "buruk")

    refused = json.loads(lindung("deploy", str(folder), "--json"))

    assert refused["code"] == "definition_refused"
    assert _stored(web) == before


def test_the_folder_without_its_fault_is_accepted(tmp_path: Path) -> None:
    folder = procedures.write(with_message("risiko_berubah")(ambiguous.files()), folder=tmp_path / "baik")

    assert cli.main(("check", str(folder))) == 0


@pytest.mark.parametrize(
    ("section", "code"),
    [
        ('message = "kabar_burung"', "overlay_message_unknown"),
        ('when = "true"\nprocedures = ["uji"]', "overlay_start_unknown"),
    ],
)
def test_an_overlay_that_could_never_begin_is_refused(
    section: str, code: str, tmp_path: Path, lindung: Callable[..., str]
) -> None:
    files = overlaid.by_data(section)
    if code == "overlay_start_unknown":
        files["procedure.toml"] = files["procedure.toml"].replace(b'start = "mulai"', b'start = "awal"')
    folder = procedures.write(files, folder=tmp_path / "lapis")

    found = json.loads(lindung("check", str(folder), "--json"))["refusals"]

    assert code in {one["code"] for one in found}
