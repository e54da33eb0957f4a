"""Where the day of each role begins, what its menu offers, and the page of technical stops."""

import re
from http import HTTPStatus

import pytest
from flask.testing import FlaskClient

from engine.services.cases import instances
from engine.services.incidents import incidents
from engine.services.user_tasks.results import InstanceView
from tests.support.offices import stuck
from tests.support.offices.factories import CLI
from tests.support.web import clicks
from tests.support.web.web_office import WebOffice


def menu(browser: FlaskClient) -> list[str]:
    """Give the addresses of the main menu."""
    nav = browser.get("/bantuan").text.partition("<nav")[2].partition("</nav>")[0]
    return re.findall(r'href="([^"]+)"', nav)


@pytest.mark.parametrize(
    ("role", "first", "offered"),
    [
        ("petugas_pengaduan", "/tugas", ["/tugas", "/kasus", "/laporan", "/tafsir"]),
        ("penyelia", "/tugas", ["/tugas", "/kasus", "/laporan", "/tim", "/surat", "/tafsir", "/gangguan"]),
        ("dinas", "/tugas", ["/tugas"]),
        ("auditor", "/audit", ["/tugas", "/audit", "/kasus", "/tafsir", "/gangguan"]),
        ("pemeriksa", "/audit/penugasan", ["/tugas", "/audit/penugasan", "/kasus", "/tafsir"]),
        ("admin_kebijakan", "/kebijakan", ["/kebijakan", "/tafsir"]),
        ("admin_sistem", "/audit", ["/audit", "/tafsir", "/gangguan"]),
    ],
)
def test_a_role_begins_where_its_work_is_and_sees_no_other_door(
    web: WebOffice, role: str, first: str, offered: list[str]
) -> None:
    browser = web.browser("uji", role)

    assert browser.get("/").headers["Location"] == first
    assert menu(browser) == offered


@pytest.mark.parametrize(
    ("role", "names"),
    [
        ("auditor", ["Keadaan catatan", "Paket bukti", "Prosedur dan praktiknya", "Penugasan", "Temuan", "Pembacaan"]),
        ("pemeriksa", ["Penugasan", "Temuan", "Pembacaan"]),
    ],
)
def test_the_pages_of_the_audit_s_room_lead_to_each_other(web: WebOffice, role: str, names: list[str]) -> None:
    page = web.browser("uji", role).get("/audit/penugasan").text
    tabs = page.partition('<nav class="tabs no-print"')[2].partition("</nav>")[0]

    assert sorted(re.findall(r">([^<]+)</a>", tabs)) == sorted(names)
    assert tabs.count('aria-current="page"') == 1


def test_who_has_no_role_is_led_to_the_help(web: WebOffice) -> None:
    assert web.browser("uji").get("/").headers["Location"] == "/bantuan"


@pytest.fixture
def stopped(web: WebOffice) -> str:
    """Note a technical stop; give its code."""
    with web.office.acting(CLI) as tx:
        incidents.open_for(tx, code="unexpected")
    return "unexpected"


def test_a_stop_is_told_and_tried_again_by_who_may(web: WebOffice, stopped: str) -> None:
    admin = web.browser("agus", "admin_sistem")
    page = admin.get("/gangguan")
    assert stopped in page.text
    address = re.search(r'action="(/gangguan/[^"]+/coba-lagi)"', page.text)
    assert address is not None

    done = clicks.send(admin, address[1], seen="/gangguan")

    assert (done.status_code, done.headers["Location"]) == (HTTPStatus.SEE_OTHER, "/gangguan")
    after = admin.get("/gangguan").text
    assert "Langkah itu dicoba lagi sekarang." in after
    assert "Tidak ada gangguan." in after
    assert stopped in admin.get("/gangguan?tab=selesai").text


def test_who_may_only_look_sees_whom_it_waits_for(web: WebOffice, stopped: str) -> None:
    page = web.browser("ratna", "penyelia").get("/gangguan").text

    assert stopped in page
    assert "Menunggu admin sistem" in page
    assert "coba-lagi" not in page


@pytest.fixture
def standing(web: WebOffice) -> InstanceView:
    """Give a case that stands still: it waits for a signal that nothing throws."""
    stuck.deploy(web.office, stuck.waiting(stuck.SIGNAL))
    officer = web.office.user("siti", "petugas_pengaduan")
    case = web.office.start(officer, variables={"lama": None})
    web.office.complete(officer, case.open_user_tasks[0].id)
    return case


def test_a_case_that_stands_still_is_told_with_the_step_where_it_waits(web: WebOffice, standing: InstanceView) -> None:
    admin = web.browser("agus", "admin_sistem")
    page = admin.get("/gangguan").text

    assert standing.case_number in page
    assert 'Pada: <span lang="id">Tunggu kabar</span>' in page
    assert "Minta admin kebijakan memperbaiki prosedurnya" in page
    admin.post("/bahasa", data={"bahasa": "en"})
    assert "Ask the policy staff to mend the procedure" in admin.get("/gangguan").text


def test_trying_again_a_case_that_stands_still_says_that_it_is_looked_at(
    web: WebOffice, standing: InstanceView
) -> None:
    admin = web.browser("agus", "admin_sistem")
    address = re.search(r'action="(/gangguan/[^"]+/coba-lagi)"', admin.get("/gangguan").text)
    assert address is not None

    clicks.send(admin, address[1], seen="/gangguan")

    after = admin.get("/gangguan").text
    assert "Kasus itu sedang dilihat lagi." in after
    assert standing.case_number in after


def test_one_that_goes_on_is_over_and_was_not_tried(web: WebOffice, standing: InstanceView) -> None:
    with web.office.acting(web.office.user("ida", "penyelia")) as tx:
        instances.cancel(tx, standing.id, reason_code="other")

    page = web.browser("agus", "admin_sistem").get("/gangguan?tab=selesai").text

    assert standing.case_number in page
    assert "Dicoba lagi" not in page


def test_its_own_page_and_the_figures_say_that_it_stands_still(web: WebOffice, standing: InstanceView) -> None:
    browser = web.browser("ratna", "penyelia")

    assert "Kasus ini berhenti:" in browser.get(f"/kasus/{standing.case_number}").text
    assert "lindung_instances_standing_still 1.0" in browser.get("/metrics").text


def test_others_may_not_look(web: WebOffice, stopped: str) -> None:
    refused = web.browser("budi", "petugas_pengaduan").get("/gangguan")

    assert refused.status_code == HTTPStatus.FORBIDDEN
    assert stopped not in refused.text
