"""How one gets to a page as a person does: by an address, a link or a key; each way ends at what is to be shown."""

from collections.abc import Callable

from playwright.sync_api import Page, expect

Approach = Callable[[Page], None]


def at(address: str) -> Approach:
    """Give the way to an address."""

    def go(page: Page) -> None:
        page.goto(address)

    return go


def through(*selectors: str, begin: str) -> Approach:
    """Give the way that begins at an address and clicks the first match of each selector in turn.

    A selector that begins with ``a`` is followed by its address: a new window would not be seen.
    """

    def go(page: Page) -> None:
        page.goto(begin)
        for selector in selectors:
            target = page.locator(selector).first
            address = target.get_attribute("href") if selector.startswith("a") else None
            if address is not None:
                page.goto(address)
            else:
                target.click()
                page.wait_for_load_state("load")

    return go


def somewhere(wanted: str, *, among: str, begin: str) -> Approach:
    """Give the way to the first address matching ``wanted`` on the pages to which the links ``among`` lead."""

    def go(page: Page) -> None:
        page.goto(begin)
        for address in page.locator(among).evaluate_all("links => links.map(link => link.getAttribute('href'))"):
            page.goto(address)
            if page.locator(wanted).count():
                through(wanted, begin=address)(page)
                return
        raise AssertionError(f"no page leads to {wanted}")

    return go


def task(address: str, *clicks: str) -> Approach:
    """Give the way to the first task of a list, and what is clicked there; waits for the form's island."""
    walk = through("a[href^='/tugas/']:not([href='/tugas/saringan'])", begin=address)

    def go(page: Page) -> None:
        walk(page)
        for selector in clicks:
            page.locator(selector).first.click()
            page.wait_for_load_state("load")
        if page.locator(".viewer").count():
            expect(page.locator(".viewer[data-ready]")).to_be_visible()

    return go


def pressed(address: str, *keys: str) -> Approach:
    """Give the way to a page on which keys are pressed."""

    def go(page: Page) -> None:
        page.goto(address)
        expect(page.locator("html[data-ready]")).to_be_attached()
        for key in keys:
            page.keyboard.press(key)

    return go


def replayed(address: str, *keys: str, tab: str = "langkah", click: str | None = None) -> Approach:
    """Give the way to a replay that is up, on which keys are pressed, a tab is opened and a button is clicked."""

    def go(page: Page) -> None:
        page.goto(address)
        expect(page.locator("html[data-replayed]")).to_be_attached()
        for key in keys:
            page.keyboard.press(key)
        page.locator(f"[data-tab={tab}]").evaluate("tab => tab.click()")
        if click is not None:
            page.get_by_role("button", name=click).click()
        page.wait_for_load_state("networkidle")

    return go


def edited(part: str, *, begin: str) -> Approach:
    """Follow the first link of the list to a change, open the diagram whose name ends so, and wait for its check."""

    def go(page: Page) -> None:
        through("th a", f"a[href$='{part}']", begin=begin)(page)
        page.locator("[data-studio][data-ready]").wait_for()
        page.locator("[data-findings] li").first.wait_for()

    return go


def filled(address: str, fields: dict[str, str], *, button: str) -> Approach:
    """Give the way that fills labelled fields of a page and presses a button by its name."""

    def go(page: Page) -> None:
        page.goto(address)
        for label, text in fields.items():
            page.get_by_label(label).first.fill(text)
        page.get_by_role("button", name=button).click()
        page.wait_for_load_state("load")

    return go


def reported(address: str, *, then: Approach | None = None) -> Approach:
    """Give the way by which somebody without an account reports; ``then`` goes on from the receipt with its code."""

    def go(page: Page) -> None:
        page.goto(address)
        page.get_by_label("Tidak", exact=True).first.check()
        page.get_by_label("Anda melapor sebagai siapa?").select_option("tetangga")
        page.get_by_label("Apa yang terjadi?").fill("Contoh laporan: tetangga saya sering dipukul.")
        page.get_by_role("button", name="Kirim laporan").click()
        code = page.locator(".receipt").inner_text()
        if then is not None:
            page.goto("/lapor/kode")
            page.get_by_label("Kode dari tanda terima").fill(code)
            page.get_by_role("button", name="Buka laporan").click()
            then(page)

    return go


def wrote(text: str) -> Approach:
    """Give the way by which a reporter who has come back writes a message."""

    def go(page: Page) -> None:
        page.get_by_label("Pesan Anda kepada petugas").fill(text)
        page.get_by_role("button", name="Kirim pesan").click()
        expect(page.locator(".talk")).to_contain_text(text)

    return go
