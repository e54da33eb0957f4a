"""Reporting without an account and without scripts, on a phone and on a PC: arrive, be answered, come back, leave."""

import re
from collections.abc import Iterator
from typing import Literal

import pytest
from playwright.sync_api import Browser, Page, expect

from engine.services.cases import cases
from engine.services.inbox import inbox
from tests.support.offices import public_office, task_office
from tests.support.offices.task_office import TaskOffice
from tests.support.servers import browser as pages

pytestmark = pytest.mark.browser
INSIDE = "/lapor/kode"


@pytest.fixture(scope="module")
def web(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[TaskOffice]:
    """Serve a small installation that takes reports of the public."""
    with task_office.furnished(tmp_path_factory.mktemp("meja"), browser, public_office.procedure()) as running:
        yield running


@pytest.fixture(params=[360, 1280])
def reporter(web: TaskOffice, request: pytest.FixtureRequest) -> Iterator[Page]:
    """Give the page of somebody in whose browser no script runs."""
    context = web.context(java_script_enabled=False, viewport={"width": request.param, "height": 800})
    opened = context.new_page()
    faults = pages.watch(opened)
    yield opened
    context.close()
    assert faults == []


def fill(page: Page, story: str) -> None:
    page.goto("/lapor")
    page.get_by_role("link", name="UPTD PPA Kota Tebing Tinggi").click()
    page.get_by_label("Tidak", exact=True).first.check()
    page.get_by_label("Anda melapor sebagai siapa?").select_option(label="Tetangga atau warga")
    page.get_by_label("Apa yang terjadi?").fill(story)


def send(page: Page, story: str) -> str:
    """Send a report and give its code."""
    fill(page, story)
    page.get_by_role("button", name="Kirim laporan").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Laporan Anda sudah diterima")
    code: str = page.locator(".receipt").inner_text()
    return code


def come_back(page: Page, code: str) -> None:
    page.goto("/lapor")
    page.get_by_role("link", name="Buka dengan kode").click()
    page.get_by_label("Kode dari tanda terima").fill(code)
    page.get_by_role("button", name="Buka laporan").click()


def newest_number(web: TaskOffice) -> int:
    """Give the number that the newest case got in its year; 0 without any."""
    with web.office.acting(web.people["ida"]) as tx:
        found = cases.search(tx, limit=100).items
    return max((int(one.number.rpartition("-")[2]) for one in found), default=0)


def newest_task(web: TaskOffice) -> str:
    """Give the address of the task with which the newest report began."""
    query = inbox.TaskQuery(process_definition=public_office.KEY, sort="case_number")
    with web.office.acting(web.people["ida"]) as tx:
        return f"/tugas/{inbox.search(tx, query).items[-1].id}"


def test_somebody_reports_is_answered_and_writes_back(web: TaskOffice, reporter: Page) -> None:
    code = send(reporter, "Tetangga saya sering dipukul.")
    officer = web.device("ida")
    officer.goto(newest_task(web))
    expect(officer.get_by_role("heading", name="Percakapan dengan pelapor")).to_be_visible()
    officer.get_by_label("Pesan kepada pelapor").fill("Apakah ia aman malam ini?")
    officer.get_by_role("button", name="Kirim kepada pelapor").click()
    expect(officer.get_by_role("status").filter(has_text="Pesan sudah disampaikan")).to_be_visible()
    assert pages.barriers(officer) == []

    come_back(reporter, code.lower())
    expect(reporter.get_by_text("Apakah ia aman malam ini?")).to_be_visible()
    expect(reporter.locator("dd").nth(2)).not_to_have_text("Belum")  # read by an officer
    reporter.get_by_label("Pesan Anda kepada petugas").fill("Ia di rumah saya.")
    reporter.get_by_role("button", name="Kirim pesan").click()
    expect(reporter.locator(".talk li").last).to_contain_text("Ia di rumah saya.")
    expect(reporter).to_have_url(re.compile("/lapor/kode#percakapan$"))
    officer.reload()
    expect(officer.get_by_text("Ia di rumah saya.")).to_be_visible()
    officer.context.close()

    reporter.get_by_role("button", name="Selesai").click()
    expect(reporter).to_have_url(re.compile("/lapor$"))
    reporter.goto(INSIDE)
    expect(reporter.get_by_label("Kode dari tanda terima")).to_be_visible()


def test_what_is_wrong_is_told_and_nothing_typed_is_lost(reporter: Page) -> None:
    fill(reporter, "Ia dipukul.")
    reporter.get_by_label("Anda melapor sebagai siapa?").select_option("")
    reporter.get_by_role("button", name="Kirim laporan").click()

    expect(reporter.get_by_role("alert")).to_contain_text("Ada isian yang perlu diperbaiki")
    expect(reporter.get_by_label("Apa yang terjadi?")).to_have_value("Ia dipukul.")
    expect(reporter.get_by_label("Biarkan kosong")).not_to_be_in_viewport()
    reporter.get_by_label("Anda melapor sebagai siapa?").select_option("keluarga")
    reporter.get_by_role("button", name="Kirim laporan").click()
    expect(reporter.locator(".receipt")).to_have_text(re.compile("^[2-9A-Z]{4}(-[2-9A-Z]{4}){4}$"))


def test_a_wrong_code_is_told_and_opens_nothing(reporter: Page) -> None:
    come_back(reporter, "ABCD-EFGH-JKMN-PQRS-TUVW")

    expect(reporter.get_by_role("alert")).to_contain_text("Kode ini tidak dikenal")
    expect(reporter).to_have_url(re.compile("/lapor/kode$"))


def test_a_report_that_is_pressed_twice_opens_one_case(web: TaskOffice, reporter: Page) -> None:
    before = newest_number(web)
    fill(reporter, "Sekali saja.")

    reporter.get_by_role("button", name="Kirim laporan").dblclick()

    expect(reporter.locator(".receipt")).to_be_visible()
    assert newest_number(web) == before + 1


@pytest.mark.parametrize("tone", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1280])
def test_every_page_is_accessible_and_fits_its_window(
    web: TaskOffice, width: int, tone: Literal["light", "dark"]
) -> None:
    context = web.context(viewport={"width": width, "height": 800}, color_scheme=tone)
    page = context.new_page()
    faults = pages.watch(page)

    def sound() -> None:
        assert pages.barriers(page) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width

    page.goto("/lapor")
    sound()
    fill(page, "Ia dipukul.")
    sound()
    page.get_by_label("Anda melapor sebagai siapa?").select_option("")
    page.get_by_role("button", name="Kirim laporan").click()
    expect(page.get_by_role("alert")).to_be_visible()
    sound()
    code = send(page, "Ia dipukul.")
    sound()
    come_back(page, "salah")
    sound()
    come_back(page, code)
    page.get_by_label("Pesan Anda kepada petugas").fill("Kata-yang-sangat-panjang" * 20)
    page.get_by_role("button", name="Kirim pesan").click()
    expect(page.locator(".talk li")).to_have_count(1)
    sound()
    page.goto("/lapor/tidak_ada")
    sound()
    context.close()
    assert faults == []


def test_the_quick_exit_ends_the_visit(web: TaskOffice) -> None:
    context = web.context()
    page = context.new_page()
    page.route("https://www.bmkg.go.id/**", lambda route: route.fulfill(body="Cuaca", content_type="text/plain"))
    come_back(page, send(page, "Ia dipukul."))
    expect(page.get_by_role("heading", name="Keadaan laporan")).to_be_visible()

    page.get_by_role("button", name="Cepat keluar").click()
    expect(page.get_by_text("Cuaca")).to_be_visible()
    page.goto(INSIDE)

    expect(page.get_by_label("Kode dari tanda terima")).to_be_visible()
    context.close()
