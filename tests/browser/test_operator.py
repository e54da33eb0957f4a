"""An intake officer's morning in a real browser: sign in, register a complaint, take the task, hand it in, go on."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.support.servers.browser import Site, barriers

pytestmark = pytest.mark.browser
OFFICER = "petugas_pengaduan.ttg"


def sign_in(page: Page, site: Site, username: str = OFFICER) -> None:
    page.goto("/masuk")
    page.get_by_label("Nama pengguna").fill(username)
    page.get_by_label("Kata sandi").fill(site.passwords[username])
    page.get_by_role("button", name="Masuk").click()
    expect(page.get_by_role("heading", name="Tugas", exact=True)).to_be_visible()


def register(page: Page) -> str:
    """Register a complaint of somebody who came in person; gives the case number."""
    page.goto("/laporan")
    page.get_by_role("link", name="Datang langsung").click()
    submit = page.get_by_role("button", name="Daftarkan laporan")
    expect(submit).to_be_visible()
    fill_required(page)
    submit.click()
    expect(page).to_have_url(re.compile("baru=1"))
    case = str(page.url).split("/kasus/")[1].split("?")[0]
    expect(page.get_by_role("heading", level=1)).to_contain_text(case)
    return case


def fill_required(page: Page) -> None:
    """Answer whatever the shown form calls obligatory, with the first or plainest answer that fits.

    The caller has seen the button below the form: counting fields does not wait for a page that is still coming in.
    """
    for field in page.locator(".field:has(> label .required), .field:has(> fieldset > legend .required)").all():
        answer(field)


def answer(field: Locator) -> None:
    options = field.locator("input[type=radio], input[type=checkbox]")
    select, text = field.locator("select"), field.locator("textarea, input:not([type=radio]):not([type=checkbox])")
    if options.count():
        options.first.check()
    elif select.count():
        select.select_option(index=1)
    elif not text.input_value():
        kind = text.get_attribute("type") or "text"
        plain = {"date": "2026-01-05", "datetime-local": "2026-01-05T09:00", "time": "09:00", "number": "1"}
        text.fill(plain.get(kind, "Keterangan untuk uji coba"))


def open_task(page: Page, case: str) -> None:
    """Open the first task of the case that waits for the officer's role."""
    page.goto(f"/tugas?tab=peran&q={case}")
    page.get_by_role("row", name=case).get_by_role("link").first.click()
    expect(page.get_by_role("button", name="Ambil tugas")).to_be_visible()


def claim(page: Page) -> None:
    """Take the task that the page shows; its form can then be filled."""
    page.get_by_role("button", name="Ambil tugas").click()
    expect(page.get_by_role("button", name="Selesaikan tugas")).to_be_visible()
    expect(page.locator(".viewer[data-ready]")).to_be_visible()


def fill_viewer(page: Page) -> None:
    """Answer whatever the viewer of form-js marks as obligatory."""
    for field in page.locator(".fjs-form-field:has(.fjs-asterix)").all():
        options, choice = field.locator("input[type=radio], input[type=checkbox]"), field.locator(".fjs-input-group")
        if options.count():
            options.first.click()
        elif field.locator(".fjs-select-display, .fjs-select-arrow, .fjs-select-anchor").count():
            choice.click()
            page.locator(".fjs-dropdownlist-item").first.click()
        else:
            field.locator("textarea, input").first.fill("Keterangan untuk uji coba")


def test_an_officer_claims_completes_and_sees_the_next_task(page: Page, site: Site) -> None:
    sign_in(page, site)
    case = register(page)
    open_task(page, case)
    first = page.get_by_role("heading", level=1).inner_text()

    claim(page)
    fill_viewer(page)
    page.get_by_role("button", name="Selesaikan tugas").click()
    page.get_by_role("button", name="Selesaikan sekarang").click()

    expect(page.get_by_role("status")).to_contain_text("sudah selesai")
    page.get_by_role("link", name="Lihat tugas berikutnya").click()
    expect(page).to_have_url(re.compile("tab=peran"))
    expect(page.get_by_role("row", name=case)).to_be_visible()
    expect(page.get_by_role("row", name=first)).to_have_count(0)


def test_every_page_is_accessible(page: Page, site: Site) -> None:
    page.goto("/masuk")
    found = {"/masuk": barriers(page)}
    sign_in(page, site)
    case = register(page)
    readings = ("/tafsir", "/tafsir/tebing_tinggi_pengaduan")
    for path in ("/tugas?tab=peran", "/tugas?tab=saya", "/laporan", "/kasus", f"/kasus/{case}", *readings):
        page.goto(path)
        found[path] = barriers(page)
    open_task(page, case)
    found["task"] = barriers(page)
    claim(page)
    found["claimed task"] = barriers(page)

    assert {path: wrong for path, wrong in found.items() if wrong} == {}


def test_a_wrong_password_is_refused_in_words(page: Page) -> None:
    page.goto("/masuk")
    page.get_by_label("Nama pengguna").fill(OFFICER)
    page.get_by_label("Kata sandi").fill("bukan ini")
    page.get_by_role("button", name="Masuk").click()

    expect(page.get_by_role("alert")).to_contain_text("tidak cocok")


def test_a_refused_answer_is_explained_beside_its_field(page: Page, site: Site) -> None:
    sign_in(page, site)
    open_task(page, register(page))
    claim(page)

    page.get_by_role("button", name="Selesaikan tugas").click()

    expect(page.locator("[data-faults] li").first).to_contain_text("Isian ini wajib diisi")
    expect(page.locator(".fjs-form-field-error").first).to_be_visible()
    assert barriers(page) == []


def test_the_quick_way_out_blanks_the_page_and_ends_the_session(page: Page, site: Site) -> None:
    sign_in(page, site)
    page.route("https://www.bmkg.go.id/**", lambda route: route.fulfill(body="Cuaca", content_type="text/plain"))

    page.get_by_role("button", name="Cepat keluar").click()
    expect(page.get_by_text("Cuaca")).to_be_visible()
    page.goto("/tugas")

    expect(page.get_by_role("heading", name="Masuk")).to_be_visible()


def test_a_phone_finds_every_page_in_one_menu(page: Page, site: Site) -> None:
    page.set_viewport_size({"width": 360, "height": 740})
    sign_in(page, site)

    page.get_by_text("Menu", exact=True).click()
    assert barriers(page) == []
    page.get_by_role("link", name="Kasus", exact=True).click()

    expect(page.get_by_role("heading", name="Kasus", exact=True)).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


def test_a_page_in_english_is_accessible_too(page: Page, site: Site) -> None:
    sign_in(page, site, "lintas_sektor.ttg")  # nobody else's: the language stays theirs
    page.get_by_role("button", name="English").click()

    expect(page.get_by_role("heading", name="Tasks", exact=True)).to_be_visible()
    assert barriers(page) == []
