"""A day without a mouse: three tasks done by keys alone, and what the task's page offers beside the form."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.support.offices import task_office
from tests.support.offices.factories import PASSWORD
from tests.support.offices.task_office import TaskOffice, open_form
from tests.support.servers import browser as pages

pytestmark = pytest.mark.browser
MOST_TABS = 80


@pytest.fixture(scope="module")
def web(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[TaskOffice]:
    """Serve a small installation."""
    with task_office.furnished(tmp_path_factory.mktemp("papan"), browser) as running:
        yield running


def tab_to(page: Page, name: str) -> None:
    """Go on with the Tab key until the focus stands on what is called so, as a person who sees it would."""
    for _ in range(MOST_TABS):
        page.keyboard.press("Tab")
        focused = page.evaluate(
            "(() => { const e = document.activeElement; const label = e.labels?.[0]?.innerText ?? '';"
            " return e === document.body ? '' : e.getAttribute('aria-label') ?? (label || e.innerText || ''); })()"
        )
        if name in focused:
            return
    raise AssertionError(f"{MOST_TABS} tabs do not lead to {name}")


def sign_in_by_keys(page: Page) -> None:
    page.goto("/masuk")
    tab_to(page, "Nama pengguna")
    page.keyboard.type("siti")
    tab_to(page, "Kata sandi")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Tugas", exact=True)).to_be_visible()


def take_next_by_key(page: Page) -> str:
    """Take the most urgent task; gives its address."""
    page.goto("/tugas")
    page.locator("html[data-inbox]").wait_for()
    page.keyboard.press("n")
    expect(page.locator(".viewer[data-ready]")).to_be_visible()
    return str(page.url)


def test_three_tasks_are_completed_by_keys_alone(web: TaskOffice) -> None:
    for _ in range(3):
        web.office.start(web.people["ida"], procedure="uji")
    page = web.device_signed_out()
    sign_in_by_keys(page)

    for _ in range(3):
        address = take_next_by_key(page)
        tab_to(page, "Tinggi")
        page.keyboard.press("ArrowDown")
        expect(page.get_by_label("Sedang", exact=True)).to_be_checked()
        tab_to(page, "Kronologi")
        page.keyboard.type("Ditulis tanpa tetikus")
        tab_to(page, "Selesaikan tugas")
        page.keyboard.press("Enter")
        expect(page.get_by_role("heading", name="Yang akan terjadi")).to_be_visible()
        tab_to(page, "Selesaikan sekarang")
        page.keyboard.press("Enter")
        expect(page.get_by_role("status").first).to_contain_text("sudah selesai")
        assert web.state(address) == "completed"


def test_a_form_that_the_server_refuses_goes_on_where_it_was(web: TaskOffice) -> None:
    page = web.device()
    faults = pages.watch(page)
    open_form(page, web.claimed())
    # What the browser let pass and the server does not: the same form with an obligatory answer left out.
    page.evaluate(
        "(() => { const form = document.querySelector('form[data-task-form]');"
        " form.querySelector('input[name=data]').value = JSON.stringify({kronologi: 'Sudah diketik'});"
        " HTMLFormElement.prototype.submit.call(form); })()"
    )

    notice = page.locator("[data-faults]")
    expect(notice).to_contain_text("Risiko")
    expect(notice).to_be_focused()
    expect(page.get_by_label("Kronologi")).to_have_value("Sudah diketik")
    assert pages.barriers(page) == []
    page.get_by_label("Rendah", exact=True).click()
    expect(page.locator("[data-draft-status]")).to_contain_text("Draf disimpan pukul")
    page.get_by_role("button", name="Selesaikan tugas").click()
    expect(page.get_by_role("heading", name="Yang akan terjadi")).to_be_visible()
    assert faults == []


def test_a_task_is_handed_to_a_colleague_from_its_page(web: TaskOffice) -> None:
    address = web.claimed()
    page = web.device()
    open_form(page, address)

    page.get_by_label("Serahkan kepada").select_option(label="Joko")
    page.get_by_role("button", name="Serahkan").click()

    expect(page.get_by_role("status").first).to_contain_text("sudah diserahkan")
    other = web.device("joko")
    open_form(other, address)
    expect(other.get_by_role("button", name="Selesaikan tugas")).to_be_visible()
