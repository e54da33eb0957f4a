"""The policy studio in a real browser: a change proposed, its diagram edited, checked and saved by itself."""

import difflib
from collections.abc import Iterator
from typing import Literal

import pytest
from playwright.sync_api import Browser, Page, expect

from engine.services.changes import files
from engine.services.policy import definitions
from tests.support.house import sources
from tests.support.offices import task_office
from tests.support.offices.factories import PASSWORD
from tests.support.offices.task_office import TaskOffice
from tests.support.servers import browser as pages

pytestmark = pytest.mark.browser
WORKFLOWS = sources.ROOT / "workflows"
KEY = "tebing_tinggi_pengaduan"
DIAGRAM = f"{KEY}.bpmn"
STEP = "Layanan pertama sesuai kebutuhan"


@pytest.fixture(scope="module")
def web(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[TaskOffice]:
    """Serve a small installation with a real procedure and two policy officers."""
    with task_office.furnished(tmp_path_factory.mktemp("studio"), browser) as running:
        running.office.deploy(definitions.read_folder(WORKFLOWS / KEY, WORKFLOWS))
        running.people["rina"] = running.office.user("rina", "admin_kebijakan")
        running.people["budi"] = running.office.user("budi", "admin_kebijakan")
        yield running


def enter(web: TaskOffice, username: str, *, width: int = 1280, scheme: Literal["light", "dark"] = "light") -> Page:
    """Sign in; a policy officer's day begins with the changes."""
    page = web.context(viewport={"width": width, "height": 900}, color_scheme=scheme).new_page()
    page.goto("/masuk")
    page.get_by_label("Nama pengguna").fill(username)
    page.get_by_label("Kata sandi").fill(PASSWORD)
    page.get_by_role("button", name="Masuk").click()
    expect(page.get_by_role("heading", level=1, name="Perubahan prosedur")).to_be_visible()
    return page


def propose(page: Page, title: str) -> str:
    """Propose a change; gives its address."""
    page.get_by_label("Prosedur").select_option(KEY)
    page.get_by_label("Apa yang berubah").fill(title)
    page.get_by_label("Mengapa perlu diubah").fill("Nota dinas meminta.")
    page.get_by_role("button", name="Usulkan perubahan").click()
    expect(page.get_by_role("heading", level=1, name=title)).to_be_visible()
    return str(page.url)


def edit(page: Page, address: str) -> None:
    """Open the editor and wait until it is ready and checked."""
    page.goto(f"{address}/diagram/{DIAGRAM}")
    expect(page.locator("[data-studio][data-ready]")).to_be_visible()
    expect(page.get_by_role("heading", name="Tidak ada yang perlu dibereskan")).to_be_visible()


def choose(page: Page, name: str) -> None:
    """Choose a step in the list of steps."""
    steps = page.locator("[data-steps]")
    if steps.get_attribute("open") is None:
        page.get_by_text("Daftar langkah", exact=True).click()
    steps.get_by_role("button", name=name, exact=True).click()


def saved(page: Page) -> None:
    expect(page.locator("[data-said]")).to_have_text("Semua tersimpan.")


def content(web: TaskOffice, address: str) -> bytes:
    """Give the diagram as the service has it."""
    with web.office.acting(web.people["rina"]) as tx:
        found = files.read(tx, address.rpartition("/")[2], DIAGRAM).content
    assert found is not None
    return found


def lines(before: bytes, after: bytes) -> list[str]:
    found = difflib.unified_diff(before.decode().splitlines(), after.decode().splitlines(), n=0, lineterm="")
    return [line for line in found if line[:1] in "+-" and line[:3] not in ("+++", "---")]


def test_a_step_is_renamed_checked_and_saved_by_itself(web: TaskOffice) -> None:
    page = enter(web, "rina")
    faults = pages.watch(page)
    address = propose(page, "Nama langkah")
    base = content(web, address)
    edit(page, address)

    choose(page, STEP)
    page.get_by_label("Nama", exact=True).fill("Layanan awal")
    page.get_by_label("Nama", exact=True).press("Tab")
    expect(page.locator("[data-said]")).to_have_text("Ada yang belum tersimpan.")
    saved(page)

    assert len(lines(base, content(web, address))) == 2
    page.get_by_role("button", name="Urungkan").click()
    page.get_by_role("button", name="Simpan sekarang").click()
    saved(page)
    assert content(web, address) == base
    assert faults == []


def test_what_is_wrong_is_said_at_the_step_and_led_to(web: TaskOffice) -> None:
    page = enter(web, "rina")
    address = propose(page, "Salah")
    edit(page, address)
    choose(page, STEP)

    page.get_by_label("Formulir").select_option("")
    saved(page)

    expect(page.locator("[data-count]")).to_contain_text("Yang perlu dibereskan")
    expect(page.locator(".studio-badge").first).to_be_visible()
    page.get_by_role("link", name="Periksa").click()
    page.get_by_role("link", name=STEP).first.click()
    expect(page.locator("[data-studio][data-ready]")).to_be_visible()
    expect(page.locator("[data-panel]").get_by_role("heading", name=STEP)).to_be_visible()


def test_two_people_edit_at_once_and_lose_nothing(web: TaskOffice) -> None:
    first, second = enter(web, "rina"), enter(web, "budi")
    address = propose(first, "Berdua")
    for page in (first, second):
        edit(page, address)
    choose(first, STEP)
    first.get_by_label("Nama", exact=True).fill("Oleh Rina")
    first.get_by_label("Nama", exact=True).press("Tab")
    saved(first)

    choose(second, STEP)
    second.get_by_label("Mencatat peristiwa").fill("oleh_budi")
    second.get_by_label("Mencatat peristiwa").press("Tab")
    saved(second)
    assert b"Oleh Rina" in content(web, address)
    assert b"oleh_budi" in content(web, address)

    choose(first, "Oleh Rina")
    first.get_by_label("Mencatat peristiwa").fill("oleh_rina")
    first.get_by_label("Mencatat peristiwa").press("Tab")
    expect(first.get_by_role("alert").filter(has_text="Budi mengubah layanan_pertama")).to_be_visible()
    first.get_by_role("button", name="Muat yang terbaru").click()
    saved(first)
    choose(first, "Oleh Rina")
    expect(first.get_by_label("Mencatat peristiwa")).to_have_value("oleh_budi")


def test_a_lost_connection_loses_no_stroke(web: TaskOffice) -> None:
    page = enter(web, "rina")
    address = propose(page, "Terputus")
    edit(page, address)
    page.context.set_offline(offline=True)
    choose(page, STEP)
    page.get_by_label("Nama", exact=True).fill("Sesudah terputus")
    page.get_by_label("Nama", exact=True).press("Tab")
    page.get_by_role("button", name="Simpan sekarang").click()
    expect(page.locator("[data-said]")).to_contain_text("sambungan terputus")

    page.context.set_offline(offline=False)

    saved(page)
    assert b"Sesudah terputus" in content(web, address)


@pytest.mark.parametrize(("width", "scheme"), [(390, "dark"), (1280, "light")])
def test_the_pages_of_a_change_have_no_barrier(web: TaskOffice, width: int, scheme: Literal["light", "dark"]) -> None:
    page = enter(web, "rina", width=width, scheme=scheme)
    assert pages.barriers(page) == []
    address = propose(page, f"Lebar {width}")
    assert pages.barriers(page) == []
    page.get_by_role("link", name="Periksa").click()
    expect(page.get_by_role("heading", level=1, name="Periksa")).to_be_visible()
    assert pages.barriers(page) == []
    edit(page, address)
    choose(page, STEP)
    assert [one for one in pages.barriers(page) if "djs" not in one[1] and "bjs" not in one[1]] == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
