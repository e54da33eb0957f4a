"""A key folder that was lost: every command, the readiness and every page refuse, and nobody makes a new one."""

import json
from http import HTTPStatus
from pathlib import Path

import pytest

from api import cli
from api.app import create_app
from engine.runtime import Runtime
from tests.support.offices.factories import AGENCY
from tests.support.web.web_office import WebOffice

COMMANDS = (
    ("migrate",),
    ("serve",),
    ("worker",),
    ("run-due",),
    ("verify-history",),
    ("replay", "11111111-1111-4111-8111-111111111111"),
    ("seed",),
    ("seed", "--demo"),
    ("deploy", "{folder}"),
    ("user", "create", "budi", "Budi"),
    ("user", "list"),
    ("user", "grant", "siti", AGENCY, "penyelia"),
    ("token", "create", "siti", "--name", "uji", "--days", "1"),
    ("reading", "list", "uji"),
    ("due", "uji", "tanggapan", "--from", "2026-03-17T10:00+07:00"),
)


@pytest.fixture
def keys(web: WebOffice, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Register a report, take the key folder away, and give its place."""
    settings = web.office.runtime.settings
    monkeypatch.setenv("LINDUNG_DATA_DIR", str(settings.data_dir))
    monkeypatch.setenv("LINDUNG_DATABASE_URL", settings.database_url)
    web.office.start(web.office.user("siti", "petugas_pengaduan"))
    place = settings.data_dir / "keys"
    place.rename(settings.data_dir / "away")
    return place


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_every_command_refuses_and_makes_no_key(
    command: tuple[str, ...], keys: Path, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code = cli.main([*(part.format(folder=folder) for part in command), "--json"])

    refusal = json.loads(capsys.readouterr().err)
    assert (code, refusal["code"]) == (1, "key_missing")
    assert "Kembalikan folder `keys`" in refusal["sentences"]["id"]
    assert not keys.exists()


@pytest.mark.parametrize("path", ["/readyz", "/api/v1/user-tasks", "/.well-known/jwks.json", "/metrics"])
def test_programs_are_told_so(path: str, web: WebOffice, keys: Path) -> None:
    again = Runtime.build(web.office.runtime.settings, web.office.clock)

    answer = create_app(again).test_client().get(path, headers={"Authorization": "Bearer salah"})

    assert (answer.status_code, answer.get_json()["code"]) == (HTTPStatus.SERVICE_UNAVAILABLE, "key_missing")
    assert not keys.exists()
    again.close()


@pytest.mark.parametrize("path", ["/lapor", "/tugas"])
def test_people_see_a_page_that_says_what_is_wrong(path: str, web: WebOffice, keys: Path) -> None:
    again = Runtime.build(web.office.runtime.settings, web.office.clock)
    client = create_app(again).test_client()
    client.set_cookie("lindung_session", "salah")

    answer = client.get(path)

    assert answer.status_code == HTTPStatus.SERVICE_UNAVAILABLE
    assert "Kunci pemasangan ini" in answer.text
    assert not keys.exists()
    again.close()


def test_with_the_folder_put_back_all_goes_on(web: WebOffice, keys: Path) -> None:
    (keys.parent / "away").rename(keys)

    assert cli.main(["verify-history"]) == 0
    assert web.ask("/readyz").json == {"status": "ready"}
