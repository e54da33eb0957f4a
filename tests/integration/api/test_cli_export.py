"""``lindung export``: traces written to a file, recorded like those of the page, and what is refused."""

import csv
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import select

from api import cli
from engine.store.tables.audit import ReaderEvent, RegisterEvent
from tests.support.offices import procedures
from tests.support.offices.factories import AGENCY, CLI, Office

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(office: Office, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Register a report; give a function that exports its procedure and gives code, stdout and stderr."""
    office.deploy(procedures.two_steps())
    office.start(office.user("siti", "petugas_pengaduan"))
    settings = office.runtime.settings
    monkeypatch.setenv("LINDUNG_DATA_DIR", str(settings.data_dir))
    monkeypatch.setenv("LINDUNG_DATABASE_URL", settings.database_url)

    def call(*arguments: str, procedure: str = "uji", agency: str = AGENCY) -> tuple[int, str, str]:
        code = cli.main(["export", procedure, *arguments, "--agency", agency, "--reason", "mutu"])
        captured = capsys.readouterr()
        return code, captured.out, captured.err

    return call


@pytest.mark.parametrize(("form", "begin"), [("ocel", '{"events"'), ("xes", "<?xml"), ("csv", "case,process")])
def test_traces_are_written_and_the_register_keeps_why(
    office: Office, run: Run, tmp_path: Path, form: str, begin: str
) -> None:
    target = tmp_path / f"jejak.{form}"

    code, out, _ = run(str(target), "--format", form, "--coarse")

    text = target.read_text(encoding="utf-8")
    assert (code, str(target) in out, text.startswith(begin)) == (0, True, True)
    assert "TTG-" not in text
    with office.acting(CLI) as tx:
        (event,) = tx.session.scalars(select(RegisterEvent).where(RegisterEvent.register == "exports"))
        (look,) = tx.session.scalars(select(ReaderEvent).where(ReaderEvent.what == "practice.export"))
    told = json.loads(event.data)
    assert (event.actor, event.type, event.subject) == ("system:cli", "traces.exported", "uji")
    assert (told["reason"], told["format"], told["coarse"], told["processes"]) == ("mutu", form, True, 1)
    assert (look.reader, look.via, look.count) == ("system:cli", "export", 1)


def test_a_sheet_has_a_row_for_each_step(run: Run, tmp_path: Path) -> None:
    run(str(tmp_path / "jejak.csv"), "--format", "csv", "--json")

    with (tmp_path / "jejak.csv").open(encoding="utf-8", newline="") as sheet:
        assert [row["transition"] for row in csv.DictReader(sheet)] == ["complete"]


@pytest.mark.parametrize("other", [{"procedure": "lain"}, {"agency": "lain"}])
def test_what_has_no_process_is_refused_and_leaves_neither_file_nor_record(
    office: Office, run: Run, tmp_path: Path, other: dict[str, str]
) -> None:
    code, _, told = run(str(tmp_path / "jejak.csv"), "--format", "csv", **other)

    assert (code, "[not_found]" in told, list(tmp_path.glob("jejak*"))) == (1, True, [])
    with office.acting(CLI) as tx:
        assert tx.session.scalars(select(RegisterEvent.type).where(RegisterEvent.register == "exports")).all() == []


@pytest.mark.parametrize("name", ["ada.csv", "tidak-ada/jejak.csv"])
def test_nothing_is_written_over(run: Run, tmp_path: Path, name: str) -> None:
    (tmp_path / "ada.csv").write_text("milik orang", encoding="utf-8")

    with pytest.raises(SystemExit) as refused:
        run(str(tmp_path / name), "--format", "csv")

    assert (refused.value.code, (tmp_path / "ada.csv").read_text(encoding="utf-8")) == (2, "milik orang")
