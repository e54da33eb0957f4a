"""Registering a report without scripts: what matters first, doubles, several victims, who must not be contacted."""

import pytest
from flask.testing import FlaskClient

from tests.support.web import clicks
from tests.support.web.web_office import WebOffice

VICTIM = {"s__korban__0__nama": "Mawar Uji", "s__korban__0__nik": "3201010101900001"}
SECOND = {"s__korban__1__nama": "Melati Uji"}


@pytest.fixture
def browser(web: WebOffice) -> FlaskClient:
    """Give the browser of an intake officer."""
    return web.browser("rina", "petugas_pengaduan")


def test_each_victim_gets_a_case(browser: FlaskClient) -> None:
    done = clicks.send(browser, clicks.ADDRESS, **VICTIM, **SECOND)

    assert done.headers["Location"] == "/kasus/TTG-2026-00001?baru=1"
    assert "TTG-2026-00002" in browser.get("/kasus").get_data(as_text=True)


def test_a_double_is_told_before_anything_is_registered(browser: FlaskClient) -> None:
    clicks.send(browser, clicks.ADDRESS, **VICTIM)

    warned = clicks.send(browser, clicks.ADDRESS, **VICTIM, **SECOND).get_data(as_text=True)

    assert "Mungkin sudah pernah dilaporkan" in warned
    assert '<a class="number" href="/kasus/TTG-2026-00001"' in warned
    assert "NIK sama" in warned
    assert "Melati Uji" in warned
    assert "TTG-2026-00002" not in browser.get("/kasus").get_data(as_text=True)
    done = clicks.send(browser, clicks.ADDRESS, sudah_periksa="1", **VICTIM)
    assert done.headers["Location"] == "/kasus/TTG-2026-00002?baru=1"


def test_looking_for_a_double_registers_nothing(browser: FlaskClient) -> None:
    found = clicks.send(browser, f"{clicks.ADDRESS}/periksa", **VICTIM).get_data(as_text=True)

    assert "Tidak ada kasus instansi ini yang cocok" in found
    assert "Mawar Uji" in found
    assert "TTG-2026-00001" not in browser.get("/kasus").get_data(as_text=True)


def test_the_accused_as_contact_is_refused_beside_the_field(browser: FlaskClient) -> None:
    page = clicks.send(browser, clicks.ADDRESS, s__aman="ya", s__hubungi="wali", s__wali_terlapor="1")

    text = page.get_data(as_text=True)
    assert page.status_code == 422
    assert '<a href="#s-hubungi">Siapa yang dihubungi? – Orang ini dicatat sebagai terlapor' in text


def test_who_must_not_be_contacted_stands_on_every_task(browser: FlaskClient) -> None:
    clicks.send(browser, clicks.ADDRESS, s__wali_terlapor="1", s__pelapor_terlapor="1", **VICTIM)
    task = clicks.first_task(browser)
    clicks.send(browser, f"{task}/ambil")

    text = browser.get(task).get_data(as_text=True)

    assert "Orang tua atau wali dicatat sebagai terlapor." in text
    assert "Pelapor dicatat sebagai terlapor." in text
    assert "Mawar Uji" in text


def test_a_question_with_a_plain_condition_tells_the_script_when_it_applies(browser: FlaskClient) -> None:
    text = browser.get(clicks.ADDRESS).text

    assert 'data-hide="s.aman" data-hide-unless="ya"' in text


def test_a_second_row_is_folded_away_until_it_holds_something(browser: FlaskClient) -> None:
    empty = browser.get(clicks.ADDRESS).text
    filled = clicks.send(browser, f"{clicks.ADDRESS}/periksa", **VICTIM, **SECOND).text

    assert "<summary>Tambah baris 2</summary>" in empty
    assert "<summary>Tambah baris 2</summary>" not in filled
    assert "<summary>Tambah baris 3</summary>" in filled
