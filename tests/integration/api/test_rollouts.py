"""From when a version is in force, as people and programs meet it: over HTTP, at the command line and on the pages."""

import json
from datetime import timedelta
from http import HTTPStatus
from typing import Any

import pytest

from api import cli
from tests.support.offices import ambiguous, procedures, zoned
from tests.support.offices.factories import AGENCY, MORNING
from tests.support.web.web_office import WebOffice

PATH = "process-definitions/uji/rollouts"
MONDAY = "2026-12-06T17:00:00Z"
SAID = "Versi 2 berlaku mulai Senin, 7 Desember 2026 pukul 00.00 WIB."
OTHER = {
    **procedures.two_steps(separate=True),
    "procedure.toml": procedures.two_steps()["procedure.toml"].replace(b"Prosedur uji", b"Prosedur uji 2"),
}


@pytest.fixture
def place(web: WebOffice) -> WebOffice:
    """Store a second version that is in force nowhere."""
    zoned.store(web.office, OTHER)
    return web


def test_policy_staff_put_a_version_in_force_and_take_it_back(place: WebOffice) -> None:
    policy, officer = place.program("eko", "admin_kebijakan"), place.program("siti", "petugas_pengaduan")
    asked = {"version": 2, "agency": AGENCY, "valid_from": "2026-12-07T00:00:00+07:00"}

    refused, made = officer.post(PATH, asked), policy.post(PATH, asked)
    pending = officer.get("process-definitions/uji").json
    listed = officer.get(PATH).json["items"]
    back = policy.post(f"{PATH}/{made.json['number']}/withdraw")
    again = policy.post(f"{PATH}/{made.json['number']}/withdraw")

    assert (refused.status_code, made.status_code) == (HTTPStatus.FORBIDDEN, HTTPStatus.CREATED)
    assert (made.json["valid_from"], made.json["version"], made.json["number"]) == (MONDAY, 2, 2)
    assert (pending["version"], pending["valid_from"], pending["agencies"]) == (1, "2026-11-20T02:00:00Z", [AGENCY])
    assert [(one["version"], one["valid_from"], one["agencies"]) for one in pending["pending"]] == [
        (2, MONDAY, [AGENCY])
    ]
    assert [(one["version"], one["state"], one["valid_to"]) for one in listed] == [
        (1, "in_force", MONDAY),
        (2, "pending", None),
    ]
    assert (back.status_code, back.json["version"], back.json["withdraws"]) == (HTTPStatus.CREATED, 1, 2)
    assert (again.status_code, again.json["code"]) == (HTTPStatus.CONFLICT, "rollout_over")
    assert officer.get("process-definitions/uji").json["pending"] == []


@pytest.mark.parametrize(
    ("given", "status", "code"),
    [
        ({"version": 9}, HTTPStatus.UNPROCESSABLE_ENTITY, "version_unknown"),
        ({"valid_from": "2026-11-20T01:59:59Z"}, HTTPStatus.UNPROCESSABLE_ENTITY, "rollout_past"),
        ({"valid_from": "2026-12-07T00:00:00"}, HTTPStatus.UNPROCESSABLE_ENTITY, "shape_invalid"),
        ({"version": "2"}, HTTPStatus.UNPROCESSABLE_ENTITY, "shape_invalid"),
        ({"agency": "uptd_ppa_jember"}, HTTPStatus.FORBIDDEN, "not_permitted"),
    ],
)
def test_what_cannot_be_put_in_force_is_refused(
    place: WebOffice, given: dict[str, Any], status: HTTPStatus, code: str
) -> None:
    answer = place.program("eko", "admin_kebijakan").post(PATH, {"version": 2} | given)

    assert (answer.status_code, answer.json["code"]) == (status, code)


def test_officers_are_told_before_when_a_version_will_be_in_force(place: WebOffice) -> None:
    browser = place.browser("siti", "petugas_pengaduan", "penyelia")
    zoned.store(place.office, procedures.two_steps(key="baru"))
    before = browser.get("/laporan").get_data(as_text=True)
    for key, number in (("uji", 2), ("baru", 1)):
        zoned.put(place.office, number, key=key, at=MORNING + timedelta(days=16, hours=15))

    page, reading = (browser.get(path).get_data(as_text=True) for path in ("/laporan", "/tafsir/uji"))

    assert ("berlaku mulai" in before, SAID in page, SAID in reading) == (False, True, True)
    assert "Versi 1 berlaku sejak Jumat, 20 November 2026 pukul 09.00 WIB." in reading
    assert (page.count("Akan berlaku"), SAID.replace("Versi 2", "Versi 1") in page) == (1, True)


def test_the_report_page_shows_the_version_in_force(place: WebOffice) -> None:
    browser = place.browser("siti", "petugas_pengaduan")
    before = browser.get("/laporan").get_data(as_text=True)
    zoned.put(place.office, 2, agency=AGENCY)
    after = browser.get("/laporan").get_data(as_text=True)

    assert ("versi 1" in before, "versi 2" in after, "Prosedur uji 2" in after) == (True, True, True)
    assert browser.get(f"/laporan/uji/{AGENCY}/datang").status_code == HTTPStatus.OK


def test_the_command_line_shows_puts_and_withdraws(
    place: WebOffice, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    settings = place.office.runtime.settings
    monkeypatch.setenv("LINDUNG_DATA_DIR", str(settings.data_dir))
    monkeypatch.setenv("LINDUNG_DATABASE_URL", settings.database_url)

    def said(*arguments: str) -> str:
        assert cli.main(("rollout", *arguments)) == 0
        return capsys.readouterr().out

    put = said("put", "uji", "2", "--from", "2190-01-01T00:00:00+07:00")
    there = said("put", "uji", "2", "--agency", AGENCY, "--from", "2190-01-02T00:00:00+07:00")
    shown = said("show", "uji")
    listed = json.loads(said("show", "uji", "--json"))
    back = said("withdraw", "uji", "2")

    assert put == "uji versi 2 berlaku mulai Jumat, 1 Januari 2190 pukul 00.00 WIB di semua lembaga (no. 2).\n"
    assert f"pukul 00.00 WIB di {AGENCY} (no. 3)" in there
    assert f"{AGENCY}: versi 1 berlaku mulai Jumat, 20 November 2026 pukul 09.00 WIB sampai Jumat, 1 Januari" in shown
    assert f"{AGENCY}: versi 2 akan berlaku mulai Jumat, 1 Januari 2190" in shown
    assert [one["number"] for one in listed] == [1, 2]
    assert back.startswith("uji versi 1 berlaku mulai Jumat, 1 Januari 2190")


def test_the_command_line_says_which_version_counts_and_what_follows_a_deployment(
    web: WebOffice, tmp_path: Any, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    settings = web.office.runtime.settings
    monkeypatch.setenv("LINDUNG_DATA_DIR", str(settings.data_dir))
    monkeypatch.setenv("LINDUNG_DATABASE_URL", settings.database_url)
    later = procedures.write(ambiguous.files(), folder=tmp_path / "nanti")
    assert cli.main(("deploy", str(later), "--store", "--json")) == 0
    number = json.loads(capsys.readouterr().out)["version"]
    zoned.put(web.office, number, at=MORNING + timedelta(days=365 * 100))
    folder = procedures.write(procedures.side_by_side(2), folder=tmp_path)

    cli.main(("deploy", str(folder)))
    deployed = capsys.readouterr().out
    cli.main(("due", "uji", ambiguous.PROMISE, "--from", "2190-01-01T00:00:00+07:00"))

    assert f"Versi {number} tetap berlaku mulai" in deployed
    assert f"Prosedur: uji versi {number}\n" in capsys.readouterr().out
