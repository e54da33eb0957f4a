"""What browser tests know of the service, and what they ask of every page."""

from collections.abc import Mapping
from dataclasses import dataclass

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import ConsoleMessage, Page

_RULES = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}}


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """The service as a person meets it: an address, and the demo users' passwords by name."""

    address: str
    passwords: Mapping[str, str]


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
