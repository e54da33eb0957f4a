"""The auditor's room in a real browser: a check begun by keys and watched; evidence that two people handed out."""

import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import text

from engine.services.log import checkpoints
from tasks import draining, keeping
from tests.support.files import verifier
from tests.support.offices import task_office
from tests.support.offices.factories import CLI, PASSWORD
from tests.support.offices.task_office import TaskOffice
from tests.support.servers import browser as pages

pytestmark = pytest.mark.browser
EVIDENCE = "/audit/kasus/TTG-2026-00001/bukti"


@pytest.fixture(scope="module")
def web(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[TaskOffice]:
    """Serve a small installation with a sealed case and an auditor."""
    with task_office.furnished(tmp_path_factory.mktemp("audit"), browser) as running:
        running.people["budi"] = running.office.user("budi", "auditor")
        running.people["ratna"] = running.office.user("ratna", "kepala")
        running.office.start(running.people["siti"])
        keeping.seal(running.office.runtime)
        yield running


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
        page.goto(address)

        assert pages.barriers(page) == []
        assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


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
