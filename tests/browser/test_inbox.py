"""The inbox at work in a real browser: keys, filters, several at once, two people, rows that follow by themselves."""

from collections.abc import Iterator
from http import HTTPStatus

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from tests.browser.test_operator import OFFICER, register, sign_in
from tests.support.servers import browser as pages
from tests.support.servers.browser import Site, barriers

pytestmark = pytest.mark.browser
SUPERVISOR = "penyelia.ttg"


@pytest.fixture
def other(browser: Browser, site: Site) -> Iterator[Page]:
    """Open a second person's browser, signed in as the supervisor, who is an officer's colleague at the next table."""
    context = browser.new_context(base_url=site.address, locale="id-ID", timezone_id="Asia/Jakarta")
    context.set_default_timeout(15_000)
    opened = context.new_page()
    faults = pages.watch(opened)
    sign_in(opened, site, SUPERVISOR)
    yield opened
    context.close()
    assert faults == []


def inbox(page: Page, address: str) -> None:
    """Open the inbox and wait until its keys work."""
    page.goto(address)
    page.locator("html[data-inbox]").wait_for()


def test_a_task_is_found_taken_and_ticked_with_keys_alone(page: Page, site: Site) -> None:
    sign_in(page, site)
    case = register(page)
    inbox(page, f"/tugas?tab=peran&q={case}")

    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_be_visible()
    assert barriers(page) == []
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_be_hidden()
    page.keyboard.press("j")
    page.keyboard.press("x")
    expect(page.get_by_role("row", name=case).get_by_role("checkbox")).to_be_checked()
    page.keyboard.press("/")
    page.keyboard.type("jk")
    expect(page.get_by_label("Cari nomor kasus atau nama tugas")).to_be_focused()
    inbox(page, f"/tugas?tab=peran&q={case}")
    page.keyboard.press("j")
    page.keyboard.press("a")

    expect(page.locator(".notice[role=status]")).to_contain_text(f"Tugas pada kasus {case} sekarang milik Anda.")


def test_a_filter_narrows_the_list_without_a_new_page_and_can_be_kept(page: Page, site: Site) -> None:
    sign_in(page, site)
    case = register(page)
    inbox(page, "/tugas?tab=peran")
    page.evaluate("window.sama = true")

    page.get_by_text("Saringan dan urutan").click()
    page.get_by_label("Risiko", exact=True).select_option("tinggi")
    expect(page.get_by_role("row", name=case)).to_have_count(0)
    page.get_by_label("Risiko", exact=True).select_option("none")
    expect(page.get_by_role("row", name=case)).to_be_visible()
    assert page.evaluate("window.sama") is True
    assert "risiko=none" in page.url
    assert barriers(page) == []

    page.get_by_text("Saringan tersimpan", exact=True).click()
    page.get_by_label("Simpan saringan ini dengan nama").fill("Belum dinilai")
    page.get_by_role("button", name="Simpan").click()
    expect(page.get_by_role("status").first).to_contain_text("Saringan sudah disimpan.")
    page.get_by_text("Saringan tersimpan", exact=True).click()
    expect(page.locator("#tersimpan").get_by_role("link", name="Belum dinilai")).to_be_visible()
    assert barriers(page) == []


def test_why_a_task_is_due_is_told_on_focus(page: Page, site: Site) -> None:
    sign_in(page, site)
    case = register(page)
    inbox(page, f"/tugas?tab=peran&q={case}")

    badge = page.get_by_role("row", name=case).locator("a.sla")
    badge.focus()

    expect(page.get_by_role("tooltip")).to_contain_text("dihitung sejak")
    assert barriers(page) == []
    badge.click()
    expect(page.get_by_role("heading", name="Mengapa batas waktunya demikian?")).to_be_visible()
    assert barriers(page) == []


def test_the_next_task_is_opened_as_ones_own(page: Page, site: Site) -> None:
    sign_in(page, site)
    register(page)
    inbox(page, "/tugas?tab=peran")

    page.keyboard.press("n")

    expect(page.locator(".notice[role=status]")).to_contain_text("sekarang milik Anda")
    expect(page.get_by_role("button", name="Selesaikan tugas")).to_be_visible()


def test_two_people_see_each_others_work_without_reloading(page: Page, other: Page, site: Site) -> None:
    sign_in(page, site)
    case = register(page)
    inbox(other, f"/tugas?tab=semua&q={case}")
    expect(other.get_by_role("row", name=case)).to_contain_text("Belum diambil")
    other.get_by_role("row", name=case).get_by_role("checkbox").check()

    page.goto(f"/tugas?tab=peran&q={case}")
    page.get_by_role("row", name=case).get_by_role("button").click()

    expect(other.get_by_role("row", name=case)).to_contain_text("Contoh Petugas pengaduan")
    expect(other.get_by_role("row", name=case).get_by_role("checkbox")).to_be_checked()
    expect(other.locator("#kabar")).to_have_text("Daftar tugas diperbarui.")


def look_again(page: Page) -> None:
    """Let the page ask now whether its list has changed, as it does when somebody comes back to it."""
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")


def test_what_is_new_waits_until_it_is_asked_for_and_what_left_stays_where_it_was(page: Page, site: Site) -> None:
    sign_in(page, site)
    case = register(page)
    inbox(page, f"/tugas?tab=peran&q={case}")
    row = page.get_by_role("row", name=case)
    first = str(row.get_attribute("data-task"))

    def another(route: Route) -> None:
        """Answer as if the task had become another one, which nobody has seen yet."""
        answer = route.fetch(headers=without_tag(route))
        route.fulfill(response=answer, body=answer.text().replace(first, first[::-1]))

    page.route("**/tugas?*", another)
    look_again(page)

    show = page.get_by_role("button", name="1 tugas baru. Tampilkan")
    expect(show).to_be_visible()
    expect(row).to_have_attribute("data-task", first)
    expect(row).to_contain_text("Tidak lagi di daftar ini")
    expect(row.get_by_role("checkbox")).to_be_disabled()
    assert barriers(page) == []
    show.click()
    expect(row).to_have_attribute("data-task", first[::-1])
    expect(show).to_be_hidden()


def without_tag(route: Route) -> dict[str, str]:
    return {name: text for name, text in route.request.headers.items() if name != "if-none-match"}


def test_an_unreachable_service_is_told_calmly_and_found_again(page: Page, site: Site) -> None:
    sign_in(page, site)
    inbox(page, "/tugas?tab=peran")

    page.route("**/tugas?*", lambda route: route.abort())
    look_again(page)
    expect(page.get_by_text("Layanan tidak dapat dihubungi sejak pukul")).to_be_visible()
    assert barriers(page) == []
    page.unroute("**/tugas?*")
    look_again(page)

    expect(page.get_by_text("Layanan tidak dapat dihubungi sejak pukul")).to_be_hidden()


def test_a_list_that_has_not_changed_is_answered_without_a_body(page: Page, site: Site) -> None:
    sign_in(page, site)
    inbox(page, "/tugas?tab=peran")

    with page.expect_response("**/tugas?*") as answered:
        look_again(page)

    assert answered.value.status == HTTPStatus.NOT_MODIFIED


def test_who_was_signed_out_is_told_so_over_the_list(page: Page, site: Site) -> None:
    sign_in(page, site)
    inbox(page, "/tugas?tab=peran")

    page.context.clear_cookies()
    look_again(page)

    expect(page.get_by_role("link", name="Masuk lagi")).to_be_visible()
    assert barriers(page) == []


def test_a_supervisor_hands_several_tasks_over_and_sees_what_became_of_each(
    other: Page, page: Page, site: Site
) -> None:
    sign_in(page, site)
    case = register(page)
    inbox(other, f"/tugas?tab=semua&q={case}")

    other.get_by_role("button", name="Centang semua").click()
    other.get_by_label("Serahkan kepada").select_option(OFFICER)
    other.get_by_role("button", name="Serahkan", exact=True).click()

    expect(other.get_by_role("row", name=case)).to_contain_text("Dipegang oleh")
    assert barriers(other) == []
    page.goto("/tugas?tab=saya")
    expect(page.get_by_role("row", name=case)).to_be_visible()


def test_who_comes_second_is_told_so(page: Page, other: Page, site: Site) -> None:
    sign_in(page, site)
    case = register(page)
    page.goto(f"/tugas?tab=peran&q={case}")
    inbox(other, f"/tugas?tab=semua&q={case}")
    other.get_by_role("button", name="Centang semua").click()
    other.get_by_label("Serahkan kepada").select_option(OFFICER)
    other.get_by_role("button", name="Serahkan", exact=True).click()
    expect(other.get_by_role("row", name=case)).to_be_visible()
    other.goto(f"/tugas?tab=semua&q={case}")
    other.get_by_role("row", name=case).get_by_role("checkbox").check()
    other.get_by_role("button", name="Ambil", exact=True).last.click()

    expect(other.locator(".notice[role=status]")).to_contain_text("ditolak dan tidak berubah")


def test_leave_is_arranged_and_ended(page: Page, site: Site) -> None:
    sign_in(page, site, SUPERVISOR)
    page.goto("/cuti")
    assert barriers(page) == []

    page.get_by_label("Hari pertama").fill("2020-01-01")
    page.get_by_label("Hari terakhir").fill("2020-01-02")
    page.get_by_label("Pengganti", exact=True).select_option(OFFICER)
    page.get_by_role("button", name="Tunjuk pengganti").click()

    expect(page.get_by_role("alert")).to_be_visible()
    expect(page.get_by_label("Hari pertama")).to_have_value("2020-01-01")
    assert barriers(page) == []
