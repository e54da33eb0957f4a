"""A check of the record in a real browser: begun by keys, watched until it is over, and what it found read."""

from collections.abc import Iterator
from typing import Literal

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import text

from tasks import draining, keeping
from tests.support.offices import task_office
from tests.support.offices.factories import PASSWORD
from tests.support.offices.task_office import TaskOffice
from tests.support.servers import browser as pages

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def web(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[TaskOffice]:
    """Serve a small installation with a sealed case and an auditor."""
    with task_office.furnished(tmp_path_factory.mktemp("audit"), browser) as running:
        running.people["budi"] = running.office.user("budi", "auditor")
        running.office.start(running.people["siti"])
        keeping.seal(running.office.runtime)
        yield running


def room(web: TaskOffice, *, width: int = 1280, scheme: Literal["light", "dark"] = "light") -> Page:
    """Sign in; an auditor's day begins in the room."""
    page = web.context(viewport={"width": width, "height": 844}, color_scheme=scheme).new_page()
    page.goto("/masuk")
    page.get_by_label("Nama pengguna").fill("budi")
    page.get_by_label("Kata sandi").fill(PASSWORD)
    page.get_by_role("button", name="Masuk").click()
    expect(page.get_by_role("heading", level=1, name="Ruang audit")).to_be_visible()
    return page


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1280])
def test_the_room_has_no_barrier_and_is_no_wider_than_the_screen(
    web: TaskOffice, width: int, scheme: Literal["light", "dark"]
) -> None:
    page = room(web, width=width, scheme=scheme)
    for address in ("/audit", "/audit/periksa"):
        page.goto(address)

        assert pages.barriers(page) == []
        assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


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
