"""The bell, the list behind it, and the page of mail settings, without JavaScript."""

import re
from collections.abc import Iterator
from http import HTTPStatus
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from api.app import create_app
from engine.clock import FixedClock
from engine.domain.notifying import kinds
from engine.services.notifying import notifications
from tasks import draining
from tests.support.offices import mail_office
from tests.support.offices.factories import AGENCY, PASSWORD, Office
from tests.support.servers import mailroom
from tests.support.web import clicks
from tests.support.web.web_office import WebOffice

LIST, SETTINGS = "/pemberitahuan", "/pemberitahuan/pengaturan"
LINK = re.compile(r'href="(/pemberitahuan/[0-9a-f-]{36})"')
CHOICE = {"lembaga": AGENCY, "tenang_dari": "19:00", "tenang_sampai": "05:30"}


@pytest.fixture
def browser(web: WebOffice) -> FlaskClient:
    """Give the browser of an intake officer."""
    return web.browser("rina", "petugas_pengaduan")


@pytest.fixture
def wired(sqlite_url: str, tmp_path: Path, clock: FixedClock) -> Iterator[tuple[mail_office.MailOffice, FlaskClient]]:
    """Give an office with a mail server, and the browser of its officer."""
    with mailroom.running() as room:
        here = mail_office.furnished(tmp_path, room, clock, database_url=sqlite_url)
        client = create_app(here.office.runtime).test_client()
        client.post("/masuk", data={"username": "siti", "password": PASSWORD})
        yield here, client
        here.office.runtime.close()


def tell(
    office: Office, *, who: str = "rina", kind: str = "mentioned", case: str = "", task: str | None = None
) -> None:
    """Leave word for somebody, the officer unless said otherwise."""
    with office.acting(draining.JOBS) as tx:
        user_id = mail_office.user_id(tx, who)
        notifications.tell(tx, user_id, kind=kind, case_number=case, task_id=task)


def told(web: WebOffice, browser: FlaskClient) -> str:
    """Register a report, leave word of its task, and give the task's path."""
    path = clicks.registered(browser)
    tell(web.office, case="TTG-2026-00001", task=path.rpartition("/")[2])
    return path


def test_nothing_yet_says_what_will_appear(browser: FlaskClient) -> None:
    page = browser.get(LIST).text

    assert "Belum ada pemberitahuan." in page
    assert "Di sini muncul tugas yang diserahkan kepada Anda" in page
    assert "Tandai semua" not in page
    assert "bell-count" not in page


def test_the_bell_counts_on_every_page_and_says_so_aloud(web: WebOffice, browser: FlaskClient) -> None:
    told(web, browser)

    for address in ("/tugas", "/kasus", LIST):
        page = browser.get(address).text
        assert '<span class="bell-count" aria-hidden="true">1</span>' in page
        assert "Pemberitahuan, 1 belum dibaca" in page


def test_who_is_not_signed_in_sees_no_bell(web: WebOffice) -> None:
    assert "lonceng" not in web.ask("/masuk").text
    assert web.ask(LIST).status_code == HTTPStatus.SEE_OTHER


def test_opening_one_leads_to_its_task_and_marks_it(web: WebOffice, browser: FlaskClient) -> None:
    path = told(web, browser)
    (link,) = LINK.findall(browser.get(LIST).text)

    answer = browser.get(link)

    assert (answer.status_code, answer.headers["Location"]) == (HTTPStatus.SEE_OTHER, path)
    assert "bell-count" not in browser.get("/tugas").text
    assert "Belum dibaca" not in browser.get(LIST).text


def test_what_has_no_task_leads_to_its_case_and_what_is_out_of_reach_back(web: WebOffice, browser: FlaskClient) -> None:
    clicks.registered(browser)
    number = "TTG-2026-00001"
    tell(web.office, case=number)
    tell(web.office, kind="mail_undelivered")
    links = LINK.findall(browser.get(LIST).text)

    places = {browser.get(link).headers["Location"] for link in links}

    assert places == {f"/kasus/{number}", LIST}
    assert "sudah tidak dapat Anda buka" in browser.get(LIST).text


def test_a_case_that_stands_still_leads_whoever_may_not_read_it_to_the_incidents(web: WebOffice) -> None:
    keeper = web.browser("admin", "admin_sistem")
    tell(web.office, who="admin", kind="instance_stands_still", case="TTG-2026-00001")
    (link,) = LINK.findall(keeper.get(LIST).text)

    assert keeper.get(link).headers["Location"] == "/gangguan"


def test_anothers_is_not_there(web: WebOffice, browser: FlaskClient) -> None:
    told(web, browser)
    (link,) = LINK.findall(browser.get(LIST).text)

    assert web.browser("ida", "penyelia").get(link).status_code == HTTPStatus.NOT_FOUND


def test_everything_is_marked_at_once(web: WebOffice, browser: FlaskClient) -> None:
    told(web, browser)

    answer = clicks.send(browser, f"{LIST}/dibaca")

    assert answer.headers["Location"] == LIST
    assert "Semua pemberitahuan ditandai sudah dibaca." in browser.get(LIST).text
    assert "bell-count" not in browser.get(LIST).text


def test_the_list_goes_on(web: WebOffice, browser: FlaskClient) -> None:
    for number in range(30):
        tell(web.office, case=f"K-{number}")
    first = browser.get(LIST).text
    following = re.search(r'rel="next" href="([^"]+)"', first)
    assert following is not None

    second = browser.get(following[1]).text

    assert [len(LINK.findall(page)) for page in (first, second)] == [25, 5]
    assert browser.get(f"{LIST}?setelah=x").status_code == HTTPStatus.UNPROCESSABLE_ENTITY


def test_every_kind_has_its_words(web: WebOffice, browser: FlaskClient) -> None:
    for kind in kinds.KINDS:
        tell(web.office, kind=kind)

    assert len(LINK.findall(browser.get(LIST).text)) == len(kinds.KINDS)


def test_the_inbox_follows_the_bell(web: WebOffice, browser: FlaskClient) -> None:
    first = browser.get("/tugas?tab=peran")
    same = {"If-None-Match": first.headers["ETag"]}
    assert browser.get("/tugas?tab=peran", headers=same).status_code == HTTPStatus.NOT_MODIFIED

    tell(web.office)

    assert browser.get("/tugas?tab=peran", headers=same).status_code == HTTPStatus.OK


def test_without_a_mail_server_the_settings_say_so(browser: FlaskClient) -> None:
    page = browser.get(SETTINGS).text

    assert "Pengiriman surel belum diatur pada instalasi ini" in page
    assert "Kirim kode" not in page
    answer = clicks.send(browser, f"{SETTINGS}/alamat", alamat="siti@kantor.example")
    assert answer.status_code == HTTPStatus.CONFLICT


def test_an_address_is_proved_and_removed(wired: tuple[mail_office.MailOffice, FlaskClient]) -> None:
    here, browser = wired
    clicks.send(browser, f"{SETTINGS}/alamat", alamat=mail_office.ADDRESS)
    here.run()
    code = mail_office.code_in(here.room.taken[0].get_content())

    clicks.send(browser, f"{SETTINGS}/kode", kode="1")
    assert "Kode itu tidak cocok" in browser.get(SETTINGS).text
    clicks.send(browser, f"{SETTINGS}/kode", kode=code)
    page = browser.get(SETTINGS).text
    assert "Alamat surel sudah dibuktikan." in page
    assert "Sudah dibuktikan pada 20 Nov 2026" in page
    assert "Terkirim" in page

    clicks.send(browser, f"{SETTINGS}/hapus")
    assert mail_office.ADDRESS not in browser.get(SETTINGS).text


def test_mail_that_could_not_be_sent_is_seen_by_its_receiver_and_by_who_sees_incidents(
    wired: tuple[mail_office.MailOffice, FlaskClient],
) -> None:
    here, browser = wired
    here.prove_address()
    here.office.user("ida", "penyelia")
    supervisor = browser.application.test_client()
    supervisor.post("/masuk", data={"username": "ida", "password": PASSWORD})
    assert "Surel yang gagal" not in supervisor.get(SETTINGS).text
    here.room.manners[:] = [mailroom.REFUSES]
    here.tell()
    here.run()

    seen = supervisor.get(SETTINGS).text
    assert "Surel yang gagal dikirim di lembaga Anda" in seen
    assert "Siti" in seen
    assert mail_office.ADDRESS not in seen
    own = browser.get(SETTINGS).text
    assert "alamat ditolak server surel" in own
    assert "Surel yang gagal" not in own


def test_a_word_whose_task_is_done_says_so(web: WebOffice, browser: FlaskClient) -> None:
    path = clicks.registered(browser)
    tell(web.office, kind="late", case="TTG-2026-00001", task=path.rpartition("/")[2])
    assert "Belum dibaca" in browser.get(LIST).text
    clicks.send(browser, f"{path}/ambil")
    clicks.complete(browser, path, f__risiko="sedang")

    assert "Tugasnya sudah selesai" in browser.get(LIST).text
    assert "bell-count" not in browser.get(LIST).text


def test_what_is_no_address_comes_back_with_the_form(wired: tuple[mail_office.MailOffice, FlaskClient]) -> None:
    _, browser = wired

    answer = clicks.send(browser, f"{SETTINGS}/alamat", alamat="siti@kantor")

    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "Alamat surel ini tidak dapat dipakai." in answer.text
    assert 'value="siti@kantor"' in answer.text


def test_choices_are_kept(wired: tuple[mail_office.MailOffice, FlaskClient]) -> None:
    here, browser = wired
    here.prove_address()

    clicks.send(browser, SETTINGS, **CHOICE, jenis=["late", "mentioned"], jam_ringkasan="7", tembus="1", hari_kerja="1")

    page = browser.get(SETTINGS).text
    assert "Pilihan surel sudah disimpan." in page
    assert 'value="19:00"' in page
    assert "Ringkasan berikutnya: 23 Nov 2026 07.00 WIB" in page
    choice = here.settings().choice
    assert (choice.kinds, choice.breaks_through, choice.working_days_only) == (("late", "mentioned"), True, True)


@pytest.mark.parametrize(
    "wrong",
    [{"tenang_dari": "x"}, {"lembaga": "lain"}, {"jenis": "lain"}, {"jam_ringkasan": "9" * 5000}],
)
def test_choices_that_do_not_exist_are_refused(browser: FlaskClient, wrong: dict[str, str]) -> None:
    answer = clicks.send(browser, SETTINGS, **(CHOICE | wrong))

    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY


def test_a_form_of_another_session_changes_nothing(browser: FlaskClient) -> None:
    for address in (f"{LIST}/dibaca", SETTINGS, f"{SETTINGS}/alamat", f"{SETTINGS}/kode", f"{SETTINGS}/hapus"):
        assert browser.post(address, data=CHOICE).status_code == HTTPStatus.FORBIDDEN


def test_the_address_stands_in_no_address_of_a_page(wired: tuple[mail_office.MailOffice, FlaskClient]) -> None:
    _, browser = wired

    answer = clicks.send(browser, f"{SETTINGS}/alamat", alamat=mail_office.ADDRESS)

    assert mail_office.ADDRESS not in str(answer.headers)
