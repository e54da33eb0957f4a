"""A letter in a real browser: looked at before it counts, read on a phone, signed by a second role, printed."""

from collections.abc import Iterator
from typing import Literal

import pytest
from playwright.sync_api import Page, expect

from tests.browser.test_operator import claim, fill_viewer, open_task, sign_in
from tests.support.offices import procedures
from tests.support.offices.factories import AGENCY
from tests.support.servers import service
from tests.support.servers.browser import Site, barriers
from tests.support.servers.seeded import Seeded

pytestmark = pytest.mark.browser
SECOND = "penyelia.ttg"
DRAWN = "images => images.every(one => one.complete && one.naturalWidth > 1000)"


@pytest.fixture(scope="module")
def site(seeded: Seeded, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """Serve an installation with a procedure whose first step makes a letter that two people sign."""
    folder = tmp_path_factory.mktemp("letters")
    installed = seeded.copy(folder / "data")
    files = procedures.with_letter(procedures.TWO_PEOPLE)
    installed.lindung("deploy", str(procedures.write(files, folder=folder / "uji")))
    with service.serving(installed, log=folder / "log"):
        address = f"http://127.0.0.1:{installed.port}"
        yield Site(address=address, passwords=seeded.passwords)


def started(page: Page, site: Site) -> str:
    """Register a report as an officer and take its first task; gives the case number."""
    sign_in(page, site)
    page.goto(f"/laporan/uji/{AGENCY}/datang")
    page.get_by_role("button", name="Daftarkan laporan").click()
    page.wait_for_url("**/kasus/*")
    case = str(page.url).split("/kasus/")[1].split("?")[0]
    open_task(page, case)
    claim(page)
    return case


def made(page: Page, site: Site) -> str:
    """Complete the step that makes the letter, and come back as the second person on the letter's page."""
    case = started(page, site)
    fill_viewer(page)
    page.get_by_role("button", name="Selesaikan tugas").click()
    page.get_by_role("button", name="Selesaikan sekarang").click()
    expect(page.get_by_role("status")).to_contain_text("sudah selesai")
    page.context.clear_cookies()
    sign_in(page, site, SECOND)
    page.goto("/surat")
    page.get_by_role("row", name=case).get_by_role("link", name="Tanda Terima").click()
    expect(page.get_by_role("heading", level=1, name="Tanda Terima")).to_be_visible()
    return case


def test_a_preview_takes_what_is_typed_now(page: Page, site: Site) -> None:
    started(page, site)
    fill_viewer(page)
    page.locator(".viewer textarea").first.fill("Baru diketik.")

    with page.context.expect_event("response", lambda one: one.url.endswith("/pratinjau")) as answered:
        page.get_by_role("button", name="Pratinjau surat").click()

    posted = answered.value.request.post_data
    assert posted is not None
    assert "Baru+diketik." in posted
    assert answered.value.headers["content-type"] == "application/pdf"
    expect(page.get_by_role("button", name="Selesaikan tugas")).to_be_visible()
    assert barriers(page) == []


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_letter_s_page_has_no_barriers_and_shows_its_sheets(
    page: Page, site: Site, width: int, scheme: Literal["light", "dark"]
) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    page.emulate_media(color_scheme=scheme)
    made(page, site)

    page.get_by_text("Baca isi lembar 1 sebagai teks").click()

    expect(page.locator("figure .words")).to_contain_text("TANDA TERIMA")
    page.wait_for_load_state("load")  # pictures and all
    assert page.locator(".sheet img").count() == 1
    assert page.locator(".sheet img").evaluate_all(DRAWN)
    assert barriers(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    page.goto("/surat")
    assert barriers(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_the_second_person_reads_ticks_and_signs(page: Page, site: Site) -> None:
    made(page, site)
    sign = page.get_by_role("button", name="Tanda tangani")
    sign.click()
    expect(sign).to_be_visible()  # the browser asks for the tick first

    page.get_by_label("Saya sudah membaca seluruh isi surat ini.").check()
    sign.click()

    expect(page.get_by_role("status")).to_contain_text("Surat sudah Anda tanda tangani.")
    expect(sign).to_have_count(0)
    printed = page.get_by_role("link", name="Cetak").get_attribute("href")
    assert printed is not None
    answer = page.request.get(printed)
    assert answer.headers["content-type"] == "application/pdf"
    assert answer.body().startswith(b"%PDF")


def test_the_second_person_sends_a_letter_back(page: Page, site: Site) -> None:
    made(page, site)
    page.get_by_label("Isinya belum benar? Tulis alasannya.").fill("Tanggalnya keliru.")
    page.get_by_role("button", name="Kembalikan untuk diperbaiki").click()

    expect(page.get_by_role("status")).to_contain_text("Surat dikembalikan.")
    expect(page.get_by_role("note")).to_contain_text("Tanggalnya keliru.")
    assert barriers(page) == []
