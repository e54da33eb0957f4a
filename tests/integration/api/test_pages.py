"""The pages: what an officer sees and does, without JavaScript."""

import re
from http import HTTPStatus

import pytest
from flask.testing import FlaskClient

from tests.support.offices import overlaid
from tests.support.offices.factories import AGENCY, PASSWORD
from tests.support.web import clicks
from tests.support.web.web_office import Program, WebOffice

ADDRESS = f"/laporan/uji/{AGENCY}/datang"


@pytest.fixture
def browser(web: WebOffice) -> FlaskClient:
    """Give the browser of an intake officer."""
    return web.browser("rina", "petugas_pengaduan")


def test_who_is_not_signed_in_is_taken_to_the_door_and_back(web: WebOffice) -> None:
    web.office.user("siti", "petugas_pengaduan")
    client = web.app.test_client()

    to_door = client.get("/kasus?q=TTG")
    back = client.post("/masuk", data={"username": "siti", "password": PASSWORD, "lanjut": "/kasus?q=TTG"})

    assert to_door.headers["Location"] == "/masuk?lanjut=/kasus%3Fq%3DTTG"
    assert (back.status_code, back.headers["Location"]) == (HTTPStatus.SEE_OTHER, "/kasus?q=TTG")


@pytest.mark.parametrize("wanted", ["//elsewhere.example", "https://elsewhere.example", "/\\elsewhere", "", "/a\nb"])
def test_signing_in_leads_to_no_other_site(web: WebOffice, wanted: str) -> None:
    web.office.user("siti", "petugas_pengaduan")

    answer = web.app.test_client().post("/masuk", data={"username": "siti", "password": PASSWORD, "lanjut": wanted})

    assert answer.headers["Location"] == "/"


def test_the_session_is_out_of_reach_of_scripts_and_other_sites(web: WebOffice) -> None:
    web.office.user("siti", "petugas_pengaduan")

    cookie = web.app.test_client().post("/masuk", data={"username": "siti", "password": PASSWORD}).headers["Set-Cookie"]

    assert cookie.startswith("lindung_session=")
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie


@pytest.mark.parametrize("password", ["salah", "", "\x00", "x" * 2000])
def test_a_wrong_password_is_refused_in_words(web: WebOffice, password: str) -> None:
    web.office.user("siti", "petugas_pengaduan")

    page = web.app.test_client().post("/masuk", data={"username": "siti", "password": password})

    assert page.status_code == HTTPStatus.UNAUTHORIZED
    assert "tidak cocok" in page.get_data(as_text=True)
    assert "Set-Cookie" not in page.headers


def test_guessing_is_slowed_down(web: WebOffice) -> None:
    web.office.user("siti", "petugas_pengaduan")
    client = web.app.test_client()
    for _ in range(6):
        client.post("/masuk", data={"username": "siti", "password": "salah"})

    page = client.post("/masuk", data={"username": "siti", "password": PASSWORD})

    assert page.status_code == HTTPStatus.TOO_MANY_REQUESTS
    assert int(page.headers["Retry-After"]) > 0


def test_signing_out_ends_the_session_on_the_server(browser: FlaskClient) -> None:
    kept = browser.get_cookie("lindung_session")
    assert kept is not None

    left = clicks.send(browser, "/keluar")
    browser.set_cookie("lindung_session", kept.value)

    assert left.headers["Location"] == "/masuk"
    assert browser.get("/tugas").headers["Location"].startswith("/masuk")


def test_an_officer_registers_a_complaint(browser: FlaskClient) -> None:
    assert "datang" in browser.get("/laporan").get_data(as_text=True)
    assert "Laporan diterima pada" in browser.get(ADDRESS).get_data(as_text=True)

    answer = clicks.send(browser, ADDRESS, received_at="2026-11-20T08:30")
    case = browser.get(answer.headers["Location"]).get_data(as_text=True)

    assert answer.headers["Location"] == "/kasus/TTG-2026-00001?baru=1"
    assert "Laporan sudah didaftarkan" in case


def test_a_button_that_is_pressed_twice_opens_one_case(browser: FlaskClient) -> None:
    fields = {"form_token": clicks.token(browser.get(ADDRESS)), "once": "kunci"}

    addresses = {browser.post(ADDRESS, data=fields).headers["Location"] for _ in range(2)}

    assert addresses == {"/kasus/TTG-2026-00001?baru=1"}


def test_a_report_from_the_future_is_refused_in_words(browser: FlaskClient) -> None:
    page = clicks.send(browser, ADDRESS, received_at="2030-01-01T00:00")

    assert page.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "tidak boleh lebih lambat dari sekarang" in page.get_data(as_text=True)


def test_who_registers_no_reports_is_not_led_to_it(web: WebOffice) -> None:
    auditor = web.browser("ani", "auditor")

    page = auditor.get("/laporan").get_data(as_text=True)

    assert "Peran Anda tidak mencatat laporan" in page
    assert f"/laporan/uji/{AGENCY}" not in page
    assert ">Laporan baru</a>" not in page


def test_who_may_only_watch_a_task_is_told_whose_it_is(web: WebOffice, browser: FlaskClient) -> None:
    task = clicks.registered(browser)

    page = web.browser("budi", "penyelia").get(task).get_data(as_text=True)

    assert "Tugas ini menunggu peran" in page
    assert "Ambil tugas" not in page


def test_a_task_is_taken_filled_and_handed_in(browser: FlaskClient) -> None:
    task = clicks.registered(browser)
    clicks.send(browser, f"{task}/ambil")
    assert "Selesaikan tugas" in browser.get(task).get_data(as_text=True)

    done = clicks.complete(browser, task, f__risiko="sedang", f__kronologi="Baris satu\r\nBaris dua")
    inbox = browser.get(done.headers["Location"]).get_data(as_text=True)

    assert done.headers["Location"] == "/tugas?tab=saya&selesai=TTG-2026-00001"
    assert "sudah selesai dan tersimpan" in inbox
    assert "Anda belum mengambil tugas" in inbox


def test_wrong_answers_come_back_beside_their_fields(browser: FlaskClient) -> None:
    task = clicks.registered(browser)
    clicks.send(browser, f"{task}/ambil")

    page = clicks.send(browser, f"{task}/selesai", f__kronologi="Yang sudah diketik")

    text = page.get_data(as_text=True)
    assert page.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "Ada isian yang perlu diperbaiki" in text
    assert '<a href="#f-risiko">Risiko – Isian ini wajib diisi.</a>' in text
    assert "Yang sudah diketik" in text


def test_a_task_is_given_back(browser: FlaskClient) -> None:
    task = clicks.registered(browser)
    clicks.send(browser, f"{task}/ambil")
    assert "Belum diambil" not in browser.get("/tugas?tab=saya").get_data(as_text=True)

    clicks.send(browser, f"{task}/lepas")

    assert "Ambil tugas" in browser.get(task).get_data(as_text=True)


def test_a_task_of_somebody_else_says_who_has_it(web: WebOffice, browser: FlaskClient) -> None:
    task = clicks.registered(browser)
    clicks.send(browser, f"{task}/ambil")

    text = web.browser("budi", "petugas_pengaduan").get(task).get_data(as_text=True)

    assert "sedang dikerjakan oleh Rina" in text
    assert '<fieldset class="plain" data-plain disabled>' in text


def test_a_completed_task_stays_readable(browser: FlaskClient) -> None:
    task = clicks.registered(browser)
    clicks.send(browser, f"{task}/ambil")
    clicks.complete(browser, task, f__risiko="rendah")

    assert "sudah selesai" in browser.get(task).get_data(as_text=True)
    again = clicks.send(browser, f"{task}/selesai", f__risiko="rendah")
    assert (again.status_code, "task_not_open" in again.get_data(as_text=True)) == (HTTPStatus.CONFLICT, True)


def test_a_case_shows_times_tasks_diagram_history_and_answers(web: WebOffice, browser: FlaskClient) -> None:
    task = clicks.registered(browser)
    clicks.send(browser, f"{task}/ambil")
    clicks.complete(browser, task, f__risiko="tinggi", f__kronologi="Rahasia keluarga")

    text = web.browser("ida", "penyelia").get("/kasus/TTG-2026-00001").get_data(as_text=True)

    for part in (
        "Periksa laporan",
        "<svg",
        "menyelesaikan Terima laporan.",
        "Rina menyelesaikan",
        "Rahasia keluarga",
        "WIB",
    ):
        assert part in text
    assert "style=" not in text


def test_a_case_hides_narrative_and_history_from_who_may_not_read_them(web: WebOffice, browser: FlaskClient) -> None:
    task = clicks.registered(browser)
    clicks.send(browser, f"{task}/ambil")
    clicks.complete(browser, task, f__risiko="tinggi", f__kronologi="Rahasia keluarga")

    text = web.browser("data", "pengelola_data").get("/kasus/TTG-2026-00001").get_data(as_text=True)

    assert "TTG-2026-00001" in text
    assert "Rahasia keluarga" not in text
    assert "Riwayat" not in text


def test_the_inbox_is_searched_and_paged(web: WebOffice, browser: FlaskClient, officer: Program) -> None:
    for _ in range(26):
        officer.start()

    first = browser.get("/tugas").get_data(as_text=True)
    following = re.search(r'rel="next" href="([^"]+)"', first)
    assert following is not None
    second = browser.get(following[1].replace("&amp;", "&")).get_data(as_text=True)

    assert (first.count("data-task="), second.count("data-task=")) == (25, 1)
    assert browser.get("/tugas?q=TTG-2026-00007").get_data(as_text=True).count("data-task=") == 1
    assert "Tidak ada tugas yang cocok" in browser.get("/tugas?q=tiada").get_data(as_text=True)


def test_cases_are_listed_and_searched(browser: FlaskClient) -> None:
    assert "Belum ada kasus" in browser.get("/kasus").get_data(as_text=True)
    clicks.registered(browser)

    assert "TTG-2026-00001" in browser.get("/kasus").get_data(as_text=True)
    assert "Tidak ada kasus" in browser.get("/kasus?q=XYZ").get_data(as_text=True)


@pytest.mark.parametrize(
    "path", ["/tugas/tiada", "/kasus/TTG-1999-1", "/tiada", "/laporan/x/y/z", "/laporan/uji/lain/datang"]
)
def test_what_does_not_exist_is_said_on_a_page(browser: FlaskClient, path: str) -> None:
    page = browser.get(path)

    assert page.status_code in {HTTPStatus.NOT_FOUND, HTTPStatus.FORBIDDEN}
    assert 'href="/">Ke halaman awal' in page.get_data(as_text=True)


@pytest.mark.parametrize("token", ["", "0" * 64])
def test_a_form_without_the_sessions_token_is_refused(browser: FlaskClient, token: str) -> None:
    page = browser.post(ADDRESS, data={"form_token": token})

    assert (page.status_code, "Isian Anda belum disimpan" in page.get_data(as_text=True)) == (
        HTTPStatus.FORBIDDEN,
        True,
    )
    assert "Belum ada kasus" in browser.get("/kasus").get_data(as_text=True)


def test_a_form_of_another_site_is_refused(browser: FlaskClient) -> None:
    token = clicks.token(browser.get("/tugas"))

    page = browser.post("/keluar", data={"form_token": token}, headers={"Origin": "https://elsewhere.example"})

    assert page.status_code == HTTPStatus.FORBIDDEN
    assert browser.get("/tugas").status_code == HTTPStatus.OK


def test_characters_that_cannot_be_stored_are_refused(browser: FlaskClient) -> None:
    page = clicks.send(browser, ADDRESS, received_at="\x00")

    assert (page.status_code, "character_refused" in page.get_data(as_text=True)) == (HTTPStatus.BAD_REQUEST, True)


def test_a_form_sent_after_the_session_ended_leads_to_the_door(web: WebOffice) -> None:
    answer = web.app.test_client().post(ADDRESS, data={"form_token": "x"})

    assert answer.headers["Location"] == "/masuk"


def test_addresses_and_titles_carry_no_personal_data(browser: FlaskClient) -> None:
    task = clicks.registered(browser)

    title = re.search(r"<title>(.*)</title>", browser.get(task).get_data(as_text=True))

    assert title is not None
    assert title[1] == "Terima laporan – TTG-2026-00001 · Lindung"


def test_an_empty_form_of_an_ended_session_leads_to_the_door(web: WebOffice) -> None:
    answer = web.app.test_client().post("/tugas/1/ambil", data={"form_token": "x"})

    assert answer.headers["Location"] == "/masuk"


def test_a_supervisor_tells_own_tasks_from_the_whole_agencys(web: WebOffice, browser: FlaskClient) -> None:
    task = clicks.registered(browser)
    supervisor = web.browser("ida", "penyelia")

    own, everything = supervisor.get("/tugas?tab=peran"), supervisor.get("/tugas?tab=semua")

    assert task not in own.get_data(as_text=True)
    assert task in everything.get_data(as_text=True)
    assert "Semua tugas lembaga" not in browser.get("/tugas?tab=semua").get_data(as_text=True)


def test_an_officer_who_took_a_task_follows_the_case_on_its_diagram(browser: FlaskClient) -> None:
    task = clicks.registered(browser)
    before = browser.get("/kasus/TTG-2026-00001").get_data(as_text=True)

    clicks.send(browser, f"{task}/ambil")

    after = browser.get("/kasus/TTG-2026-00001").get_data(as_text=True)
    assert "Riwayat" not in before
    assert "Riwayat" in after
    assert 'data-element-id="terima"' in after
    (element,) = re.findall(r'<a href="#(unsur-[0-9a-f-]+-terima)">', after)
    assert after.count(f'id="{element}"') == 1


def test_a_case_shows_what_the_law_attached_to_it(web: WebOffice) -> None:
    web.office.deploy(overlaid.by_message())
    browser = web.browser("rina", "petugas_pengaduan", "penyelia")
    number = web.program("siti", "petugas_pengaduan").start()["case_number"]
    web.program("ida", "penyelia").post("messages", {"name": "data_bocor", "case_number": number, "variables": {}})

    page = browser.get(f"/kasus/{number}").get_data(as_text=True)

    assert "Kewajiban menurut undang-undang: Lapisan uji" in page
    assert page.count("<dt>Diterima</dt>") == 1
