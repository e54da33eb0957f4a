"""The auditor's room in a real browser: a check begun by keys and watched; evidence that two people handed out."""

import zipfile
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import text

from engine.services.log import checkpoints
from engine.services.user_tasks.results import InstanceView
from tasks import draining, keeping
from tests.support.files import verifier
from tests.support.offices import assigned, practised, task_office
from tests.support.offices.factories import CLI, PASSWORD
from tests.support.offices.task_office import TaskOffice
from tests.support.servers import browser as pages

pytestmark = pytest.mark.browser
CASE = "/audit/kasus/TTG-2026-00001"
EVIDENCE = f"{CASE}/bukti"
PRACTICE = "/audit/prosedur/uji"
LATE = [["skipped|periksa", "hand|petugas_pengaduan|penyelia", "late|terima", "clock|layanan|broken"]]
DONE = [["step|periksa", "clock|layanan|kept"]]
MONTH = timedelta(days=30)


@pytest.fixture(scope="module")
def web(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[TaskOffice]:
    """Serve a small installation with a sealed case and an auditor."""
    with task_office.furnished(tmp_path_factory.mktemp("audit"), browser) as running:
        running.people["budi"] = running.office.user("budi", "auditor")
        running.people["ratna"] = running.office.user("ratna", "kepala")
        case = running.office.start(running.people["siti"])
        _audited(running, case)
        keeping.seal(running.office.runtime)
        yield running


def _audited(running: TaskOffice, case: InstanceView) -> None:
    """Publish figures of the procedure, open an assignment that holds the case, and write a finding about it."""
    office, today = running.office, running.office.clock.now()
    practised.facts(office, LATE * 12 + DONE * 20, ended_at=today - timedelta(days=70))
    practised.facts(office, LATE * 20 + DONE * 20, ended_at=today - timedelta(days=36))
    assert practised.published(office) == 2
    days = {"letter_date": today.date(), "first": today.date() - MONTH, "last": today.date() + MONTH}
    opened = assigned.assign(office, running.people["ratna"], members=("budi",), **days)
    assigned.write(office, running.people["budi"], opened.id, [(case.id, 1)])


def room(web: TaskOffice, *, width: int = 1280, scheme: Literal["light", "dark"] = "light") -> Page:
    """Sign in; an auditor's day begins in the room."""
    page = web.context(viewport={"width": width, "height": 844}, color_scheme=scheme).new_page()
    enter(page, "budi", "Ruang audit")
    return page


def enter(page: Page, username: str, heading: str) -> None:
    """Sign in, and wait for the page on which this person's day begins."""
    page.goto("/masuk")
    page.get_by_label("Nama pengguna").fill(username)
    page.get_by_label("Kata sandi").fill(PASSWORD)
    page.get_by_role("button", name="Masuk").click()
    expect(page.get_by_role("heading", level=1, name=heading)).to_be_visible()


def asked(page: Page) -> None:
    """Ask for evidence with values."""
    page.goto(EVIDENCE)
    page.get_by_label("Untuk siapa").select_option("ombudsman")
    page.get_by_label("Nomor surat").fill("0123/ORI/XII/2026")
    page.get_by_label("Sertakan nilai").check()
    page.get_by_role("button", name="Minta paket").press("Enter")
    expect(page.get_by_text("Permintaan paket bukti sudah dicatat.")).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1280])
def test_the_room_has_no_barrier_and_is_no_wider_than_the_screen(
    web: TaskOffice, width: int, scheme: Literal["light", "dark"]
) -> None:
    page = room(web, width=width, scheme=scheme)
    asked(page)
    for address in ("/audit", "/audit/periksa", EVIDENCE, "/audit/bukti"):
        clear(page, address)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1280])
def test_the_pages_of_audits_and_of_practice_are_as_clear(
    web: TaskOffice, width: int, scheme: Literal["light", "dark"]
) -> None:
    page = room(web, width=width, scheme=scheme)
    clear(page, "/audit/penugasan")
    clear(page, href(page, "th a"))
    clear(page, "/audit/temuan")
    clear(page, href(page, "th a"))
    clear(page, f"{CASE}/putar-ulang/tabel")
    clear(page, href(page, "a[href^='/audit/temuan/baru?']"))
    for address in (f"{CASE}/jalankan-ulang", "/audit/pembacaan", "/audit/pembacaan/pembaca", "/audit/prosedur"):
        clear(page, address)
    for mode in ("kali", "jam", "terlambat"):
        clear(page, f"{PRACTICE}?tampilan={mode}")


def test_figures_of_a_procedure_are_moved_on_its_diagram_and_lead_to_their_cases(web: TaskOffice) -> None:
    page = room(web, width=390)
    faults = pages.watch(page)
    page.goto(PRACTICE)
    expect(page.locator("html[data-case]")).to_be_attached()
    drawn = page.locator(".practice svg")
    before = drawn.get_attribute("width")
    assert before is not None

    page.get_by_role("button", name="Perbesar").press("Enter")
    expect(drawn).not_to_have_attribute("width", before)
    page.get_by_role("row", name="Terima laporan").get_by_role("link", name="32").press("Enter")
    expect(page.get_by_role("heading", level=1, name="Kasus di balik angka")).to_be_visible()
    expect(page.get_by_text("Terlambat: Terima laporan")).to_be_visible()

    assert pages.barriers(page) == []
    assert faults == []


def clear(page: Page, address: str) -> None:
    """Look at a page: no barrier, and no wider than the screen."""
    page.goto(address)
    assert pages.barriers(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"), address


def href(page: Page, selector: str) -> str:
    """Give where the first of these links leads."""
    found: str | None = page.locator(selector).first.get_attribute("href")
    assert found is not None
    return found


def test_evidence_that_two_people_handed_out_is_checked_with_nothing_of_the_product(
    web: TaskOffice, tmp_path: Path
) -> None:
    auditor, head = room(web, width=390), web.context().new_page()
    asked(auditor)
    enter(head, "ratna", "Tugas")
    head.goto(EVIDENCE)
    head.get_by_role("button", name="Lepas paket ini").first.click()
    expect(head.get_by_text("Paket bukti sudah Anda lepas")).to_be_visible()
    auditor.reload()

    with auditor.expect_download() as downloaded:
        auditor.get_by_role("button", name="Buat dan unduh").click()
    with zipfile.ZipFile(downloaded.value.path()) as archive:
        archive.extractall(tmp_path / "paket")

    with web.office.acting(CLI) as tx:
        key = checkpoints.key(tx).vkey
    assert downloaded.value.suggested_filename == "bukti-TTG-2026-00001.zip"
    assert verifier.run(tmp_path / "paket", key).lines[0] == "UTUH"


def test_a_check_is_begun_by_keys_and_its_page_tells_by_itself_when_it_is_over(web: TaskOffice) -> None:
    with web.office.runtime.database.begin() as connection:
        connection.execute(text("UPDATE cases SET risk = 'rendah'"))
    page = room(web)
    faults = pages.watch(page)

    page.get_by_role("button", name="Periksa sekarang").press("Enter")
    expect(page.get_by_role("heading", level=1, name="Pemeriksaan")).to_be_visible()
    assert draining.run_checks(web.office.runtime).failures == 0

    expect(page.get_by_text("hal tidak seperti yang dicatat")).to_be_visible()
    expect(page.get_by_role("link", name="Buka kasusnya")).to_have_attribute(
        "href", "/audit/kasus/TTG-2026-00001/putar-ulang/tabel"
    )
    assert pages.barriers(page) == []
    assert faults == []
