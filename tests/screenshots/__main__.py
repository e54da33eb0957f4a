"""Draws every page: phone and desktop, light and dark, and a page of all pictures (``index.html``).

    python -m tests.screenshots FOLDER [--only PART] [--cases N] [--data FOLDER]

A year of invented work is told first (``--cases`` reports, 100 tell every story once); ``--data`` keeps it for the next
time. ``--only`` draws the shots whose name holds PART. A page that cannot be reached, or is wider than its window, is
named, and the exit code is 1.
"""

import argparse
import itertools
import json
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Error, Page, expect

from tests.screenshots import album, audit, drafting
from tests.screenshots.shots import NUMBER, SHOTS, Shot
from tests.support.servers import service
from tests.support.servers.browser import Site, launched

SIZES = {"ponsel": (360, 740), "layar": (1280, 800)}
TONES = {"terang": "light", "gelap": "dark"}
PATIENCE_MS = 15_000
HIGHEST = 8000  # a browser without a graphics card cannot draw much more in one piece
SPILLED = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


def main() -> int:
    """Draw what was asked for and name what is wrong."""
    options = _options()
    chosen = [one for one in SHOTS if options.only in one.name]
    failed: list[str] = []
    options.folder.mkdir(parents=True, exist_ok=True)
    expect.set_options(timeout=PATIENCE_MS)
    with (
        tempfile.TemporaryDirectory(prefix="shots") as home,
        _site(options, Path(home)) as site,
        launched(Path(home)) as browser,
    ):
        sessions = {who: _signed_in(browser, site, who) for who in {one.who for one in chosen}}
        for look, shot in itertools.product(itertools.product(SIZES, TONES), chosen):
            path = options.folder / f"{shot.name}_{'_'.join(look)}.png"
            with _context(browser, site, shot, look=look) as context:
                context.add_cookies(sessions[shot.who])
                failed += _draw(context.new_page(), shot, path, look=look[0])
    album.write(options.folder, [one.name for one in chosen], sizes=list(SIZES), tones=list(TONES))
    sys.stdout.write("".join(f"wrong: {one}\n" for one in failed) + f"{options.folder / 'index.html'}\n")
    return 1 if failed else 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make screenshots")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--only", default="", metavar="PART")
    parser.add_argument("--cases", type=int, default=100)
    parser.add_argument("--data", type=Path)
    return parser.parse_args()


def _draw(page: Page, shot: Shot, path: Path, *, look: str) -> list[str]:
    """Draw one picture of the page from its top; gives what is wrong with it: not reached, or wider than its window."""
    page.set_default_timeout(PATIENCE_MS)
    try:
        shot.approach(page)
        page.wait_for_load_state("load")
        height = min(page.evaluate("document.documentElement.scrollHeight"), HIGHEST)
        page.screenshot(path=path, full_page=True, clip={"x": 0, "y": 0, "width": SIZES[look][0], "height": height})
        spilled = page.evaluate(SPILLED)
    except (Error, AssertionError) as failure:
        return [f"{path.name}: {str(failure).splitlines()[0]}"]
    sys.stdout.write(f"{path}\n")
    return [f"{path.name}: {spilled} px wider than the window"] if spilled > 0 else []


@contextmanager
def _site(options: argparse.Namespace, home: Path) -> Iterator[Site]:
    """Serve a copy of an installation with a year of invented work; one that was kept is used again."""
    told: Path = options.data or home / "told"
    kept = told / "passwords.json"
    if not kept.exists():
        sys.stdout.write("Telling a year of invented work\n")
        telling = service.installation(told)
        telling.lindung("migrate")
        done = telling.lindung("seed", "--demo", "--seed", "7", "--cases", str(options.cases))
        audit.carry_out(telling, NUMBER)
        drafting.begin(telling)
        kept.write_text(json.dumps({one["username"]: one["password"] for one in done["users"]}))
    shutil.copytree(told, home / "data")
    installed = service.installation(home / "data")
    installed.lindung("migrate")
    installed.lindung("seed")
    with service.serving(installed, log=home / "log"):
        yield Site(address=f"http://127.0.0.1:{installed.port}", passwords=json.loads(kept.read_text()))


@contextmanager
def _context(browser: Browser, site: Site, shot: Shot, *, look: tuple[str, str]) -> Iterator[BrowserContext]:
    (width, height), tone = SIZES[look[0]], TONES[look[1]]
    context = browser.new_context(
        base_url=site.address,
        locale="id-ID",
        timezone_id="Asia/Jakarta",
        reduced_motion="reduce",
        viewport={"width": width, "height": height},
        color_scheme="dark" if tone == "dark" else "light",
        java_script_enabled=shot.scripts,
    )
    yield context
    context.close()


def _signed_in(browser: Browser, site: Site, who: str | None) -> list[Any]:
    """Give the cookies of a person's session; none for nobody."""
    if who is None:
        return []
    context = browser.new_context(base_url=site.address)
    page = context.new_page()
    page.goto("/masuk")
    page.get_by_label("Nama pengguna").fill(who)
    page.get_by_label("Kata sandi").fill(site.passwords[who])
    page.get_by_role("button", name="Masuk").click()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    cookies: list[Any] = context.cookies()
    context.close()
    return cookies


if __name__ == "__main__":
    sys.exit(main())
