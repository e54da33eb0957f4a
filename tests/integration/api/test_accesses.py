"""Who read a case: the page and the interface, for the head and the auditor only, their own accesses included."""

import re
from http import HTTPStatus

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from api.web.pages.accesses import accesses
from engine.domain.people import actors
from engine.services.audit import history
from engine.services.base import access
from engine.services.chains import reads
from engine.store.cases import cases as stored
from engine.store.tables.cases import ProcessInstance
from tests.support.offices.factories import CLI
from tests.support.web import clicks
from tests.support.web.web_office import WebOffice


@pytest.fixture
def case(web: WebOffice) -> str:
    """Register a report whose case a supervisor reads; give the case's path."""
    clerk = web.browser("rina", "petugas_pengaduan")
    clicks.registered(clerk)
    found = re.search(r"/kasus/[\w-]+", clerk.get("/kasus").text.partition("<tbody>")[2])
    assert found is not None
    web.browser("ratna", "penyelia").get(found[0])
    return found[0]


def rows(page: str) -> list[tuple[str, str]]:
    """Give reader and part of each row."""
    body = page.partition("<tbody>")[2].partition("</tbody>")[0]
    return [
        (cells[0], cells[2])
        for row in body.split("</tr>")[:-1]
        if (cells := [re.sub(r"<[^>]*>", "", cell).strip() for cell in re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row)])
    ]


@pytest.mark.parametrize("role", ["kepala", "auditor"])
def test_the_head_and_the_auditor_see_who_read_a_case_themselves_included(web: WebOffice, case: str, role: str) -> None:
    page = web.browser("kartika", role).get(f"{case}/siapa-membaca")

    assert page.status_code == HTTPStatus.OK
    assert rows(page.text)[:2] == [("Kartika (Anda)", "Daftar siapa yang membaca"), ("Ratna", "Riwayat: Prosedur uji")]
    assert ("Ratna", "Isi cerita") in rows(page.text)


def test_times_are_those_of_the_agency(web: WebOffice, case: str) -> None:
    page = web.browser("kartika", "kepala").get(f"{case}/siapa-membaca").text

    assert re.search(r'<time datetime="[^"]+Z">\d+ \w+ \d{4} \d\d\.\d\d WIB</time>', page)


@pytest.mark.parametrize("role", ["penyelia", "petugas_pengaduan", "pendamping", "admin_sistem", "pengelola_data"])
def test_for_anybody_else_the_list_does_not_exist(web: WebOffice, case: str, role: str) -> None:
    other = web.browser("orang", role)

    assert other.get(f"{case}/siapa-membaca").status_code == HTTPStatus.NOT_FOUND
    assert "siapa-membaca" not in other.get(case).text


def test_the_page_of_a_case_leads_there(web: WebOffice, case: str) -> None:
    assert f'href="{case}/siapa-membaca"' in web.browser("kartika", "kepala").get(case).text


def test_a_long_list_is_paged_without_gap_or_double(web: WebOffice, case: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(accesses, "PER_PAGE", 2)
    auditor: FlaskClient = web.browser("agus", "auditor")
    for _ in range(2):
        auditor.get(case)

    first = auditor.get(f"{case}/siapa-membaca")
    onward = re.search(r'rel="next" href="([^"]+)"', first.text)
    assert onward is not None
    second = auditor.get(onward[1].replace("&amp;", "&"))

    assert [part for _, part in rows(first.text)] == ["Daftar siapa yang membaca", "Riwayat: Prosedur uji"]
    assert [part for _, part in rows(second.text)] == ["Keadaan kasus, tanpa isi cerita", "Riwayat: Prosedur uji"]


def test_the_interface_tells_the_same(web: WebOffice, case: str) -> None:
    number = case.rpartition("/")[2]
    program = web.program("kartika", "kepala")

    told = program.get(f"access-events?case_number={number}").json["items"]

    assert [(one["actor_name"], one["part"], one["role"], one["purpose"], one["via"]) for one in told][:3] == [
        ("Kartika", "access.read", "kepala", "supervision", "api"),
        ("Ratna", "history.read", "penyelia", "supervision", "page"),
        ("Ratna", "case.read_contact", "penyelia", "supervision", "page"),
    ]
    assert [one["seq"] for one in told] == list(range(len(told), 0, -1))


@pytest.mark.parametrize("asked", ["access-events?case_number=TTG-2026-99999", "access-events?case_number={number}"])
def test_a_program_without_the_right_learns_nothing(web: WebOffice, case: str, asked: str) -> None:
    program = web.program("rina2", "petugas_pengaduan")

    assert program.get(asked.format(number=case.rpartition("/")[2])).status_code == HTTPStatus.NOT_FOUND


def test_a_cursor_of_another_list_is_refused(web: WebOffice, case: str) -> None:
    page = web.browser("kartika", "kepala").get(f"{case}/siapa-membaca?cursor=apa-saja")

    assert page.status_code == HTTPStatus.UNPROCESSABLE_ENTITY


def cells(page: str) -> list[list[str]]:
    """Give the texts of each row, without the moment."""
    body = page.partition("<tbody>")[2].partition("</tbody>")[0]
    found = (re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.DOTALL) for row in body.split("</tr>")[:-1])
    return [[re.sub(r"<[^>]*>", "", one).strip() for one in row[:-1]] for row in found]


def test_a_row_says_in_which_role_what_for_and_by_which_way(web: WebOffice, case: str) -> None:
    web.browser("kartika", "kepala").get(f"{case}/ringkasan")
    page = web.browser("agus", "auditor").get(f"{case}/siapa-membaca").text

    assert cells(page)[:3] == [
        ["Agus (Anda)", "Auditor", "Daftar siapa yang membaca", "Audit", "Halaman web"],
        ["Kartika", "Kepala UPTD", "Riwayat: Prosedur uji", "Supervisi", "Cetakan"],
        ["Kartika", "Kepala UPTD", "Isi cerita", "Supervisi", "Cetakan"],
    ]


def test_what_machines_read_in_a_row_is_one_line(web: WebOffice, case: str) -> None:
    with web.office.acting(CLI) as tx:
        instance_id = tx.session.scalars(select(ProcessInstance.id)).one()
    for _ in range(3):
        with web.office.acting(CLI) as tx:
            history.replay(tx, instance_id)

    page = web.browser("agus", "auditor").get(f"{case}/siapa-membaca").text

    assert cells(page)[1] == ["Sistem, 3 kali", "–", "Menjalankan ulang riwayat", "Sistem", "Perintah di server"]
    assert cells(page)[2][0] == "Ratna"


def test_a_part_that_has_no_words_yet_is_shown_as_it_is_recorded(web: WebOffice, case: str) -> None:
    number = case.rpartition("/")[2]
    with web.office.acting(actors.system("public")) as tx:
        row = stored.known(tx.session, number)
        seen = access.subject_of(tx, row)
        reads.note(tx, row.id, what="case.read_values", seen=seen)

    page = web.browser("agus", "auditor").get(f"{case}/siapa-membaca").text

    assert cells(page)[1] == ["Pelapor", "–", "case.read_values", "Permintaan klien", "Perintah di server"]


def test_a_program_states_what_it_reads_for(web: WebOffice, case: str) -> None:
    program, number = web.program("kartika", "kepala"), case.rpartition("/")[2]

    refused = program.get(f"cases/{number}", Lindung_Purpose="audit")
    taken = program.get(f"cases/{number}", Lindung_Purpose="client_request")
    told = program.get(f"access-events?case_number={number}").json["items"]

    assert (refused.status_code, refused.json["code"]) == (HTTPStatus.UNPROCESSABLE_ENTITY, "purpose_unfit")
    assert taken.status_code == HTTPStatus.OK
    assert [one["purpose"] for one in told][:3] == ["supervision", "client_request", "supervision"]
