"""Readings as people and programs meet them: over HTTP, at the command line and on the pages."""

import json
from http import HTTPStatus
from typing import Any

import pytest

from api import cli
from tasks import draining
from tests.support.offices import ambiguous
from tests.support.web.web_office import WebOffice

CHOICE = {
    "ambiguity": ambiguous.AMBIGUITY,
    "reading": ambiguous.LONG,
    "chosen_by": "Pejabat Contoh",
    "sk": "800/1/2026",
}
PATH = "process-definitions/uji/readings"
UNSIGNED = "Tafsir belum ditetapkan."
SIGNED = "Ditetapkan oleh Pejabat Contoh, Kepala Bidang Uji, dengan 800/1/2026, berlaku sejak 20 November 2026."


@pytest.fixture
def place(web: WebOffice) -> WebOffice:
    """Put the ambiguous procedure into force."""
    web.office.deploy(ambiguous.files())
    return web


def test_policy_staff_choose_and_others_read(place: WebOffice) -> None:
    policy, officer = place.program("eko", "admin_kebijakan"), place.program("siti", "petugas_pengaduan")

    made = policy.post(PATH, CHOICE)
    refused = officer.post(PATH, CHOICE)
    listed = officer.get(PATH).json["items"]

    assert (made.status_code, refused.status_code) == (HTTPStatus.CREATED, HTTPStatus.FORBIDDEN)
    assert (listed[0]["in_force"], listed[0]["valid_from"], listed[0]["is_signed"]) == (
        "dua_minggu",
        "2026-11-20",
        True,
    )
    assert listed[0]["office"] == "Kepala Bidang Uji"


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"reading": "sebulan"}, "reading_unknown"),
        ({"ambiguity": "AMB-9"}, "ambiguity_unknown"),
        ({"valid_to": "2020-01-01"}, "choice_invalid"),
        ({"valid_to": "1020-01-01"}, "shape_invalid"),
        ({"valid_from": "besok"}, "shape_invalid"),
    ],
)
def test_a_choice_that_cannot_hold_is_refused(place: WebOffice, given: dict[str, Any], code: str) -> None:
    answer = place.program("eko", "admin_kebijakan").post(PATH, CHOICE | given)

    assert (answer.status_code, answer.json["code"]) == (HTTPStatus.UNPROCESSABLE_ENTITY, code)


def test_the_page_shows_words_reading_alternatives_and_who_signed(place: WebOffice) -> None:
    browser = place.browser("rina", "penyelia")
    policy = place.program("eko", "admin_kebijakan")

    before = browser.get("/tafsir/uji").get_data(as_text=True)
    policy.post(PATH, CHOICE)
    after = browser.get("/tafsir/uji").get_data(as_text=True)

    assert "2 minggu (2 x 24 jam)" in before
    assert before.count(UNSIGNED) == 2
    assert (after.count(UNSIGNED), SIGNED in after) == (1, True)
    assert "Dua kali dua puluh empat jam." in after  # now one of the alternatives
    assert 'href="/tafsir/uji"' in browser.get("/tafsir").get_data(as_text=True)


def test_the_page_of_a_procedure_that_one_may_not_read_does_not_exist(place: WebOffice) -> None:
    browser = place.browser("rina", "penyelia")

    assert browser.get("/tafsir/tiada").status_code == HTTPStatus.NOT_FOUND
    assert browser.get("/tafsir/uji?instansi=tiada").status_code == HTTPStatus.NOT_FOUND


def test_the_case_says_beside_the_clock_that_nobody_signed(place: WebOffice) -> None:
    browser = place.browser("rina", "petugas_pengaduan", "penyelia")
    case = place.program("siti", "petugas_pengaduan").start()["case_number"]

    before = browser.get(f"/kasus/{case}").get_data(as_text=True)
    place.program("eko", "admin_kebijakan").post(PATH, CHOICE)
    draining.run_due(place.office.runtime)
    after = browser.get(f"/kasus/{case}").get_data(as_text=True)

    assert UNSIGNED in before
    assert (UNSIGNED in after, SIGNED in after, "Digantikan" in after) == (False, True, True)
    assert "Tafsir yang berlaku berubah" in after


def test_the_command_line_lists_and_chooses(
    place: WebOffice, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    settings = place.office.runtime.settings
    monkeypatch.setenv("LINDUNG_DATA_DIR", str(settings.data_dir))
    monkeypatch.setenv("LINDUNG_DATABASE_URL", settings.database_url)
    days = ("--from", "2020-01-01", "--to", "2190-12-31")

    cli.main(("reading", "list", "uji"))
    before = capsys.readouterr().out
    code = cli.main(
        ("reading", "choose", "uji", ambiguous.AMBIGUITY, ambiguous.LONG, "--by", "Pejabat Contoh", "--sk", "1", *days)
    )
    capsys.readouterr()
    cli.main(("reading", "list", "uji", "--json"))

    assert ("dua_hari (berlaku)" in before, UNSIGNED in before, code) == (True, True, 0)
    chosen = json.loads(capsys.readouterr().out)[0]
    assert (chosen["in_force"], chosen["valid_to"]) == (ambiguous.LONG, "2190-12-31")


@pytest.mark.parametrize("day", ["besok", "1020-01-01"])
def test_a_day_is_written_as_one(place: WebOffice, day: str) -> None:
    with pytest.raises(SystemExit) as ended:
        cli.main(("reading", "choose", "uji", "A", "b", "--by", "x", "--sk", "1", "--from", day))

    assert ended.value.code == 2
