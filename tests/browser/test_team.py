"""The team board in a real browser: from a figure to the tasks behind it, without barriers in any width or light."""

import re
from typing import Literal

import pytest
from playwright.sync_api import Page, expect

from tests.browser.test_operator import register, sign_in
from tests.support.servers.browser import Site, barriers

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("width", [360, 1440])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_board_has_no_barriers_and_no_sideways_scroll(
    page: Page, site: Site, width: int, scheme: Literal["light", "dark"]
) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(color_scheme=scheme)
    sign_in(page, site, "penyelia.ttg")

    page.goto("/tim")

    expect(page.get_by_role("heading", name="Papan tim")).to_be_visible()
    assert barriers(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_a_supervisor_goes_from_a_figure_to_its_tasks(page: Page, site: Site) -> None:
    sign_in(page, site, "penyelia.ttg")
    case = register(page)
    page.goto("/tugas")
    page.get_by_role("link", name="Tim", exact=True).click()

    page.get_by_role("link", name=re.compile("tugas belum diambil pada langkah")).first.click()

    expect(page.get_by_role("row", name=case)).to_be_visible()
    assert barriers(page) == []
