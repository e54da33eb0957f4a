"""The bell in a real browser: a mention is heard without reloading and leads to its task; mail is set up."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from engine.domain.people import actors
from engine.services.cases import comments
from engine.services.user_tasks import life_cycle
from tests.support.offices import procedures
from tests.support.offices.factories import PASSWORD
from tests.support.offices.mail_office import ADDRESS, code_in
from tests.support.servers import browser as pages
from tests.support.servers import databases, mailroom, service, sites
from tests.support.servers.browser import barriers
from tests.support.servers.mailroom import Mailroom

pytestmark = pytest.mark.browser
SOON_MS = 30_000  # the inbox asks every ten seconds
MAIL_SECONDS = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """A running installation with a mail server."""

    prepared: sites.Prepared
    room: Mailroom
    browser: Browser
    officer: actors.Actor

    def device(self, username: str, *, width: int = 1280, scheme: str = "light") -> Page:
        """Open a browser in which somebody signs in."""
        context = self.browser.new_context(
            base_url=f"http://127.0.0.1:{self.prepared.installed.port}",
            locale="id-ID",
            timezone_id="Asia/Jakarta",
            viewport={"width": width, "height": 900},
            color_scheme="dark" if scheme == "dark" else "light",
        )
        context.set_default_timeout(15_000)
        page = context.new_page()
        page.goto("/masuk")
        page.get_by_label("Nama pengguna").fill(username)
        page.get_by_label("Kata sandi").fill(PASSWORD)
        page.get_by_role("button", name="Masuk").click()
        expect(page.get_by_role("heading", name="Tugas", exact=True)).to_be_visible()
        return page


@pytest.fixture(scope="module")
def post(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Post]:
    """Serve a small installation with an officer, a supervisor and a mail server."""
    folder: Path = tmp_path_factory.mktemp("surel")
    url = f"sqlite:///{folder / 'lindung.db'}"
    databases.migrate(url)
    with (
        mailroom.running() as room,
        sites.prepared(
            folder / "data",
            procedures.two_steps(),
            database_url=url,
            smtp_url=room.url,
            mail_from="lindung@uptd.example",
        ) as prepared,
        service.serving(prepared.installed, log=folder / "log"),
    ):
        office = prepared.office
        officer, *_ = (
            office.user(name, role)
            for name, role in (("siti", "petugas_pengaduan"), ("ida", "penyelia"), ("baru", "penyelia"))
        )
        yield Post(prepared=prepared, room=room, browser=browser, officer=officer)


@pytest.fixture
def page(post: Post) -> Iterator[Page]:
    """Give the supervisor's page; fails the test on any error that the page had."""
    opened = post.device("ida")
    faults = pages.watch(opened)
    yield opened
    opened.context.close()
    assert faults == []


def mention(post: Post) -> str:
    """Have the officer mention the supervisor at a task of her own; gives the task's path."""
    office = post.prepared.office
    started = office.start(post.officer)
    task = started.open_user_tasks[0].id
    with office.acting(post.officer) as tx:
        life_cycle.claim(tx, task)
        comments.write(tx, task, text="@ida mohon dilihat")
    return f"/tugas/{task}"


def test_a_mention_rings_the_bell_and_leads_to_its_task(post: Post, page: Page) -> None:
    page.goto("/tugas")
    bell = page.get_by_role("link", name="Pemberitahuan")
    expect(bell).to_have_accessible_name("Pemberitahuan")

    task = mention(post)
    expect(bell).to_have_accessible_name("Pemberitahuan, 1 belum dibaca", timeout=SOON_MS)
    assert barriers(page) == []
    bell.click()
    expect(page.get_by_role("heading", name="Pemberitahuan")).to_be_visible()
    assert barriers(page) == []
    page.get_by_role("link", name="Anda disebut dalam komentar").click()

    expect(page).to_have_url(re.compile(f"{task}$"))
    expect(bell).to_have_accessible_name("Pemberitahuan")


def test_everything_is_marked_as_read(post: Post, page: Page) -> None:
    mention(post)
    page.goto("/pemberitahuan")

    page.get_by_role("button", name="Tandai semua sudah dibaca").click()

    expect(page.get_by_role("status")).to_contain_text("Semua pemberitahuan ditandai sudah dibaca.")
    expect(page.get_by_text("Belum dibaca")).to_have_count(0)


def test_an_address_is_proved_with_the_code_from_the_mail(post: Post, page: Page) -> None:
    page.goto("/pemberitahuan/pengaturan")
    page.get_by_label("Alamat surel kantor").fill(ADDRESS)
    page.get_by_role("button", name="Kirim kode").click()
    expect(page.get_by_label("Kode dari surel")).to_be_visible()
    assert barriers(page) == []
    assert post.room.arrived.wait(MAIL_SECONDS)
    code = code_in(post.room.taken[0].get_content())

    page.get_by_label("Kode dari surel").fill(code)
    page.get_by_role("button", name="Buktikan alamat").click()
    expect(page.get_by_text("Sudah dibuktikan pada")).to_be_visible()
    page.get_by_label("Ringkasan tugas yang menunggu Anda").select_option("7")
    page.get_by_label("Dari pukul").select_option("19:30")
    page.get_by_role("button", name="Simpan pilihan").click()

    expect(page.get_by_role("status")).to_contain_text("Pilihan surel sudah disimpan.")
    expect(page.get_by_text("Ringkasan berikutnya")).to_be_visible()
    expect(page.get_by_label("Dari pukul")).to_have_value("19:30")
    assert barriers(page) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1280])
def test_the_pages_are_accessible_on_phone_and_desk_in_light_and_dark(post: Post, width: int, scheme: str) -> None:
    mention(post)
    opened, other = (post.device(who, width=width, scheme=scheme) for who in ("ida", "baru"))
    found = {}
    for one, address in ((opened, "/pemberitahuan"), (opened, "/pemberitahuan/pengaturan"), (other, "/pemberitahuan")):
        one.goto(address)
        found[one, address] = barriers(one)
        assert one.evaluate("document.documentElement.scrollWidth") <= width
    assert set(map(tuple, found.values())) == {()}
    opened.context.close()
    other.context.close()
