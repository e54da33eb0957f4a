"""What browser tests know of the service, and what they ask of every page."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, ConsoleMessage, Page, sync_playwright

from tests.support.servers import chromium

_RULES = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}}


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """The service as a person meets it: an address, and the demo users' passwords by name."""

    address: str
    passwords: Mapping[str, str]


@contextmanager
def launched(home: Path) -> Iterator[Browser]:
    """Run Chromium with ``home`` as its home; Node is that of the wheel, since Playwright's own needs a library that
    Debian 12 lacks.
    """
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("PLAYWRIGHT_NODEJS_PATH", str(chromium.node()))
        with sync_playwright() as playwright:
            started = playwright.chromium.launch(
                executable_path=str(chromium.executable()), env=dict(chromium.environment(home=home))
            )
            yield started
            started.close()


def watch(page: Page) -> list[str]:
    """Give a list that collects the page's script errors and its violations of the content security policy."""
    found: list[str] = []

    def heard(message: ConsoleMessage) -> None:
        if "Content Security Policy" in message.text:
            found.append(message.text)

    page.on("pageerror", lambda error: found.append(str(error)))
    page.on("console", heard)
    return found


def barriers(page: Page) -> list[tuple[str, str]]:
    """Give what axe finds against WCAG 2.2 A and AA, rule and first element, once the page has its style sheet."""
    page.wait_for_load_state("load")
    found = Axe().run(page, options=_RULES).response["violations"]
    return [(one["id"], one["nodes"][0]["html"]) for one in found]
