"""Where the day of each role begins, what its menu offers, and the page of technical stops."""

import re
from http import HTTPStatus

import pytest
from flask.testing import FlaskClient

from engine.services.running import incidents
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
        ("auditor", "/kasus", ["/kasus", "/tafsir", "/gangguan"]),
        ("admin_kebijakan", "/tafsir", ["/tafsir"]),
        ("admin_sistem", "/tafsir", ["/tafsir", "/gangguan"]),
    ],
)
def test_a_role_begins_where_its_work_is_and_sees_no_other_door(
    web: WebOffice, role: str, first: str, offered: list[str]
) -> None:
    browser = web.browser("uji", role)

    assert browser.get("/").headers["Location"] == first
    assert menu(browser) == offered


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


def test_others_may_not_look(web: WebOffice, stopped: str) -> None:
    refused = web.browser("budi", "petugas_pengaduan").get("/gangguan")

    assert refused.status_code == HTTPStatus.FORBIDDEN
    assert stopped not in refused.text
