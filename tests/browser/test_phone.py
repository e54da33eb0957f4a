"""A phone of 360 px: no page is wider than its window, whatever its longest word or table."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.test_operator import claim, open_task, register, sign_in
from tests.support.servers import browser as pages
from tests.support.servers.browser import Site

pytestmark = pytest.mark.browser
SPILLED = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
OFFICER = ("/tugas", "/tugas?tab=saya&risiko=tinggi", "/tugas/saringan", "/cuti", "/laporan", "/kasus", "/bantuan")
LEADER = ("/tugas?tab=semua", "/tim", "/tafsir", "/tafsir/tebing_tinggi_pengaduan", "/gangguan")


@pytest.fixture
def phone(browser: Browser, site: Site) -> Iterator[Page]:
    context = browser.new_context(
        base_url=site.address, locale="id-ID", viewport={"width": 360, "height": 740}, reduced_motion="reduce"
    )
    opened = context.new_page()
    faults = pages.watch(opened)
    yield opened
    context.close()
    assert faults == []


def test_a_case_and_its_tasks_fit(phone: Page, site: Site) -> None:
    sign_in(phone, site)
    phone.goto("/laporan/tebing_tinggi_pengaduan/uptd_ppa_tebing_tinggi/datang")
    assert phone.evaluate(SPILLED) == 0
    case = register(phone)
    assert phone.evaluate(SPILLED) == 0
    open_task(phone, case)
    assert phone.evaluate(SPILLED) == 0
    claim(phone)
    assert phone.evaluate(SPILLED) == 0


@pytest.mark.parametrize(
    ("who", "addresses"), [("petugas_pengaduan.ttg", OFFICER), ("penyelia.ttg", LEADER)], ids=["officer", "leader"]
)
def test_lists_fit(phone: Page, site: Site, who: str, addresses: tuple[str, ...]) -> None:
    sign_in(phone, site, who)
    wide = {}
    for address in addresses:
        phone.goto(address)
        if spilled := phone.evaluate(SPILLED):
            wide[address] = spilled
    assert wide == {}
