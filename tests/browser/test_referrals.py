"""A referral as an officer meets it in a browser: on the case, on its own page, and when an answer came on paper."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from engine.clock import FixedClock, SystemClock
from tests.support.offices import referring
from tests.support.offices.factories import PASSWORD
from tests.support.offices.referring import HANDED_OVER, PAPER, Pair
from tests.support.servers import browser as pages
from tests.support.servers import service

_STEP_MS = 15_000


@pytest.fixture
def pair(sqlite_url: str, tmp_path: Path) -> Iterator[Pair]:
    """Furnish two agencies whose data a real server will show."""
    clock = FixedClock(SystemClock().now())
    built = referring.runtime(tmp_path, clock, database_url=sqlite_url)
    yield referring.furnish(built, clock)
    built.close()


@pytest.fixture
def page(pair: Pair, browser: Browser, tmp_path: Path) -> Iterator[Page]:
    """Serve the installation and open it as a signed-in officer; fails the test on any error that the page had."""
    settings = pair.office.runtime.settings
    installed = service.installation(
        settings.data_dir, database_url=settings.database_url, workflows_dir=str(settings.workflows_dir)
    )
    with service.serving(installed, log=tmp_path / "log"):
        context = browser.new_context(base_url=f"http://127.0.0.1:{installed.port}", locale="id-ID")
        context.set_default_timeout(_STEP_MS)
        opened = context.new_page()
        faults = pages.watch(opened)
        opened.goto("/masuk")
        opened.get_by_label("Nama pengguna").fill("ida")
        opened.get_by_label("Kata sandi").fill(PASSWORD)
        opened.get_by_role("button", name="Masuk").click()
        yield opened
        context.close()
    assert faults == []


def test_an_answer_on_paper_is_recorded_from_the_case(pair: Pair, page: Page) -> None:
    number = pair.send(rujukan_penerima=PAPER).case_number
    page.goto(f"/kasus/{number}")
    found = {"case": pages.barriers(page)}

    page.get_by_role("link", name="Rujukan kepada Polres Contoh").click()
    found["referral"] = pages.barriers(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("Rujukan kepada Polres Contoh")
    page.get_by_label("Ditolak").check()
    page.get_by_role("button", name="Simpan jawaban").click()

    expect(page.get_by_role("row", name="Rujukan kepada Polres Contoh")).to_contain_text("Ditolak")
    assert found == {"case": [], "referral": []}


def test_a_withdrawn_consent_is_seen_at_once(pair: Pair, page: Page) -> None:
    number = pair.send(**HANDED_OVER).case_number
    referring.run_due(pair)
    referring.withdraw(pair, number)

    page.goto(f"/rujukan/{pair.only().id}")

    expect(page.get_by_role("alert")).to_contain_text("Persetujuan ditarik")
    assert pages.barriers(page) == []
