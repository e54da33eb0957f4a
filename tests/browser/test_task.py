"""A task in a real browser: its form, drafts, the moment to take it back, files; and each mishap of a working day."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from tests.support.files import small_files as made
from tests.support.offices import task_office
from tests.support.offices.task_office import TaskOffice, open_form, sign_in
from tests.support.servers import browser as pages

pytestmark = pytest.mark.browser
STORY = "Sudah ditulis setengah"
SAVED = re.compile("Draf disimpan pukul")


@pytest.fixture(scope="module")
def web(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[TaskOffice]:
    """Serve a small installation."""
    with task_office.furnished(tmp_path_factory.mktemp("meja"), browser) as running:
        yield running


@pytest.fixture
def page(web: TaskOffice) -> Iterator[Page]:
    """Give the officer's page; fails the test on any error that the page had."""
    opened = web.device()
    faults = pages.watch(opened)
    yield opened
    opened.context.close()
    assert faults == []


def story(page: Page, words: str = STORY) -> None:
    page.get_by_label("Kronologi").fill(words)


def told(page: Page, words: str | re.Pattern[str]) -> None:
    expect(page.locator("[data-draft-status]")).to_contain_text(words)


def answer_all(page: Page) -> None:
    page.get_by_label("Sedang", exact=True).click()
    story(page)


def hand_in(page: Page) -> None:
    page.get_by_role("button", name="Selesaikan tugas").click()


def test_a_draft_is_saved_while_typing_and_comes_back_on_another_device(web: TaskOffice, page: Page) -> None:
    address = web.claimed()
    open_form(page, address)
    answer_all(page)
    told(page, SAVED)

    other = web.device()
    open_form(other, address)

    expect(other.get_by_label("Kronologi")).to_have_value(STORY)
    expect(other.get_by_label("Sedang", exact=True)).to_be_checked()
    kept = page.evaluate("JSON.stringify(localStorage) + JSON.stringify(sessionStorage)")
    assert STORY not in kept
    assert "kronologi" not in kept
    assert page.evaluate("localStorage.length") == 0


def test_two_devices_are_told_and_choose(web: TaskOffice, page: Page) -> None:
    address = web.claimed()
    open_form(page, address)
    other = web.device()
    open_form(other, address)
    story(other, "Dari perangkat kedua")
    told(other, SAVED)

    story(page)

    told(page, "dari perangkat atau tab lain")
    expect(page.get_by_label("Kronologi")).to_have_value(STORY)
    page.get_by_role("button", name="Pakai isian di halaman ini").click()
    told(page, SAVED)
    other.reload()
    expect(other.get_by_label("Kronologi")).to_have_value(STORY)


def test_questions_appear_when_they_apply_and_rows_are_added(web: TaskOffice, page: Page) -> None:
    open_form(page, web.claimed())
    expect(page.get_by_label("Alasan risiko tinggi")).to_have_count(0)

    page.get_by_label("Tinggi", exact=True).click()
    page.get_by_label("Alasan risiko tinggi").fill("Ada ancaman")
    page.get_by_role("button", name="Tambah baris").click()
    page.get_by_label("Nama anak").fill("Melati Uji")
    page.get_by_label("Nomor telepon").fill("812")
    hand_in(page)

    expect(page.locator("[data-faults]")).to_contain_text("Nomor telepon – Tulis nomor telepon diawali 0 atau +62")
    page.get_by_label("Nomor telepon").fill("0812 0000 0001")
    hand_in(page)
    expect(page.get_by_role("heading", name="Yang akan terjadi")).to_be_visible()


def test_what_will_happen_is_told_and_can_be_taken_back(web: TaskOffice, page: Page) -> None:
    address = web.claimed()
    open_form(page, address)
    answer_all(page)
    hand_in(page)
    expect(page.get_by_text("detik lagi")).to_be_visible()
    expect(page.get_by_role("listitem").filter(has_text="Periksa laporan").first).to_be_visible()
    assert pages.barriers(page) == []

    page.get_by_role("button", name="Tarik kembali").click()

    expect(page.get_by_label("Kronologi")).to_have_value(STORY)
    assert web.state(address) == "open"


def test_a_double_click_completes_once(web: TaskOffice, page: Page) -> None:
    address = web.claimed()
    open_form(page, address)
    answer_all(page)

    page.get_by_role("button", name="Selesaikan tugas").dblclick()
    page.get_by_role("button", name="Selesaikan sekarang").dblclick()

    expect(page.get_by_role("status")).to_contain_text("sudah selesai")
    assert web.state(address) == "completed"


def test_back_after_completing_shows_how_the_task_stands(web: TaskOffice, page: Page) -> None:
    address = web.claimed()
    open_form(page, address)
    answer_all(page)
    hand_in(page)
    page.get_by_role("button", name="Selesaikan sekarang").click()
    expect(page.get_by_role("status")).to_contain_text("sudah selesai")

    page.go_back()

    expect(page.get_by_text("Tugas ini sudah selesai")).to_be_visible()


def test_a_session_that_ends_in_the_middle_loses_nothing(web: TaskOffice, page: Page) -> None:
    address = web.claimed()
    open_form(page, address)
    page.context.clear_cookies()
    story(page)
    told(page, "Sesi Anda berakhir")

    with page.context.expect_page() as opened:
        page.get_by_role("link", name="Masuk di tab baru").click()
    sign_in(opened.value, "siti")
    page.evaluate("window.dispatchEvent(new Event('focus'))")

    told(page, SAVED)
    page.reload()
    expect(page.get_by_label("Kronologi")).to_have_value(STORY)


def test_a_lost_network_loses_nothing(web: TaskOffice, page: Page) -> None:
    address = web.claimed()
    open_form(page, address)
    page.context.set_offline(True)
    answer_all(page)
    told(page, "Jaringan terputus")
    hand_in(page)
    told(page, "Jaringan terputus")
    expect(page.get_by_label("Kronologi")).to_have_value(STORY)

    page.context.set_offline(False)

    told(page, SAVED)
    hand_in(page)
    expect(page.get_by_role("heading", name="Yang akan terjadi")).to_be_visible()


def test_a_task_that_another_took_keeps_what_was_typed(web: TaskOffice, page: Page) -> None:
    address = web.claimed()
    open_form(page, address)
    web.delegate(address, to="joko")

    story(page)

    told(page, "dipegang petugas lain")
    page.reload()
    expect(page.get_by_role("heading", name="Draf Anda yang belum dikirim")).to_be_visible()
    expect(page.get_by_text(STORY).first).to_be_visible()
    assert pages.barriers(page) == []


def test_a_task_that_a_timer_withdraws_keeps_what_was_typed(web: TaskOffice, page: Page) -> None:
    address = web.claimed(procedure="cepat")
    open_form(page, address)
    answer_all(page)

    # The page asks every quarter of a minute how its task stands.
    expect(page.locator("[data-draft-status]")).to_contain_text("ditarik saat formulir terbuka", timeout=40_000)

    assert web.state(address) == "cancelled"
    page.reload()
    expect(page.get_by_role("heading", name="Draf Anda yang belum dikirim")).to_be_visible()
    expect(page.get_by_text(STORY).first).to_be_visible()
    page.get_by_role("button", name="Buang draf ini").click()
    expect(page.get_by_role("heading", name="Draf Anda yang belum dikirim")).to_have_count(0)


def test_a_service_that_is_restarted_under_an_open_form_loses_nothing(web: TaskOffice, page: Page) -> None:
    address = web.claimed()
    open_form(page, address)
    web.crash()
    answer_all(page)
    told(page, "Jaringan terputus")

    web.serve()

    told(page, SAVED)
    hand_in(page)
    expect(page.get_by_role("heading", name="Yang akan terjadi")).to_be_visible()


def test_a_file_goes_on_after_the_network_broke(web: TaskOffice, page: Page, tmp_path: Path) -> None:
    path = tmp_path / "Visum.pdf"
    path.write_bytes(made.PDF + bytes(1_200_000))
    open_form(page, web.claimed())
    broken: list[str] = []

    def break_once(route: Route) -> None:
        if broken:
            route.continue_()
        else:
            broken.append(route.request.url)
            route.abort()

    page.route("**/unggahan/*", break_once)
    page.get_by_label("Tambahkan berkas").set_input_files(path)
    page.get_by_role("button", name="Kirim berkas").click()

    expect(page.locator("[data-upload-status]")).to_contain_text("Berkas Visum.pdf sudah terkirim")
    assert len(broken) == 1
    page.reload()
    expect(page.get_by_role("link", name="Visum.pdf")).to_be_visible()


def test_a_file_of_another_kind_is_refused_in_words(web: TaskOffice, page: Page, tmp_path: Path) -> None:
    path = tmp_path / "foto.pdf"
    path.write_bytes(made.HTML)
    open_form(page, web.claimed())

    page.get_by_label("Tambahkan berkas").set_input_files(path)
    page.get_by_role("button", name="Kirim berkas").click()

    expect(page.locator("[data-upload-status]")).to_contain_text("Berkas ini tidak dapat diterima")


def test_without_scripts_a_draft_is_saved_by_a_button_and_the_task_completed(web: TaskOffice) -> None:
    address = web.claimed()
    plain = web.device(java_script_enabled=False)
    plain.goto(address)
    plain.get_by_label("Kronologi").fill(STORY)
    plain.get_by_role("button", name="Simpan draf").click()
    expect(plain.get_by_label("Kronologi")).to_have_value(STORY)
    plain.get_by_label("Sedang", exact=True).check()

    hand_in(plain)
    plain.get_by_role("button", name="Selesaikan sekarang").click()

    expect(plain.get_by_role("status")).to_contain_text("sudah selesai")
    assert web.state(address) == "completed"


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1280])
def test_the_form_is_accessible_on_phone_and_desk_in_light_and_dark(web: TaskOffice, width: int, scheme: str) -> None:
    opened = web.device(viewport={"width": width, "height": 900}, color_scheme=scheme)
    open_form(opened, web.claimed())
    found = {"open": pages.barriers(opened)}
    opened.get_by_label("Tinggi", exact=True).click()
    opened.get_by_role("button", name="Tambah baris").click()
    hand_in(opened)
    expect(opened.locator("[data-faults]")).to_be_visible()
    found["faults"] = pages.barriers(opened)

    assert found == {"open": [], "faults": []}
    assert opened.evaluate("document.documentElement.scrollWidth") <= width
