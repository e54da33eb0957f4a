"""The command line against a real installation: what it prints, where, and with which exit code."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from api import cli
from engine.services.policy import definitions
from tests.support.house import sources
from tests.support.offices.factories import AGENCY, CLI
from tests.support.web.web_office import Program, WebOffice

WORKFLOWS = sources.ROOT / "workflows"
Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(web: WebOffice, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Give a function that runs a command on the office's installation and gives code, stdout and stderr."""
    settings = web.office.runtime.settings
    monkeypatch.setenv("LINDUNG_DATA_DIR", str(settings.data_dir))
    monkeypatch.setenv("LINDUNG_DATABASE_URL", settings.database_url)

    def call(*arguments: str) -> tuple[int, str, str]:
        capsys.readouterr()
        code = cli.main(arguments)
        written = capsys.readouterr()
        return code, written.out, written.err

    return call


@pytest.fixture
def deployed(web: WebOffice) -> None:
    """Deploy the one procedure that is asked here; seeding all of them takes a dozen seconds."""
    web.office.deploy(definitions.read_folder(WORKFLOWS / "tebing_tinggi_pengaduan", WORKFLOWS))


def _json(answer: tuple[int, str, str]) -> Any:
    code, out, err = answer
    assert (code, err) == (0, "")
    return json.loads(out)


def test_a_database_is_migrated_as_often_as_one_likes(run: Run) -> None:
    assert _json(run("migrate", "--json")) == _json(run("migrate", "--json"))


def test_seeding_deploys_the_procedures_and_shows_passwords_once(run: Run) -> None:
    first = _json(run("seed", "--json"))
    code, out, _ = run("seed")

    assert "tebing_tinggi_pengaduan" in {one["key"] for one in first["definitions"]}
    assert {"petugas_pengaduan.ttg", "auditor.kpa"} <= {one["username"] for one in first["users"]}
    assert (code, out) == (0, "")


def test_a_folder_is_checked_and_deployed(run: Run, folder: Path) -> None:
    checked = run("check", str(folder))
    stored = _json(run("deploy", str(folder), "--json"))
    again = run("deploy", str(folder))

    assert (checked[0], checked[1].strip()) == (0, "Tidak ada yang ditolak.")
    assert stored["key"] == "uji"
    assert "sudah tersimpan" in again[1]


def test_a_faulty_folder_is_refused_on_stderr_with_its_reasons(run: Run, folder: Path) -> None:
    (folder / "forms" / "isian.form").unlink()

    code, out, err = run("check", str(folder), "--json")
    refused = run("deploy", str(folder), "--json")

    found = json.loads(err)
    assert (code, out) == (1, "")
    assert "uji.bpmn" in {one["file"] for one in found["refusals"]}
    assert refused[0] == 1
    assert json.loads(refused[2])["code"] == "definition_refused"
    assert len(json.loads(refused[2])["errors"]) == len(found["refusals"])


def test_a_file_of_a_folder_is_judged_with_its_folder(run: Run, folder: Path) -> None:
    code, out, _ = run("check", str(folder / "uji.bpmn"), str(folder / "forms" / "isian.form"))

    assert (code, out.strip()) == (0, "Tidak ada yang ditolak.")


def test_only_the_faults_of_the_named_file_are_told(run: Run, folder: Path) -> None:
    (folder / "forms" / "isian.form").write_text("{}")

    assert run("check", str(folder / "uji.bpmn"))[0] == 0
    assert run("check", str(folder / "forms" / "isian.form"))[0] == 1


def test_a_lone_file_is_judged_by_itself(run: Run, folder: Path, tmp_path: Path) -> None:
    lone = (folder / "uji.bpmn").rename(tmp_path / "sendiri.bpmn")

    code, _, err = run("check", str(lone))

    assert (code, "sendiri.bpmn" in err) == (1, True)


def test_what_is_no_ordinary_file_is_not_read(run: Run) -> None:
    code, out, err = run("check", "/dev/zero", "--json")

    assert (code, out, json.loads(err)["code"]) == (1, "", "file_unreadable")


@pytest.mark.parametrize(
    "arguments",
    [("deploy", "/tidak/ada"), ("check", "/tidak/ada.bpmn"), ("user", "create", "a", "A", "--password-file", "/tidak")],
)
def test_a_missing_path_is_refused(run: Run, arguments: tuple[str, ...]) -> None:
    code, out, err = run(*arguments)

    assert (code, out) == (1, "")
    assert "path_missing" in err


def test_an_instance_is_replayed_and_the_history_verified(run: Run, officer: Program) -> None:
    instance_id = officer.start()["id"]

    replayed = _json(run("replay", instance_id, "--json"))
    verified = _json(run("verify-history", "--json"))

    assert (replayed["equal"], replayed["events"]) == (True, 1)
    assert (verified["ok"], verified["events"]) == (True, 1)
    assert "bita demi bita" in run("replay", instance_id)[1]
    assert "Utuh: 1 peristiwa" in run("verify-history")[1]


def test_an_unknown_instance_is_refused_as_json(run: Run) -> None:
    code, out, err = run("replay", "tiada", "--json")

    assert (code, out, json.loads(err)["code"]) == (1, "", "not_found")


def test_due_timers_are_fired_once(run: Run) -> None:
    assert _json(run("run-due", "--json")) == {"timers": 0, "jobs": 0, "failures": 0}


@pytest.mark.usefixtures("deployed")
def test_a_due_moment_is_explained(run: Run) -> None:
    asked = (
        "due",
        "tebing_tinggi_pengaduan",
        "layanan_pertama",
        "--from",
        "2026-03-17T10:00+07:00",
        "--risk",
        "sedang",
    )

    found = _json(run(*asked, "--json"))
    _, out, _ = run(*asked)

    assert found["due"] == "2026-03-17T09:00:00+00:00"
    assert "Batas layanan_pertama: 2026-03-17 16:00+07:00" in out
    assert "Peringatan 80 %" in out
    assert "TTG-PM-WKT-02" in out


@pytest.mark.usefixtures("deployed")
def test_a_promise_is_explained_for_what_else_the_table_asks(run: Run) -> None:
    asked = ("due", "tebing_tinggi_pengaduan", "identifikasi", "--from", "2026-03-17T10:00+07:00", "--json")

    usual, danger = _json(run(*asked)), _json(run(*asked, "--with", "bahaya_sekarang=ya"))

    assert danger["due"] == "2026-03-17T03:15:00+00:00"
    assert danger["due"] < usual["due"]


@pytest.mark.usefixtures("deployed")
def test_the_reading_in_force_is_told_in_words(run: Run) -> None:
    asked = ("due", "tebing_tinggi_pengaduan", "layanan_pertama", "--from", "2026-03-17T10:00+07:00")

    _, out, _ = run(*asked, "--risk", "sedang", "--channel", "datang")

    assert "kurang lebih" in out
    assert "saluran datang" in out


@pytest.mark.parametrize("given", ["jenis_kasus", "=ya", "jenis kasus=ya"])
def test_a_further_value_needs_its_name(run: Run, given: str) -> None:
    with pytest.raises(SystemExit) as ended:
        run("due", "uji", "x", "--from", "2026-03-17T10:00+07:00", "--with", given)

    assert ended.value.code == 2


@pytest.mark.usefixtures("deployed")
def test_an_unknown_milestone_is_refused(run: Run) -> None:
    code, _, err = run("due", "tebing_tinggi_pengaduan", "tiada", "--from", "2026-03-17T10:00+07:00")

    assert (code, "milestone_unknown" in err) == (1, True)


@pytest.mark.parametrize("moment", ["kemarin", "2026-03-17T10:00", "0001-01-01T00:00+07:00"])
def test_a_moment_needs_its_offset(run: Run, moment: str) -> None:
    with pytest.raises(SystemExit) as ended:
        run("due", "uji", "x", "--from", moment)

    assert ended.value.code == 2


def test_users_and_tokens_are_managed(run: Run, web: WebOffice) -> None:
    made = _json(run("user", "create", "rudi", "Rudi", "--json"))
    _json(run("user", "grant", "rudi", AGENCY, "petugas_pengaduan", "--json"))
    token = _json(run("token", "create", "rudi", "--json"))["token"]
    program = Program(client=web.app.test_client(), token=token)
    web.office.clock.moment = web.office.runtime.clock.now()

    assert len(made["password"]) >= 12
    assert "petugas_pengaduan@" in run("user", "list")[1]
    assert program.get("user-tasks").status_code == 200
    assert _json(run("token", "revoke", "rudi", "cli", "--json")) == {"revoked": 1}
    assert run("token", "revoke", "rudi", "cli")[0] == 1
    assert program.get("user-tasks").status_code == 401


def test_a_role_is_taken_again(run: Run, web: WebOffice) -> None:
    web.office.user("rudi", "petugas_pengaduan")

    run("user", "revoke", "rudi", AGENCY, "petugas_pengaduan")

    found = {one["username"]: one["roles"] for one in _json(run("user", "list", "--json"))}
    assert found["rudi"] == []


def test_a_password_comes_from_a_file_and_is_not_shown(run: Run, tmp_path: Path) -> None:
    secret = tmp_path / "sandi"
    secret.write_text("kata-sandi-dari-berkas\n")

    _, out, _ = run("user", "create", "rudi", "Rudi", "--password-file", str(secret))

    assert "kata-sandi" not in out


def test_a_case_is_checked_replayed_and_rebuilt_by_its_number(run: Run, officer: Program, web: WebOffice) -> None:
    number = officer.start()["case_number"]
    with web.office.acting(CLI) as tx:
        tx.session.connection().exec_driver_sql("UPDATE process_instances SET snapshot = x'00'")

    assert run("replay", number, "--steps")[0] == 1
    code, _, err = run("verify-history", "--case", number)
    assert (code, "1 dari 1 kasus diperiksa." in err, "keadaan tersimpan" in err) == (1, True, True)
    assert "1 snapshot" in run("rebuild", number)[1]
    assert "sudah seperti yang dikatakan" in run("rebuild", number)[1]
    assert run("replay", number)[0] == run("verify-history", "--case", number)[0] == 0


def test_only_what_was_touched_lately_is_checked(run: Run, officer: Program) -> None:
    officer.start()

    checked = _json(run("verify-history", "--since", "2026-11-20T00:00:00Z", "--json"))
    later = _json(run("verify-history", "--since", "2026-11-21T00:00:00Z", "--records-only", "--json"))

    assert (checked["cases"], checked["inputs"], later["cases"]) == (1, 1, 0)


def test_the_record_is_compared_with_a_checkpoint_that_was_kept(run: Run, officer: Program, tmp_path: Path) -> None:
    officer.start()
    assert run("log", "seal")[0] == 0
    kept = tmp_path / "kemarin"
    kept.write_text(run("log", "checkpoint")[1])

    assert run("verify-history", "--kept", str(kept))[0] == 0
    kept.write_text("bukan catatan")
    assert "kept_unreadable" in run("verify-history", "--kept", str(kept), "--json")[2]


def test_no_more_than_a_hundred_findings_are_printed(run: Run, officer: Program, web: WebOffice) -> None:
    officer.start()
    with web.office.acting(CLI) as tx:
        for number in range(101):
            key = f"11111111111141118111{number:012d}"
            tx.session.execute(text("INSERT INTO case_members SELECT id, :key FROM cases"), {"key": key})

    assert "... dan 1 temuan lagi." in run("verify-history")[2]


def test_a_tampered_history_fails_with_its_first_event(run: Run, officer: Program, web: WebOffice) -> None:
    officer.start()
    with web.office.acting(CLI) as tx:
        tx.session.connection().exec_driver_sql("DROP TRIGGER append_only_history_events_update")
        tx.session.connection().exec_driver_sql("UPDATE history_events SET actor = 'x'")

    code, _, err = run("verify-history")

    assert (code, "peristiwa ke-1 (" in err, "bukan yang dicatat semula" in err) == (1, True, True)


@pytest.mark.parametrize(
    "arguments",
    [(), ("fly",), ("deploy",), ("serve", "--port", "x"), ("user",), ("token", "create", "a", "--days", "0")],
)
def test_a_wrong_usage_exits_with_two(run: Run, arguments: tuple[str, ...]) -> None:
    with pytest.raises(SystemExit) as ended:
        run(*arguments)

    assert ended.value.code == 2


def test_a_port_that_is_no_number_is_a_wrong_usage(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LINDUNG_PORT", "delapan")

    code, _, err = run("migrate")

    assert (code, "LINDUNG_PORT" in err) == (2, True)
