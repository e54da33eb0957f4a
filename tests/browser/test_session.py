"""A session that comes to its end under an open page: told in time, kept by one press, never sprung upon anybody."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import update

from engine.clock import SystemClock
from engine.domain.people import actors
from engine.services.people import auth
from engine.store.tables.people import Credential
from tests.support.offices import task_office
from tests.support.offices.task_office import TaskOffice
from tests.support.servers import browser as pages

pytestmark = pytest.mark.browser
A_MINUTE_MS = 61_000


@pytest.fixture(scope="module")
def web(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[TaskOffice]:
    """Serve a small installation."""
    with task_office.furnished(tmp_path_factory.mktemp("sesi"), browser) as running:
        yield running


@pytest.fixture(params=[360, 1280])
def page(web: TaskOffice, request: pytest.FixtureRequest) -> Iterator[Page]:
    """Give the officer's page, whose clock the test moves."""
    opened = web.device(viewport={"width": request.param, "height": 900})
    opened.clock.install()
    faults = pages.watch(opened)
    yield opened
    opened.context.close()
    assert faults == []


def end_in(web: TaskOffice, left: timedelta) -> None:
    """Let every session of the office end so soon, as if it had been opened that much earlier."""
    now = SystemClock().now()
    with web.office.acting(actors.system("uji")) as tx:
        ends = {"expires_at": now + left, "created_at": now + left - auth.SESSION_LENGTH}
        tx.session.execute(update(Credential).where(Credential.kind == "session").values(ends))


def test_the_end_is_told_and_one_press_keeps_the_session(web: TaskOffice, page: Page) -> None:
    page.goto("/bantuan")
    page.locator("html[data-ready]").wait_for()
    end_in(web, timedelta(minutes=5))

    page.clock.run_for(A_MINUTE_MS)

    expect(page.get_by_text("Sesi Anda berakhir dalam 5 menit.")).to_be_visible()
    assert pages.barriers(page) == []
    page.get_by_role("button", name="Tetap masuk").click()
    expect(page.get_by_text("Sesi Anda berakhir dalam")).to_be_hidden()
    page.reload()
    expect(page.get_by_role("heading", name="Bantuan", exact=True)).to_be_visible()


def test_a_session_that_ended_under_the_page_is_told(web: TaskOffice, page: Page) -> None:
    page.goto("/bantuan")
    page.locator("html[data-ready]").wait_for()
    end_in(web, timedelta(minutes=-1))

    page.clock.run_for(A_MINUTE_MS)

    expect(page.get_by_text("Sesi Anda sudah berakhir.")).to_be_visible()
    expect(page.get_by_role("link", name="Masuk di tab baru")).to_be_visible()
    assert pages.barriers(page) == []


def test_the_hint_of_the_first_day_is_put_away_for_good(web: TaskOffice, page: Page) -> None:
    username = "baru" + str((page.viewport_size or {"width": 0})["width"])
    web.office.user(username, "petugas_pengaduan")
    first = web.device(username)
    expect(first.get_by_role("heading", name="Hari pertama di sini?")).to_be_visible()
    assert pages.barriers(first) == []

    first.get_by_role("button", name="Saya mengerti, jangan tampilkan lagi").click()

    expect(first.get_by_role("heading", name="Tugas", exact=True)).to_be_visible()
    expect(first.get_by_role("heading", name="Hari pertama di sini?")).to_have_count(0)
    expect(web.device(username).get_by_role("heading", name="Hari pertama di sini?")).to_have_count(0)
