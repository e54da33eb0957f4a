"""A running service with the real procedure, and a real Chromium that meets the real security policy.

A test fails on any script error and on any violation of the content security policy. A missing browser fails too.
"""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.support.servers import browser as pages
from tests.support.servers import service
from tests.support.servers.seeded import Seeded

_STEP_MS = 15_000  # a slow machine that unpacks, checks a password and draws at once


@pytest.fixture(scope="session")
def site(seeded: Seeded, tmp_path_factory: pytest.TempPathFactory) -> Iterator[pages.Site]:
    """Serve an installation that was set up as ``make run`` does."""
    folder = tmp_path_factory.mktemp("site")
    installed = seeded.copy(folder / "data")
    with service.serving(installed, log=folder / "log"):
        address = f"http://127.0.0.1:{installed.port}"
        yield pages.Site(address=address, passwords=seeded.passwords)


@pytest.fixture(scope="session")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    """Start Chromium once."""
    expect.set_options(timeout=_STEP_MS)
    with pages.launched(tmp_path_factory.mktemp("home")) as started:
        yield started


@pytest.fixture
def page(browser: Browser, site: pages.Site) -> Iterator[Page]:
    """Open a fresh page as an officer in Tebing Tinggi would; fails the test on any error that the page had."""
    context = browser.new_context(
        base_url=site.address, locale="id-ID", timezone_id="Asia/Jakarta", reduced_motion="reduce"
    )
    context.set_default_timeout(_STEP_MS)
    opened = context.new_page()
    faults = pages.watch(opened)
    yield opened
    context.close()
    assert faults == []
