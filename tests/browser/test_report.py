"""Registering a report in a real browser: in under a minute, with doubles told, and accessible in every state."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.support import browser as pages
from tests.support import task_desk
from tests.support.factories import AGENCY
from tests.support.task_desk import TaskDesk

pytestmark = pytest.mark.browser
ADDRESS = f"/laporan/uji/{AGENCY}/datang"


@pytest.fixture(scope="module")
def desk(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[TaskDesk]:
    """Serve a small installation."""
    with task_desk.furnished(tmp_path_factory.mktemp("meja"), browser) as running:
        yield running


@pytest.fixture(params=[360, 1280])
def page(desk: TaskDesk, request: pytest.FixtureRequest) -> Iterator[Page]:
    """Give the officer's page on a phone and on a desk."""
    opened = desk.device(viewport={"width": request.param, "height": 900})
    faults = pages.watch(opened)
    yield opened
    opened.context.close()
    assert faults == []


def victim(page: Page, name: str, nik: str, *, row: int = 0) -> None:
    page.get_by_label("Nama atau sebutan").nth(row).fill(name)
    page.get_by_label("NIK").nth(row).fill(nik)


def test_a_report_with_two_victims_is_registered_and_the_next_one_is_told_of_it(page: Page) -> None:
    nik = "32010101019" + str(page.viewport_size["width"]).zfill(5) if page.viewport_size else ""
    page.goto(ADDRESS)
    assert pages.barriers(page) == []
    victim(page, "Mawar Uji", nik)
    page.get_by_label("Nama atau sebutan").nth(1).fill("Melati Uji")
    page.get_by_role("button", name="Daftarkan laporan").click()
    expect(page).to_have_url(re.compile("baru=1"))

    page.goto(ADDRESS)
    victim(page, "M. Uji", nik)
    page.get_by_role("button", name="Daftarkan laporan").click()

    expect(page.get_by_role("heading", name="Mungkin sudah pernah dilaporkan")).to_be_visible()
    expect(page.get_by_text("NIK sama")).to_be_visible()
    expect(page.get_by_label("Nama atau sebutan").first).to_have_value("M. Uji")
    assert pages.barriers(page) == []
    page.get_by_role("button", name="Daftarkan laporan").click()
    expect(page).to_have_url(re.compile("baru=1"))


def test_the_accused_is_refused_as_contact(page: Page) -> None:
    page.goto(ADDRESS)
    page.get_by_label("Ya", exact=True).check()
    page.get_by_label("Siapa yang dihubungi?").select_option(label="Orang tua atau wali")
    page.get_by_label("Orang tua atau wali adalah terlapor").check()

    page.get_by_role("button", name="Daftarkan laporan").click()

    expect(page.get_by_role("alert")).to_contain_text("Orang ini dicatat sebagai terlapor")
    assert pages.barriers(page) == []


def test_a_report_that_is_pressed_twice_opens_one_case(page: Page) -> None:
    page.goto(ADDRESS)
    page.get_by_label("Nama atau sebutan").first.fill("Kenanga Uji")

    page.get_by_role("button", name="Daftarkan laporan").dblclick()

    expect(page).to_have_url(re.compile("baru=1"))
    number = page.get_by_role("heading", level=1).inner_text().rpartition("-")[2]
    page.goto("/kasus")
    expect(page.get_by_role("rowheader").first).to_contain_text(number)
