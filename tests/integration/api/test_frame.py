"""The frame of every page: language, messages told once, the quick way out, help."""

from http import HTTPStatus

import pytest
from flask.testing import FlaskClient

from tests.support.web import clicks
from tests.support.web.web_office import WebOffice


@pytest.fixture
def browser(web: WebOffice) -> FlaskClient:
    """Give the browser of an intake officer."""
    return web.browser("rina", "petugas_pengaduan")


@pytest.mark.parametrize(
    "path", ["/tugas", "/tugas?tab=saya", "/kasus", "/laporan", "/tafsir", "/tafsir/uji", "/bantuan"]
)
def test_every_page_speaks_english_to_who_asks_for_it(browser: FlaskClient, path: str) -> None:
    chosen = browser.post("/bahasa", data={"bahasa": "en", "kembali": path})

    page = browser.get(chosen.headers["Location"]).text

    assert '<html lang="en">' in page
    assert "Skip to the content" in page
    assert "Lompat ke isi halaman" not in page


@pytest.mark.parametrize(("kembali", "led"), [("https://elsewhere.example", "/"), ("//x", "/"), ("/kasus", "/kasus")])
def test_choosing_a_language_leads_back_and_nowhere_else(web: WebOffice, kembali: str, led: str) -> None:
    answer = web.app.test_client().post("/bahasa", data={"bahasa": "en", "kembali": kembali})

    assert (answer.status_code, answer.headers["Location"]) == (HTTPStatus.SEE_OTHER, led)


def test_an_unknown_language_changes_nothing(web: WebOffice) -> None:
    assert "Set-Cookie" not in web.app.test_client().post("/bahasa", data={"bahasa": "xx"}).headers


def test_what_was_done_is_told_once(browser: FlaskClient) -> None:
    task = clicks.registered(browser)
    answer = clicks.send(browser, f"{task}/ambil", seen="/kasus")

    first, again = browser.get(answer.headers["Location"]).text, browser.get(task).text

    said = "Tugas pada kasus TTG-2026-00001 sekarang milik Anda."
    assert (said in first, said in again) == (True, False)


@pytest.mark.parametrize("left", ["code=claimed", "code=lain&case=x", "", "%%%", "case=<b>"])
def test_a_message_that_we_did_not_leave_is_not_told(browser: FlaskClient, left: str) -> None:
    browser.set_cookie("lindung_told", left)

    page = browser.get("/bantuan")

    assert page.status_code == HTTPStatus.OK
    assert 'role="status"' not in page.text


def test_the_quick_way_out_ends_the_session_and_leads_away(browser: FlaskClient) -> None:
    kept = browser.get_cookie("lindung_session")
    assert kept is not None

    page = browser.post("/keluar-cepat")
    browser.set_cookie("lindung_session", kept.value)

    assert "bmkg.go.id" in page.text
    assert browser.get("/tugas").headers["Location"].startswith("/masuk")


def test_the_quick_way_out_is_open_to_who_is_not_signed_in(web: WebOffice) -> None:
    assert web.app.test_client().post("/keluar-cepat").status_code == HTTPStatus.OK


def test_no_other_site_can_sign_a_person_out(browser: FlaskClient) -> None:
    refused = browser.post("/keluar-cepat", headers={"Sec-Fetch-Site": "cross-site"})

    assert refused.status_code == HTTPStatus.FORBIDDEN
    assert browser.get("/tugas").status_code == HTTPStatus.OK
