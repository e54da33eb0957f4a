"""Who read a case, in a real browser: reachable by keys, without barriers on any screen, and proof against names."""

from collections.abc import Iterator
from typing import Literal

import pytest
from playwright.sync_api import Browser, Page, expect

from engine.services.user_tasks.results import InstanceView
from engine.store.tables.people import User
from tests.support.offices import task_office
from tests.support.offices.factories import CLI, PASSWORD
from tests.support.offices.task_office import TaskOffice
from tests.support.servers import browser as pages

pytestmark = pytest.mark.browser
HOSTILE = "<img src=x onerror=alert(1)><script>alert(2)</script>"


@pytest.fixture(scope="module")
def web(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[TaskOffice]:
    """Serve a small installation with a head of the agency, whose name is hostile, and an auditor."""
    with task_office.furnished(tmp_path_factory.mktemp("pembaca"), browser) as running:
        running.office.user("kartika", "kepala")
        running.people["budi"] = running.office.user("budi", "auditor")
        with running.office.acting(CLI) as tx:
            tx.session.query(User).filter(User.username == "kartika").one().display_name = HOSTILE
        yield running


@pytest.fixture(scope="module")
def case(web: TaskOffice) -> InstanceView:
    """Register a report."""
    return web.office.start(web.people["siti"])


def opened(web: TaskOffice, case: InstanceView, username: str, *, width: int, scheme: Literal["light", "dark"]) -> Page:
    """Sign in, and come to the list from the page of the case."""
    page = web.context(viewport={"width": width, "height": 844}, color_scheme=scheme).new_page()
    page.goto("/masuk")
    page.get_by_label("Nama pengguna").fill(username)
    page.get_by_label("Kata sandi").fill(PASSWORD)
    page.get_by_role("button", name="Masuk").click()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    page.goto(f"/kasus/{case.case_number}")
    page.get_by_role("link", name="Siapa membaca").press("Enter")
    expect(page.get_by_role("heading", level=1, name="Siapa membaca kasus ini")).to_be_visible()
    return page


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1280])
def test_the_list_has_no_barrier_and_is_no_wider_than_the_screen(
    web: TaskOffice, case: InstanceView, width: int, scheme: Literal["light", "dark"]
) -> None:
    page = opened(web, case, "budi", width=width, scheme=scheme)

    for address in (None, "/audit/pembacaan", "/audit/pembacaan/pembaca"):
        if address is not None:
            page.goto(address)
            expect(page.get_by_role("cell").first).to_be_visible()
        assert pages.barriers(page) == []
        assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


def test_a_hostile_name_is_read_and_not_run(web: TaskOffice, case: InstanceView) -> None:
    page = opened(web, case, "kartika", width=1280, scheme="light")
    faults, spoken = pages.watch(page), list[str]()
    page.on("dialog", lambda dialog: spoken.append(dialog.message))
    page.reload()

    expect(page.get_by_text(f"{HOSTILE} (Anda)").first).to_be_visible()
    assert (faults, spoken) == ([], [])
    assert pages.barriers(page) == []
