"""The shortest honest report by keys alone: what is obligatory, how many keys it takes, and nothing more."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.test_operator import sign_in
from tests.support.servers.browser import Site

pytestmark = pytest.mark.browser
ADDRESS = "/laporan/tebing_tinggi_pengaduan/uptd_ppa_tebing_tinggi/datang"
QUESTIONS = 3
MOST_KEYS = 30
MOST_TABS = 40
SUMMARY = "Ibu dipukul suami semalam."


def test_the_shortest_report_takes_three_answers_and_few_keys(page: Page, site: Site) -> None:
    sign_in(page, site)
    page.goto(ADDRESS)
    page.locator("html[data-report]").wait_for()
    keys: list[str] = []

    def press(key: str) -> None:
        keys.append(key)
        page.keyboard.press(key)

    def tab_to(name: str) -> None:
        """Press Tab until the field of that name, or the button of that label, has the focus."""
        for _ in range(MOST_TABS):
            press("Tab")
            if page.evaluate("document.activeElement.name || document.activeElement.textContent").strip() == name:
                return
        raise AssertionError(f"{MOST_TABS} tabs do not lead to {name}")

    asked = page.locator("[data-report] .required:visible")
    expect(asked).to_have_count(QUESTIONS)
    press("Tab")
    press("Enter")  # over the head of the page
    tab_to("f.bahaya_sekarang")
    press("Space")
    tab_to("f.melapor_sebagai")
    press("ArrowDown")
    tab_to("f.ringkasan")
    page.keyboard.type(SUMMARY)
    tab_to("Daftarkan laporan")
    press("Enter")

    expect(page).to_have_url(re.compile("baru=1"))
    assert len(keys) <= MOST_KEYS
