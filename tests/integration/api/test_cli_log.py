"""``lindung log``: what an administrator and an auditor type about the log, and how each answer ends."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import update

from api import cli
from engine.domain.verification.findings import SAID
from engine.services.log import checking as log_check
from engine.store.tables.audit import HistoryEvent
from tests.support.house import sources
from tests.support.offices import owner as owners
from tests.support.offices import sealed_office
from tests.support.offices.factories import Office
from tests.support.offices.owner import Owner
from tests.support.offices.sealed_office import SealedOffice

WHOLE = "sesuai dengan log dan 1 catatan penutup yang disimpan di luar."
Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def sealed(office: Office) -> SealedOffice:
    """Furnish an office with a case."""
    furnished = sealed_office.furnished(office)
    furnished.work()
    return furnished


@pytest.fixture
def run(office: Office, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Give a function that runs a command on the installation and gives code, stdout and stderr."""
    settings = office.runtime.settings
    monkeypatch.setenv("LINDUNG_DATA_DIR", str(settings.data_dir))
    monkeypatch.setenv("LINDUNG_DATABASE_URL", settings.database_url)
    monkeypatch.setenv("LINDUNG_LOG_MAIL", "inspektorat@kota.example")

    def call(*arguments: object) -> tuple[int, str, str]:
        capsys.readouterr()
        code = cli.main(["log", *map(str, arguments)])
        written = capsys.readouterr()
        return code, written.out, written.err

    return call


def as_json(answer: tuple[int, str, str]) -> Any:
    return json.loads(answer[1] or answer[2])


def test_before_anything_is_sealed_the_status_says_so(office: Office, run: Run) -> None:
    code, out, _ = run("status")

    assert (code, out.splitlines()[0]) == (0, "lindung.127.0.0.1/lindung: belum ada catatan penutup")
    assert "inspektorat@kota.example (mail): belum pernah, lancar" in out
    assert run("checkpoint")[0] == 1


def test_the_checkpoint_is_printed_as_it_is_kept(sealed: SealedOffice, run: Run) -> None:
    assert run("seal")[1] == "4 catatan baru masuk log.\n"

    assert run("checkpoint")[1] == sealed.note()
    assert run("status")[1].startswith(f"lindung.127.0.0.1/lindung: {sealed.before + 4} catatan, ")
    assert as_json(run("status", "--json"))["newest"]["size"] == sealed.before + 4


def test_a_whole_log_is_said_to_be_whole(sealed: SealedOffice, run: Run, tmp_path: Path) -> None:
    sealed.seal()
    (tmp_path / "kemarin").write_text(sealed.note())

    code, out, _ = run("verify", "--kept", tmp_path / "kemarin")

    assert (code, out.splitlines()[0]) == (0, f"Utuh: {sealed.before + 4} catatan {WHOLE}")
    data = as_json(run("verify", "--json"))
    assert (data["ok"], data["size"], data["findings"]) == (True, sealed.before + 4, [])


def test_what_differs_is_said_in_sentences_with_codes(sealed: SealedOffice, run: Run, tmp_path: Path) -> None:
    sealed.seal()
    (tmp_path / "kemarin").write_text(sealed.note())
    (tmp_path / "daun").write_bytes(bytes(32))
    Owner(sealed=sealed).does(update(HistoryEvent).where(HistoryEvent.seq == 2).values(actor="lain"))

    code, _, err = run("verify", "--kept", tmp_path / "kemarin", "--leaves", tmp_path / "daun")

    assert code == 1
    assert err.splitlines()[0] == "RUSAK: 2 temuan"
    assert f"Log {sealed.instances[0]}, catatan ke-2 bukan yang semula dicatat. [leaf_differs]" in err
    assert "Daun 0 adalah yang pertama berbeda dari yang disimpan di luar. [kept_leaf_differs]" in err


def test_findings_beyond_many_are_counted(sealed: SealedOffice, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    sealed.seal()
    monkeypatch.setattr(log_check, "MOST", 1)
    Owner(sealed=sealed).does(update(HistoryEvent).values(actor="lain"))

    assert run("verify")[2].splitlines()[::2] == ["RUSAK: 3 temuan", "dan 2 temuan lain"]


def test_lawful_gaps_are_said(sealed: SealedOffice, run: Run) -> None:
    owners.records_a_deletion(sealed, first=1, last=3)
    sealed.seal()
    Owner(sealed=sealed).removes_a_case()

    code, out, _ = run("verify")

    assert (code, out.splitlines()[1]) == (0, "3 catatan sudah dihapus secara sah.")


def test_the_slip_is_written(sealed: SealedOffice, run: Run, tmp_path: Path) -> None:
    sealed.seal()

    code, _, _ = run("slip", tmp_path / "lembar.pdf")

    assert (code, (tmp_path / "lembar.pdf").read_bytes()[:5]) == (0, b"%PDF-")


def test_every_finding_has_a_sentence() -> None:
    text = (sources.ROOT / "engine" / "services" / "log" / "checking.py").read_text()

    assert {code for code in log_check.CODES if f'"{code}"' not in text} == set()
    assert log_check.CODES - SAID.keys() == set()
