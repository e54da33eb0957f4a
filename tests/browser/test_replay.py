"""The replay of a case in a real browser: what a position shows, by keys alone, with and without values, on a phone."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from engine.services.user_tasks.results import InstanceView
from tests.support.offices import task_office, watched
from tests.support.offices.factories import PASSWORD
from tests.support.offices.task_office import TaskOffice
from tests.support.servers import browser as pages

pytestmark = pytest.mark.browser
SHOWN = """(() => {
  const texts = (selector) => [...document.querySelectorAll(selector)].map((one) => one.textContent);
  const marks = [...document.querySelectorAll('[data-canvas] > div:not([hidden]) g.element')]
    .map((one) => [one.dataset.elementId, one.getAttribute('class')]);
  return JSON.stringify([marks, texts('[data-canvas] > div:not([hidden]) .tally'), texts('[data-trail] button'),
    texts('[data-when], [data-said], [data-panel]:not([hidden]) [data-body]'),
    document.querySelector('[data-slider]').getAttribute('aria-valuetext')]);
})()"""


@pytest.fixture(scope="module")
def web(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[TaskOffice]:
    """Serve a small installation."""
    with task_office.furnished(tmp_path_factory.mktemp("ulang"), browser, watched.files("pantau")) as running:
        running.people["budi"] = running.office.user("budi", "auditor")
        running.people["rosa"] = running.office.user("rosa", "penyelia")
        yield running


@pytest.fixture(scope="module")
def case(web: TaskOffice) -> InstanceView:
    """Tell one case to its end, each event in the last half second of a minute: a field for moments shows minutes."""
    now = web.office.clock.now()
    web.office.clock.advance(timedelta(seconds=59.5 - now.second, microseconds=-now.microsecond))
    return watched.told(web.office, web.people["siti"], key="pantau")


@pytest.fixture
def opened(web: TaskOffice, case: InstanceView) -> Iterator[Page]:
    """Open the replay as the auditor; the test fails on any error that the page had."""
    page = replay(web.context(viewport={"width": 1280, "height": 900}), case, "budi")
    faults = pages.watch(page)
    yield page
    assert faults == []


def replay(context: BrowserContext, case: InstanceView, username: str) -> Page:
    """Sign in and open the replay, complete."""
    page = context.new_page()
    page.goto("/masuk")
    page.get_by_label("Nama pengguna").fill(username)
    page.get_by_label("Kata sandi").fill(PASSWORD)
    page.get_by_role("button", name="Masuk").click()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    page.goto(f"/audit/kasus/{case.case_number}/putar-ulang")
    page.locator("html[data-replayed]").wait_for()
    return page


def go(page: Page, at: int) -> str:
    """Jump to a position and give all that it shows."""
    page.evaluate("(at) => document.querySelector('div[data-replay]').replay.go(at)", at)
    return str(page.evaluate(SHOWN))


def known(page: Page) -> Any:
    given = "({length, breaches, decisions}) => ({length, breaches, decisions})"
    return page.evaluate(f"({given})(document.querySelector('div[data-replay]').replay)")


def at(page: Page) -> int:
    return int(page.locator("[data-slider]").input_value())


def test_a_jump_shows_what_stepping_shows_at_every_position(opened: Page) -> None:
    count = known(opened)["length"]
    stepped = [go(opened, place) for place in range(count)]
    back = [go(opened, place) for place in reversed(range(count))][::-1]
    jumped = {place: go(opened, place) for place in sorted(range(count), key=lambda one: one * 7 % count)}

    assert len(set(stepped)) == count
    assert back == stepped
    assert [jumped[place] for place in range(count)] == stepped


def test_every_tab_shows_at_every_position_the_same_by_jump_and_by_step(opened: Page) -> None:
    count = known(opened)["length"]
    for name in ("Waktu", "Keputusan", "Nilai"):
        opened.get_by_role("tab", name=name).click()
        stepped = [go(opened, place) for place in range(count)]
        assert [go(opened, place) for place in reversed(range(count))][::-1] == stepped


def test_a_called_process_is_opened_in_its_place_with_the_way_back(opened: Page) -> None:
    go(opened, 3)
    trail = opened.get_by_role("navigation", name="Gambar yang tampil")
    expect(trail.get_by_role("button")).to_have_text(["Prosedur uji", "Periksa laporan"])
    expect(opened.locator("g.element.now[data-element-id=periksa]")).to_be_visible()

    trail.get_by_role("button", name="Prosedur uji").click()

    expect(opened.locator("g.element.current[data-element-id=panggil_satu]")).to_be_visible()


def test_the_whole_is_done_by_keys_alone(opened: Page) -> None:
    known_places = known(opened)
    opened.keyboard.press("Home")
    assert at(opened) == 0
    for key, place in (("j", 1), ("J", known_places["length"] - 1), ("K", 0), ("b", known_places["breaches"][0])):
        opened.keyboard.press(key)
        assert at(opened) == place
    opened.keyboard.press("End")
    opened.keyboard.press("D")
    assert at(opened) == known_places["decisions"][-1]
    opened.keyboard.press("?")
    expect(opened.get_by_role("dialog")).to_contain_text("Sepuluh peristiwa maju")
    opened.keyboard.press("Escape")
    expect(opened.get_by_role("dialog")).to_be_hidden()


def test_from_breach_to_breach_the_sentence_says_what_was_late(opened: Page) -> None:
    opened.keyboard.press("Home")
    opened.get_by_role("button", name="Keterlambatan berikutnya").click()

    assert at(opened) == known(opened)["breaches"][0]
    expect(opened.locator("[data-said]")).to_contain_text("Terlambat: Pemeriksaan.")
    expect(opened.locator("[data-slider]")).to_have_attribute(
        "aria-valuetext", opened.locator("[data-when]").inner_text()
    )
    opened.get_by_role("tab", name="Waktu").click()
    expect(opened.get_by_role("tabpanel", name="Waktu")).to_contain_text("Terlambat")


def test_playing_stops_where_something_was_decided(opened: Page) -> None:
    opened.keyboard.press("Home")
    opened.get_by_label("Kecepatan").select_option("30")
    opened.get_by_role("button", name="Putar", exact=True).click()

    expect(opened.locator("[data-slider]")).to_have_value(str(known(opened)["decisions"][0]))
    expect(opened.locator("[data-plays='0']")).to_be_attached()


def test_a_moment_is_jumped_to(opened: Page) -> None:
    moment = opened.locator("[data-moment]").input_value()
    opened.keyboard.press("Home")

    opened.get_by_label("Ke saat").fill(moment)
    opened.get_by_role("button", name="Lompat").click()

    assert at(opened) == known(opened)["length"] - 1


def test_values_are_withheld_until_a_reason_is_given(opened: Page) -> None:
    opened.get_by_role("tab", name="Nilai").click()
    panel = opened.get_by_role("tabpanel", name="Nilai")
    expect(panel.get_by_role("row", name="Apakah ada luka?")).to_contain_text("Ditahan")

    opened.get_by_label("Alasan", exact=True).select_option("temuan")
    opened.get_by_role("button", name="Tampilkan nilai").click()

    expect(panel.get_by_role("row", name="Apakah ada luka?")).to_contain_text(f"Pilihan {watched.REASONED}")
    expect(panel.get_by_role("row", name="Kata sandi")).to_contain_text("Ditahan")
    opened.get_by_role("tab", name="Pembaca").click()
    expect(opened.get_by_role("tabpanel", name="Pembaca")).to_contain_text("Nilai yang dipakai keputusan")


def test_whoever_reads_the_case_sees_values_without_asking(web: TaskOffice, case: InstanceView) -> None:
    page = replay(web.context(), case, "rosa")
    page.get_by_role("tab", name="Nilai").click()

    expect(page.get_by_role("row", name="Apakah ada luka?")).to_contain_text(f"Pilihan {watched.REASONED}")
    expect(page.get_by_role("tab", name="Pembaca")).to_have_count(0)


def test_a_decision_shows_outcome_clause_and_reading_and_its_inputs_when_asked(opened: Page) -> None:
    go(opened, known(opened)["decisions"][0])
    opened.get_by_role("tab", name="Keputusan").click()
    panel = opened.get_by_role("tabpanel", name="Keputusan")
    for said in ("Dalam", "aturan 1", "UJI-02", "Dua kali dua puluh empat jam."):
        expect(panel).to_contain_text(said)

    panel.get_by_role("button", name="Tunjukkan masukannya").click()

    expect(panel.get_by_role("row", name="luka")).to_contain_text("Ditahan")


def test_an_event_shows_its_proof(opened: Page) -> None:
    go(opened, 2)
    opened.get_by_role("tab", name="Bukti").click()
    opened.get_by_role("button", name="Tunjukkan bukti peristiwa ini").click()

    expect(opened.get_by_role("tabpanel", name="Bukti")).to_contain_text("Belum disegel")
    expect(opened.get_by_role("button", name="Salin")).to_be_visible()


def test_every_tab_the_twin_and_the_table_are_accessible(opened: Page) -> None:
    found = {"first": pages.barriers(opened)}
    for name in ("Waktu", "Keputusan", "Nilai", "Pembaca", "Bukti"):
        opened.get_by_role("tab", name=name).click()
        found[name] = pages.barriers(opened)
    opened.get_by_text("Semua langkah saat itu, sebagai tabel").click()
    expect(opened.get_by_role("row", name="Periksa isi laporan")).to_contain_text("selesai")
    found["twin"] = pages.barriers(opened)
    opened.get_by_role("link", name="Baca sebagai tabel").click()
    expect(opened.get_by_role("heading", level=1)).to_contain_text("Catatan kasus")
    found["table"] = pages.barriers(opened)

    assert {where: wrong for where, wrong in found.items() if wrong} == {}


def test_a_phone_shows_all_without_scrolling_sideways(web: TaskOffice, case: InstanceView) -> None:
    page = replay(web.context(viewport={"width": 390, "height": 844}), case, "budi")
    wide = []
    for name in ("Langkah", "Waktu", "Keputusan", "Nilai", "Pembaca", "Bukti"):
        page.get_by_role("tab", name=name).click()
        wide.append(page.evaluate("document.documentElement.scrollWidth"))
    page.goto(f"/audit/kasus/{case.case_number}/putar-ulang/tabel")
    wide.append(page.evaluate("document.documentElement.scrollWidth"))

    assert max(wide) <= 390


def test_the_event_is_in_view_and_nothing_moves_by_itself(opened: Page) -> None:
    outside = """(() => {
      const room = document.querySelector('[data-canvas]').getBoundingClientRect();
      return [...document.querySelectorAll('[data-canvas] > div:not([hidden]) g.element.now')].filter((one) => {
        const box = one.getBoundingClientRect();
        return box.right < room.left || box.left > room.right || box.bottom < room.top || box.top > room.bottom;
      }).length;
    })()"""
    for place in range(known(opened)["length"]):
        go(opened, place)
        assert opened.evaluate(outside) == 0
    moving = "[...document.getAnimations()].length"
    assert opened.evaluate(moving) == 0


def test_the_page_of_a_running_case_opens_on_what_goes_on_now(web: TaskOffice) -> None:
    running = web.office.start(web.people["siti"], procedure="pantau")
    page = replay(web.context(viewport={"width": 700, "height": 900}), running, "budi")
    faults = pages.watch(page)

    page.goto(f"/kasus/{running.case_number}")
    page.locator("html[data-case]").wait_for()
    current = page.locator("#jalan g.element.current[data-element-id=terima]")
    current.scroll_into_view_if_needed()

    room, box = page.locator("#jalan [data-canvas]").bounding_box(), current.bounding_box()
    assert room is not None
    assert box is not None
    assert room["x"] <= box["x"] <= box["x"] + box["width"] <= room["x"] + room["width"]
    page.get_by_role("button", name="Seluruhnya").click()
    small = current.bounding_box()
    assert small is not None
    assert small["width"] < box["width"]
    assert faults == []
