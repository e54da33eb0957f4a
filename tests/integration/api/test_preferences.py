"""What a person chooses for themselves: the language, the hint of the first day, a longer session."""

from http import HTTPStatus

import pytest
from flask.testing import FlaskClient

from engine.services.people import auth
from tests.support.offices.factories import PASSWORD
from tests.support.web import clicks
from tests.support.web.web_office import WebOffice

HINT = "Hari pertama di sini?"
JSON = {"Accept": "application/json"}


@pytest.fixture
def browser(web: WebOffice) -> FlaskClient:
    """Give the browser of an intake officer."""
    return web.browser("rina", "petugas_pengaduan")


def on_another_device(web: WebOffice) -> FlaskClient:
    other = web.app.test_client()
    other.post("/masuk", data={"username": "rina", "password": PASSWORD})
    return other


def test_the_language_follows_the_person_to_another_device(web: WebOffice, browser: FlaskClient) -> None:
    clicks.send(browser, "/bahasa", bahasa="en")

    assert '<html lang="en">' in on_another_device(web).get("/tugas").text


def test_a_page_drawn_signed_out_chooses_for_its_browser_only(web: WebOffice, browser: FlaskClient) -> None:
    browser.post("/bahasa", data={"bahasa": "en"})

    assert '<html lang="en">' in browser.get("/tugas").text
    assert '<html lang="id">' in on_another_device(web).get("/tugas").text


def test_the_hint_of_the_first_day_stays_away_once_read(web: WebOffice, browser: FlaskClient) -> None:
    assert HINT in browser.get("/tugas").text

    clicks.send(browser, "/perkenalan")

    assert HINT not in browser.get("/tugas").text
    assert HINT not in on_another_device(web).get("/tugas").text


def test_an_open_page_asks_how_long_the_session_lasts(browser: FlaskClient) -> None:
    told = browser.get("/sesi", headers=JSON).get_json()

    token = told.pop("form_token")
    assert told == {
        "seconds": auth.SESSION_LENGTH.total_seconds(),
        "longest": auth.LONGEST_SESSION.total_seconds(),
    }
    assert browser.post("/sesi", data={"form_token": token}, headers=JSON).status_code == HTTPStatus.OK


def test_staying_moves_the_end(web: WebOffice, browser: FlaskClient) -> None:
    token = clicks.token(browser.get("/tugas"))
    web.office.clock.advance(auth.SESSION_LENGTH / 2)

    answer = browser.post("/sesi", data={"form_token": token}, headers=JSON)

    assert answer.get_json()["seconds"] == auth.SESSION_LENGTH.total_seconds()
    assert "lindung_session=" in answer.headers["Set-Cookie"]
    web.office.clock.advance(auth.SESSION_LENGTH * 0.75)
    assert browser.get("/tugas").status_code == HTTPStatus.OK


def test_a_session_that_ended_is_told_to_a_script(web: WebOffice, browser: FlaskClient) -> None:
    web.office.clock.advance(auth.SESSION_LENGTH)

    answer = browser.get("/sesi", headers=JSON)

    assert (answer.status_code, answer.get_json()["code"]) == (HTTPStatus.UNAUTHORIZED, "credential_refused")


def test_nobody_is_kept_signed_in_by_another_sites_form(browser: FlaskClient) -> None:
    assert browser.post("/sesi", data={"form_token": "salah"}, headers=JSON).status_code == HTTPStatus.FORBIDDEN


@pytest.mark.parametrize(
    ("role", "told"),
    [("penyelia", "Anda membagi pekerjaan"), ("dinas", "Peran ini membaca yang menjadi haknya")],
)
def test_the_help_begins_with_what_the_reader_does_here(web: WebOffice, role: str, told: str) -> None:
    assert told in web.browser("orang", role).get("/bantuan").text
