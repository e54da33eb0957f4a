"""The replay of a case: what its time line weighs and costs, what the page weighs, and what a jump costs in a browser.

The long history is made: the events of the longest case of a small demo year, told again and again to 3,600, each round
an hour later. A jump is timed at 200 places in no order, five times each. The
least of the five is what the script costs; all five together say what a person on this machine, busy as it is, waits.
"""

import copy
import gzip
import json
import statistics
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, Route, expect

from tests.support.servers import service
from tests.support.servers.browser import launched

EVENTS = 3_600
LEVEL = 6
HOUR = 3600
AUDITOR = "auditor.ttg"
MEASURE = """async ({places, times}) => {
  const replay = document.querySelector('div[data-replay]').replay, scripts = [], frames = [];
  for (const place of places) {
    const tries = [], shown = [];
    for (let time = 0; time < times; time++) {
      await replay.go((place * 31 + 17) % replay.length);
      await new Promise((done) => requestAnimationFrame(() => setTimeout(done, 0)));
      const begun = performance.now();
      const drawn = replay.go(place);
      tries.push(performance.now() - begun);
      await drawn;
      await new Promise((done) => requestAnimationFrame(() => setTimeout(done, 0)));
      shown.push(performance.now() - begun);
    }
    scripts.push(tries);
    frames.push(shown);
  }
  return [scripts, frames];
}"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Weights:
    """Bytes of the parts of a page, compressed, by what they are."""

    parts: Mapping[str, int]

    @property
    def whole(self) -> int:
        """Give the sum."""
        return sum(self.parts.values())


@dataclass(frozen=True, slots=True, kw_only=True)
class Jumps:
    """Milliseconds of script and until after the next frame: (p50, p95) of the least of five, and of all."""

    events: int
    script: tuple[float, float]
    script_all: tuple[float, float]
    frame: tuple[float, float]
    frame_all: tuple[float, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """All that is measured; the real case first, the made history second."""

    events: int
    milliseconds: float
    weights: tuple[Weights, Weights]
    jumps: tuple[Jumps, Jumps]


def measured(cases: int = 12) -> Figures:
    """Tell a small demo year, serve it, and measure its longest case and the history made of it."""
    with tempfile.TemporaryDirectory(prefix="replaying") as folder:
        installed = service.installation(Path(folder) / "data")
        installed.lindung("migrate")
        told = installed.lindung("seed", "--demo", "--seed", "7", "--cases", str(cases))
        passwords = {one["username"]: one["password"] for one in told["users"]}
        with service.serving(installed, log=Path(folder) / "log"), launched(Path(folder)) as browser:
            return _measured(browser, f"http://127.0.0.1:{installed.port}", passwords[AUDITOR])


def _measured(browser: Browser, address: str, password: str) -> Figures:
    window: Any = {"width": 1280, "height": 800}
    page = browser.new_context(base_url=address, viewport=window, reduced_motion="reduce").new_page()
    page.goto("/masuk")
    page.get_by_label("Nama pengguna").fill(AUDITOR)
    page.get_by_label("Kata sandi").fill(password)
    page.get_by_role("button", name="Masuk").click()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    place, line = _longest(page)
    real = _opened(page, place, line)
    jumps = _jumps(page)
    durations = [_asked(page, place) for _ in range(10)]
    made = lengthened(line)
    page.route("**/garis-waktu", lambda route: _answer(route, made))
    long = _opened(page, place, made)
    return Figures(
        events=len(line["events"]),
        milliseconds=statistics.median(durations),
        weights=(real, long),
        jumps=(jumps, _jumps(page)),
    )


def _longest(page: Page) -> tuple[str, dict[str, Any]]:
    page.goto("/kasus")
    found = page.locator("a[href^='/kasus/TTG']").evaluate_all("links => links.map(link => link.getAttribute('href'))")
    places = [one.replace("/kasus/", "/audit/kasus/") + "/putar-ulang" for one in dict.fromkeys(found)]
    lines = {one: page.request.get(f"{one}/garis-waktu").json() for one in places}
    longest = max(lines, key=lambda one: len(lines[one]["events"]))
    return longest, lines[longest]


def _opened(page: Page, place: str, line: Mapping[str, Any]) -> Weights:
    """Open the replay and weigh what the browser asked for until it was up."""
    bodies: dict[str, bytes] = {"time line": json.dumps(line, separators=(",", ":"), ensure_ascii=False).encode()}
    asked: list[str] = []
    page.on("response", lambda answer: asked.append(answer.url))
    page.goto(place)
    page.locator("html[data-replayed]").wait_for()
    kinds = {".css": "styles", ".js": "scripts", ".svg": "picture", "putar-ulang": "page"}
    for url in dict.fromkeys(asked):
        kind = next((kind for ending, kind in kinds.items() if url.endswith(ending)), None)
        if kind is not None and "lindung.svg" not in url:
            bodies[f"{kind} {url.rsplit('/', 1)[-1]}"] = page.request.get(url).body()
    parts: dict[str, int] = {}
    for name, body in bodies.items():
        kind = "time line" if name == "time line" else name.split(" ", 1)[0]
        parts[kind] = parts.get(kind, 0) + len(gzip.compress(body, LEVEL))
    return Weights(parts=parts)


def _asked(page: Page, place: str) -> float:
    """Give how long the server took for the time line, in milliseconds, over loopback."""
    script = (
        "async (url) => { const begun = performance.now(); await (await fetch(url, {cache: 'no-store'})).text();"
        " return performance.now() - begun; }"
    )
    return float(page.evaluate(script, f"{place}/garis-waktu"))


def _jumps(page: Page) -> Jumps:
    count = int(page.evaluate("document.querySelector('div[data-replay]').replay.length"))
    places = [(number * 7919 + 13) % count for number in range(200)]
    scripts, frames = page.evaluate(MEASURE, {"places": places, "times": 5})
    return Jumps(
        events=count,
        script=_spread(map(min, scripts)),
        script_all=_spread(one for tries in scripts for one in tries),
        frame=_spread(map(min, frames)),
        frame_all=_spread(one for tries in frames for one in tries),
    )


def _spread(values: Any) -> tuple[float, float]:
    ordered = sorted(values)
    return statistics.median(ordered), statistics.quantiles(ordered, n=20)[-1]


def _answer(route: Route, line: Mapping[str, Any]) -> None:
    route.fulfill(body=json.dumps(line, ensure_ascii=False), content_type="application/json")


def lengthened(line: Mapping[str, Any], count: int = EVENTS) -> dict[str, Any]:
    """Give a time line of so many events, made by telling the same events again."""
    rounds = -(-count // len(line["events"]))
    events = [event for number in range(rounds) for event in _round(line, number)]
    clocks = [clock for _ in range(rounds) for clock in line["clocks"]]
    return {**line, "events": events[:count], "clocks": clocks}


def _round(line: Mapping[str, Any], number: int) -> Iterator[list[Any]]:
    """Give the events once more; what they say of tasks and clocks counts back, so it fits every round."""
    for place, event in enumerate(copy.deepcopy(line["events"])):
        if place == 0 and number:
            event[0] = HOUR
        if len(event) > 6:
            event[6].pop("q", None)
        yield event
