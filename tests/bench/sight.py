"""What a person sees and when: the pages in a real Chromium on a slow phone and a slow line.

The processor is slowed four times; for a page that is opened the line has 1.6 Mbit/s down, 0.75 up and 150 ms there and
back ("slow 4G"), and nothing lies in the browser's cache. Interactions are timed on the same slowed processor without
the slow line: it would add its own 150 ms and more, and say nothing of the product.
"""

import statistics
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, CDPSession, Page, sync_playwright

from tests.support.servers import chromium
from tests.support.servers.browser import Site

OFFICER = "petugas_pengaduan.ttg"
SUPERVISOR = "penyelia.ttg"
SLOWER = 4
LINE = {"offline": False, "latency": 150, "downloadThroughput": 1.6e6 / 8, "uploadThroughput": 0.75e6 / 8}
REPEATED = 5
# Kept in the page itself: when the largest thing was painted, and how much moved by itself.
_WATCH = """
window.seen = {largest: 0, moved: 0};
const watch = (type, note) => new PerformanceObserver((list) => list.getEntries().forEach(note))
  .observe({type, buffered: true});
watch('largest-contentful-paint', (one) => { seen.largest = one.startTime; });
watch('layout-shift', (one) => { if (!one.hadRecentInput) seen.moved += one.value; });
"""
# Resolves when two frames were drawn: the change before the first of them is then on the screen.
_DRAWN = "() => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(() => drawn(Date.now()))))"
# From a choice to the frame that shows the list swapped for it.
_TIME_SWAP = f"""() => {{
  let began = 0;
  document.addEventListener('change', () => {{ began = Date.now(); }}, {{capture: true, once: true}});
  document.addEventListener('htmx:afterSwap', () => ({_DRAWN})().then((at) => {{
    document.documentElement.dataset.took = at - began;
  }}), {{once: true}});
}}"""
# A new page is there when the browser first painted something of it.
_PAINTED = """() => new Promise((painted) => {
  const told = (one) => { if (one.name === 'first-contentful-paint') painted(performance.timeOrigin + one.startTime); };
  new PerformanceObserver((list) => list.getEntries().forEach(told)).observe({type: 'paint', buffered: true});
})"""
_PRESSED = "document.addEventListener('pointerdown', () => sessionStorage.setItem('pressed', Date.now()), true)"


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """A page that was opened: the largest paint in milliseconds, how much moved by itself, and the bytes fetched."""

    name: str
    largest: float
    moved: float
    bytes: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """An interaction: milliseconds from the press of the button until its answer was painted."""

    name: str
    answer: float


@contextmanager
def browser() -> Iterator[Browser]:
    """Run Chromium until the block ends."""
    with pytest.MonkeyPatch.context() as patched, tempfile.TemporaryDirectory(prefix="lsight") as home:
        patched.setenv("PLAYWRIGHT_NODEJS_PATH", str(chromium.node()))
        with sync_playwright() as playwright:
            environment = dict(chromium.environment(home=Path(home)))
            yield playwright.chromium.launch(executable_path=str(chromium.executable()), env=environment)


def openings(running: Browser, site: Site) -> Iterator[Opened]:
    """Open each page some times as for the first time; gives the middle of each figure."""
    with _person(running, site, SUPERVISOR) as page, _person(running, site, OFFICER) as officer:
        task, case = _own_task(officer)
        report = _href(officer, "/laporan", "main a[href^='/laporan/tebing_tinggi_pengaduan/']")
        for name, (reader, address, ready) in {
            "inbox": (page, "/tugas?tab=semua", "html[data-inbox]"),
            "task with its form": (officer, task, ".viewer[data-ready]"),
            "case": (page, case, "html[data-ready]"),
            "new report": (officer, report, "html[data-ready]"),
        }.items():
            found = [_open(reader, address, ready) for _ in range(REPEATED)]
            yield Opened(name=name, **{key: statistics.median(one[key] for one in found) for key in found[0]})


def interactions(running: Browser, site: Site, *, slower: int) -> Iterator[Answered]:
    """Do what people do most in the inbox, some times each; gives the middle of each figure."""
    with _person(running, site, OFFICER, slower=slower) as page:
        for name, act in {
            "change the tab": _tab,
            "filter": _filter,
            "open a task": _task,
            "claim a task": _claim,
        }.items():
            act(page)
            yield Answered(name=name, answer=statistics.median(act(page) for _ in range(REPEATED)))


@contextmanager
def _person(running: Browser, site: Site, username: str, *, slower: int = SLOWER) -> Iterator[Page]:
    """Sign a person in; their pages note what is painted when."""
    context = running.new_context(base_url=site.address, locale="id-ID", viewport={"width": 412, "height": 823})
    context.set_default_timeout(60_000)
    context.add_init_script(_WATCH + _PRESSED)
    page = context.new_page()
    page.goto("/masuk")
    page.get_by_label("Nama pengguna").fill(username)
    page.get_by_label("Kata sandi").fill(site.passwords[username])
    page.get_by_role("button", name="Masuk").click()
    page.wait_for_url("**/tugas*")
    _slow(page, slower)
    yield page
    context.close()


def _slow(page: Page, slower: int) -> CDPSession:
    session = page.context.new_cdp_session(page)
    session.send("Emulation.setCPUThrottlingRate", {"rate": slower})
    return session


def _open(page: Page, address: str, ready: str) -> dict[str, float]:
    """Open a page over the slow line with an empty cache, until its scripts have done what they do to it."""
    session = _slow(page, SLOWER)
    session.send("Network.enable")
    session.send("Network.clearBrowserCache")
    session.send("Network.emulateNetworkConditions", LINE)
    fetched: list[float] = []
    session.on("Network.loadingFinished", lambda one: fetched.append(one["encodedDataLength"]))
    page.goto(address, wait_until="load")
    page.locator(ready).wait_for()
    page.evaluate(_DRAWN)
    seen: Mapping[str, float] = page.evaluate("seen")
    session.detach()
    return {"largest": seen["largest"], "moved": seen["moved"], "bytes": sum(fetched)}


def _own_task(page: Page) -> tuple[str, str]:
    """Claim a task that has a form; gives its address and its case's."""
    page.goto("/tugas?tab=peran")
    _click_claim(page)
    return _href(page, "/tugas?tab=saya", "tr[data-task] th a"), _href(
        page, "/tugas?tab=saya", "tr[data-task] a.number"
    )


def _click_claim(page: Page) -> None:
    page.locator("[data-claim]").first.click()
    page.locator(".notice.on_time").wait_for()


def _href(page: Page, address: str, selector: str) -> str:
    page.goto(address)
    return page.locator(selector).first.get_attribute("href") or ""


def _tab(page: Page) -> float:
    return _new_page(page, "#tab a", "[aria-current=page]:text('Tugas saya')")


def _task(page: Page) -> float:
    return _new_page(page, "tr[data-task] th a", "#judul-isian")


def _claim(page: Page) -> float:
    return _new_page(page, "[data-claim]", ".notice.on_time")


def _new_page(page: Page, pressed: str, shows: str) -> float:
    """Time from the press on a link or button of the inbox to the first paint of the page that answers."""
    page.goto("/tugas?tab=peran")
    page.wait_for_load_state("networkidle")
    page.locator(pressed).first.click()
    page.locator(shows).wait_for()
    began: float = page.evaluate("Number(sessionStorage.getItem('pressed'))")
    painted: float = page.evaluate(_PAINTED)
    return painted - began


def _filter(page: Page) -> float:
    """Time from the choice of a risk to the list that answers, drawn in place."""
    page.goto("/tugas?tab=peran")
    page.locator("html[data-inbox]").wait_for()
    page.locator("form.search details summary").click()
    page.evaluate(_TIME_SWAP)
    page.locator("#pilih-risiko").select_option("tinggi")
    page.locator("html[data-took]").wait_for()
    return float(page.locator("html").get_attribute("data-took") or 0)
