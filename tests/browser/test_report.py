"""Registering a report in a real browser: in under a minute, with doubles told, and accessible in every state."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.support.offices import task_office
from tests.support.offices.factories import AGENCY
from tests.support.offices.task_office import TaskOffice, sign_in
from tests.support.servers import browser as pages

pytestmark = pytest.mark.browser
ADDRESS = f"/laporan/uji/{AGENCY}/datang"


@pytest.fixture(scope="module")
def web(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[TaskOffice]:
    """Serve a small installation."""
    with task_office.furnished(tmp_path_factory.mktemp("meja"), browser) as running:
        yield running


@pytest.fixture(params=[360, 1280])
def page(web: TaskOffice, request: pytest.FixtureRequest) -> Iterator[Page]:
    """Give the officer's page on a phone and on a PC."""
    opened = web.device(viewport={"width": request.param, "height": 900})
    faults = pages.watch(opened)
    yield opened
    opened.context.close()
    assert faults == []


def victim(page: Page, name: str, nik: str, *, row: int = 0) -> None:
    page.get_by_label("Nama atau sebutan").nth(row).fill(name)
    page.get_by_label("NIK").nth(row).fill(nik)


def test_a_report_with_two_victims_is_registered_and_the_next_one_is_told_of_it(page: Page) -> None:
    nik = "32010101019" + str(page.viewport_size["width"]).zfill(5) if page.viewport_size else ""
    page.goto(ADDRESS)
    assert pages.barriers(page) == []
    victim(page, "Mawar Uji", nik)
    page.get_by_text("Tambah baris 2").click()
    page.get_by_label("Nama atau sebutan").nth(1).fill("Melati Uji")
    expect(page.get_by_text("Laporan ini membuka 2 kasus")).to_be_visible()
    page.get_by_role("button", name="Daftarkan laporan").click()
    expect(page).to_have_url(re.compile("baru=1"))

    page.goto(ADDRESS)
    victim(page, "M. Uji", nik)
    page.get_by_role("button", name="Daftarkan laporan").click()

    expect(page.get_by_role("heading", name="Mungkin sudah pernah dilaporkan")).to_be_visible()
    expect(page.get_by_text("NIK sama")).to_be_visible()
    expect(page.get_by_label("Nama atau sebutan").first).to_have_value("M. Uji")
    assert pages.barriers(page) == []
    page.get_by_role("button", name="Daftarkan laporan").click()
    expect(page).to_have_url(re.compile("baru=1"))


def test_questions_that_do_not_apply_are_hidden_and_come_when_they_do(page: Page) -> None:
    page.goto(ADDRESS)
    expect(page.get_by_label("Kapan aman?")).to_be_hidden()

    page.get_by_label("Ya", exact=True).check()
    expect(page.get_by_label("Kapan aman?")).to_be_visible()
    page.get_by_label("Tidak, jangan dihubungi").check()
    expect(page.get_by_label("Kapan aman?")).to_be_hidden()


def test_without_scripts_every_question_is_there(web: TaskOffice) -> None:
    plain = web.device(java_script_enabled=False)
    plain.goto(ADDRESS)

    expect(plain.get_by_label("Kapan aman?")).to_be_visible()
    plain.get_by_text("Tambah baris 2").click()
    expect(plain.get_by_label("Nama atau sebutan").nth(1)).to_be_visible()
    plain.get_by_role("button", name="Daftarkan laporan").click()
    expect(plain).to_have_url(re.compile("baru=1"))


def test_who_must_not_be_contacted_is_said_at_once(page: Page) -> None:
    page.goto(ADDRESS)

    page.get_by_label("Orang tua atau wali adalah terlapor").check()
    page.get_by_label("Pelapor tidak mau disebut namanya").check()

    expect(page.get_by_text("Jangan menghubunginya dan jangan meminta persetujuannya.")).to_be_in_viewport()
    expect(page.get_by_text("Nama, nomor, dan alamat pelapor tidak akan disimpan.")).to_be_in_viewport()
    assert pages.barriers(page) == []
    page.get_by_label("Orang tua atau wali adalah terlapor").uncheck()
    expect(page.get_by_text("Jangan menghubunginya dan jangan")).to_be_hidden()


def test_the_button_is_always_in_reach(page: Page) -> None:
    page.goto(ADDRESS)

    expect(page.get_by_role("button", name="Daftarkan laporan")).to_be_in_viewport()
    assert page.evaluate("document.documentElement.scrollWidth") <= page.evaluate("innerWidth")


def test_a_report_waits_for_the_network_and_is_then_sent_once(page: Page) -> None:
    page.goto(ADDRESS)
    victim(page, "Cempaka Uji", "")
    page.context.set_offline(True)
    page.get_by_role("button", name="Daftarkan laporan").click()
    expect(page.get_by_role("button", name="Menunggu jaringan, lalu dikirim")).to_be_visible()
    expect(page.get_by_text("Laporan belum terkirim")).to_be_visible()
    assert pages.barriers(page) == []

    page.context.set_offline(False)

    expect(page).to_have_url(re.compile("baru=1"))
    assert "Cempaka" not in page.evaluate("JSON.stringify(localStorage) + JSON.stringify(sessionStorage)")


def test_a_report_survives_a_session_that_ended(web: TaskOffice, page: Page) -> None:
    page.goto(ADDRESS)
    victim(page, "Flamboyan Uji", "")
    page.context.clear_cookies()
    page.get_by_role("button", name="Daftarkan laporan").click()
    expect(page.get_by_text("Sesi Anda berakhir. Isian tetap ada")).to_be_visible()
    with page.context.expect_page() as opened:
        page.get_by_role("link", name="Masuk di tab baru").click()
    sign_in(opened.value, "siti")

    page.get_by_role("button", name="Daftarkan laporan").click()

    expect(page).to_have_url(re.compile("baru=1"))


def test_the_accused_is_refused_as_contact(page: Page) -> None:
    page.goto(ADDRESS)
    page.get_by_label("Ya", exact=True).check()
    page.get_by_label("Siapa yang dihubungi?").select_option(label="Orang tua atau wali")
    page.get_by_label("Orang tua atau wali adalah terlapor").check()

    page.get_by_role("button", name="Daftarkan laporan").click()

    expect(page.get_by_role("alert")).to_contain_text("Orang ini dicatat sebagai terlapor")
    assert pages.barriers(page) == []


def test_a_report_that_is_pressed_twice_opens_one_case(page: Page) -> None:
    page.goto(ADDRESS)
    page.get_by_label("Nama atau sebutan").first.fill("Kenanga Uji")

    page.get_by_role("button", name="Daftarkan laporan").dblclick()

    expect(page).to_have_url(re.compile("baru=1"))
    number = page.get_by_role("heading", level=1).inner_text().rpartition("-")[2]
    page.goto("/kasus")
    expect(page.get_by_role("rowheader").first).to_contain_text(number)
