"""An audit on the pages: opened by the head, sampled and written about by the auditor, answered, closed, ended."""

import io
import re
from datetime import timedelta
from http import HTTPStatus
from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from engine.services.user_tasks.results import InstanceView
from tasks import keeping
from tests.support.files import small_files
from tests.support.offices import assigned
from tests.support.offices.factories import AGENCY
from tests.support.web import clicks
from tests.support.web.web_office import WebOffice

PAGE, PAGE_OF_FORM = "/audit/penugasan", "/audit/temuan/baru"
LETTER: dict[str, Any] = {
    "lembaga": "inspektorat",
    "nomor": "700/1/2026",
    "tanggal": "2026-11-01",
    "sejak": "2026-11-01",
    "sampai": "2026-11-30",
    "diperiksa": [AGENCY],
    "prosedur": ["uji"],
    "anggota": "bima",
}
FINDING = {"pasal": "UJI-01", **{f"f.{name}": text for name, text in assigned.TEXTS.items()}}


@pytest.fixture
def case(web: WebOffice) -> InstanceView:
    """Register a report, where findings can be followed up."""
    assigned.follow(web.office)
    return web.office.start(web.office.user("siti", "petugas_pengaduan"))


@pytest.fixture
def head(web: WebOffice, case: InstanceView) -> FlaskClient:
    return web.browser("kartika", "kepala")


@pytest.fixture
def auditor(web: WebOffice, case: InstanceView) -> FlaskClient:
    return web.browser("bima", "pemeriksa")


@pytest.fixture
def place(head: FlaskClient, auditor: FlaskClient) -> str:
    """Open an assignment; gives its address."""
    return opened(head).headers["Location"]


def opened(head: FlaskClient, **other: Any) -> TestResponse:
    return clicks.send(head, PAGE, seen=PAGE, **LETTER | other)


def written(auditor: FlaskClient, place: str, case: InstanceView, **other: str) -> TestResponse:
    """Write a finding about the first event of the case."""
    about = {"penugasan": place.rpartition("/")[2], "proses": case.id, "peristiwa": "1"}
    return clicks.send(auditor, PAGE_OF_FORM, seen=PAGE_OF_FORM, **FINDING | about | other)


def test_an_assignment_lets_its_auditor_in_until_it_is_ended(
    head: FlaskClient, auditor: FlaskClient, place: str, case: InstanceView
) -> None:
    during = auditor.get(f"/kasus/{case.case_number}").status_code
    page = auditor.get(place).text

    clicks.send(head, f"{place}/akhiri", seen=place)

    assert "700/1/2026" in auditor.get(PAGE).text
    assert "Akhiri penugasan" not in page
    assert (during, auditor.get(f"/kasus/{case.case_number}").status_code) == (HTTPStatus.OK, HTTPStatus.NOT_FOUND)
    assert "diakhiri" in auditor.get(place).text


@pytest.mark.parametrize(
    ("other", "field"),
    [
        ({"sampai": "besok"}, "Sampai dengan"),
        ({"sampai": "2026-10-01"}, "Sampai dengan"),
        ({"tanggal": "2027-01-01"}, "Tanggal surat tugas"),
        ({"anggota": "siti"}, "Nama pengguna para pemeriksa"),
        ({"nomor": " "}, "Nomor surat tugas"),
        ({"tanggal": "0026-11-01"}, "Tanggal surat tugas"),
        ({"sejak": "0026-11-01"}, "Kasus yang dibuka sejak"),
        ({"lembaga": "x"}, "Lembaga pemeriksa"),
        ({"prosedur": ["tiada"]}, "Prosedur yang diperiksa"),
    ],
)
def test_a_letter_that_does_not_fit_is_told_and_what_was_typed_stays(
    head: FlaskClient, auditor: FlaskClient, other: dict[str, Any], field: str
) -> None:
    answer = opened(head, **other)

    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert 'role="alert"' in answer.text
    assert f"Periksa lagi: {field}." in answer.text
    assert f'value="{other.get("anggota", "bima")}"' in answer.text


def test_a_sample_is_promised_and_not_drawn_on_the_same_day(auditor: FlaskClient, place: str) -> None:
    clicks.send(auditor, f"{place}/sampel", seen=place, jumlah="3", lapisan="none", kata="melati")
    address = re.search(rf'action="({place}/sampel/[^"]+)"', auditor.get(place).text)
    assert address is not None

    early = clicks.send(auditor, address[1], seen=place, kata="melati")

    assert early.status_code in {HTTPStatus.CONFLICT, HTTPStatus.UNPROCESSABLE_ENTITY}
    assert "checkpoint_missing" in early.text


def test_a_promised_sample_is_drawn_after_a_night(web: WebOffice, place: str, case: InstanceView) -> None:
    web.office.clock.advance(timedelta(hours=14, minutes=50))  # ten minutes before midnight
    auditor = web.browser("rosa", "pemeriksa")
    later = opened(web.browser("tuti", "kepala"), anggota="rosa", nomor="700/2/2026").headers["Location"]
    clicks.send(auditor, f"{later}/sampel", seen=later, jumlah="3", lapisan="breached", kata="melati")
    address = re.search(rf'action="({later}/sampel/[^"]+)"', auditor.get(later).text)
    assert address is not None
    keeping.seal(web.office.runtime)
    web.office.clock.advance(timedelta(minutes=20))

    clicks.send(auditor, address[1], seen=later, kata="melati")

    page = auditor.get(later).text
    assert f'href="/audit/kasus/{case.case_number}/putar-ulang"' in page
    assert "Hasilnya sama." in page


def test_a_promised_sample_says_what_it_is_drawn_from(auditor: FlaskClient, place: str) -> None:
    plan = {"prosedur": "uji", "terlambat": "ya", "dari": "2026-01", "sampai": "2026-11"}
    clicks.send(auditor, f"{place}/sampel", seen=place, jumlah="3", lapisan="agency", kata="melati", **plan)
    page = auditor.get(place).text

    assert (
        "Menurut lembaga · Prosedur uji · Hanya yang pernah terlambat · dari Januari 2026 · sampai November 2026"
        in page
    )


def test_the_room_names_what_waits_for_its_reader(web: WebOffice, head: FlaskClient, case: InstanceView) -> None:
    own = web.browser("andi", "auditor")
    place = opened(head, anggota="andi").headers["Location"]
    finding = written(own, place, case).headers["Location"]
    begun = own.get("/audit").text
    clicks.send(own, f"{finding}/sampaikan", seen=finding)

    assert f'<a href="{place}">700/1/2026</a>' in begun
    assert (finding in begun, finding in own.get("/audit").text) == (True, False)


@pytest.mark.parametrize(
    "said",
    [
        {"jumlah": "banyak", "kata": "x"},
        {"jumlah": "5", "kata": " "},
        {"jumlah": "5", "kata": "x", "dari": "Januari"},
        {"jumlah": "9" * 4000, "kata": "x"},
        {"jumlah": "-1", "kata": "x"},
        {"jumlah": "5", "kata": "x" * 201},
        {"jumlah": "5", "kata": "x", "prosedur": "tiada"},
    ],
)
def test_a_promise_that_cannot_be_is_told(auditor: FlaskClient, place: str, said: dict[str, str]) -> None:
    answer = clicks.send(auditor, f"{place}/sampel", seen=place, lapisan="none", **said)

    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert 'role="alert"' in answer.text


def sent(auditor: FlaskClient, place: str, case: InstanceView) -> str:
    """Write a finding and send it to the head; gives its address."""
    finding = written(auditor, place, case).headers["Location"]
    clicks.send(auditor, f"{finding}/sampaikan", seen=finding)
    return finding


def worked(person: FlaskClient, finding: str, element: str) -> None:
    """Do the task to which the finding's page leads, as ``assigned.ANSWERS`` has it."""
    led = re.search(r'href="(/tugas/[^"]+)"', person.get(finding).text)
    assert led is not None
    clicks.send(person, f"{led[1]}/ambil", seen=led[1])
    worked_on(person, led[1], element)


def worked_on(person: FlaskClient, task: str, element: str) -> None:
    """Complete a task that was taken."""
    clicks.complete(person, task, **{f"f__{name}": said for name, said in assigned.ANSWERS[element].items()})


def test_a_finding_goes_from_its_draft_to_its_close_by_the_tasks_that_its_page_leads_to(
    head: FlaskClient, auditor: FlaskClient, place: str, case: InstanceView
) -> None:
    finding = written(auditor, place, case).headers["Location"]
    assert head.get(finding).status_code == HTTPStatus.NOT_FOUND

    clicks.send(auditor, f"{finding}/sampaikan", seen=finding)
    assert "Kenari kondisi." in head.get(finding).text
    worked(head, finding, "tanggapi_temuan")
    worked(head, finding, "laksanakan_tindak_lanjut")
    worked(auditor, finding, "periksa_tindak_lanjut")

    page = auditor.get(finding).text
    for said in ("Selesai diperiksa", "Kenari tanggapan.", "10 Desember 2026", "masih seperti ketika temuan ditulis"):
        assert said in page
    assert "Langkah berikutnya" not in page
    assert finding in head.get("/audit/temuan").text
    assert finding in auditor.get(place).text


def test_a_task_of_a_finding_waits_in_the_inbox_of_its_side_and_shows_what_was_found(
    head: FlaskClient, auditor: FlaskClient, place: str, case: InstanceView
) -> None:
    finding = sent(auditor, place, case)
    task = clicks.first_task(head)

    page = head.get(task).text
    assert "Tanggapi temuan" in page
    assert "Kenari rekomendasi." in page
    assert f'href="{finding}"' in page
    assert "Tampilkan isian sebelumnya" not in page
    assert "Tanggapi temuan" not in auditor.get("/tugas").text
    assert auditor.get(task).status_code == HTTPStatus.NOT_FOUND


def test_what_the_head_attaches_is_read_by_the_auditors(
    head: FlaskClient, auditor: FlaskClient, place: str, case: InstanceView
) -> None:
    finding = sent(auditor, place, case)
    task = clicks.first_task(head)
    clicks.send(head, f"{task}/ambil", seen=task)
    evidence = {"form_token": clicks.token(head.get(task)), "berkas": (io.BytesIO(small_files.PDF), "bukti.pdf")}
    head.post(f"{task}/berkas", data=evidence)

    worked_on(head, task, "tanggapi_temuan")

    attached = re.search(r'href="(/kasus/[^"]+/berkas/[^"]+)"', auditor.get(finding).text)
    assert attached is not None
    assert auditor.get(attached[1]).data == small_files.PDF


def test_the_file_of_a_finding_is_shown_as_the_finding(
    head: FlaskClient, auditor: FlaskClient, place: str, case: InstanceView
) -> None:
    finding = sent(auditor, place, case)
    number = re.search(r"TTG-TEMUAN-[0-9A-F]{10}", head.get(finding).text)
    assert number is not None

    for side in (head, auditor):
        answer = side.get(f"/kasus/{number[0]}")
        assert (answer.status_code, answer.headers["Location"]) == (HTTPStatus.SEE_OTHER, finding)
    assert number[0] in head.get("/kasus").text


@pytest.mark.parametrize("other", [{"pasal": "TIDAK-ADA"}, {"f.condition": " "}])
def test_a_finding_that_is_not_complete_is_told_and_what_was_typed_stays(
    auditor: FlaskClient, place: str, case: InstanceView, other: dict[str, str]
) -> None:
    answer = written(auditor, place, case, **other)

    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "Kenari sebab." in answer.text


def test_a_finding_rests_on_what_the_auditor_may_see(auditor: FlaskClient, place: str, case: InstanceView) -> None:
    assert written(auditor, place, case, peristiwa="x").status_code == HTTPStatus.NOT_FOUND
    assert auditor.get(f"{PAGE_OF_FORM}?proses={case.id}&peristiwa=99").status_code == HTTPStatus.NOT_FOUND


def test_a_row_of_the_table_leads_to_a_finding_about_its_event(
    web: WebOffice, auditor: FlaskClient, place: str, case: InstanceView
) -> None:
    table = f"/audit/kasus/{case.case_number}/putar-ulang/tabel"
    link = re.search(rf'href="({PAGE_OF_FORM}\?proses={case.id}&amp;peristiwa=1)"', auditor.get(table).text)
    assert link is not None

    form = auditor.get(link[1].replace("&amp;", "&")).text

    for said in (case.case_number, "nomor 1,", "Laporan masuk", "700/1/2026", 'value="UJI-01"'):
        assert said in form
    finding = auditor.get(written(auditor, place, case).headers["Location"]).text
    assert f'href="{table}#p-{case.id}-1"' in finding
    assert "Buat temuan" not in web.browser("kemala", "kepala").get(table).text


def test_whoever_begins_without_an_event_is_told_how_to_come_to_one(
    web: WebOffice, head: FlaskClient, auditor: FlaskClient, case: InstanceView
) -> None:
    before = auditor.get(PAGE_OF_FORM).text
    place = opened(head).headers["Location"]
    after = auditor.get(PAGE_OF_FORM).text
    inside = web.browser("rosa", "auditor")
    opened(head, anggota="rosa", nomor="700/2/2026", sampai="2026-11-02")
    elsewhere = inside.get(f"{PAGE_OF_FORM}?proses={case.id}&peristiwa=1").text

    assert "Tidak ada penugasan yang sedang dibuka untuk Anda." in before
    assert "Pilih dahulu peristiwanya." in after
    assert f'href="{PAGE_OF_FORM}"' in auditor.get(place).text
    assert f"Kasus {case.case_number} tidak termasuk penugasan Anda." in elsewhere


def test_an_auditor_executes_a_case_of_the_assignment_again_and_no_other(
    head: FlaskClient, auditor: FlaskClient, case: InstanceView
) -> None:
    page = f"/audit/kasus/{case.case_number}/jalankan-ulang"
    before = auditor.get(page).status_code
    place = opened(head).headers["Location"]
    during = auditor.get(page)
    linked = page in auditor.get(f"/audit/kasus/{case.case_number}/putar-ulang").text
    clicks.send(head, f"{place}/akhiri", seen=place)

    assert (before, auditor.get(page).status_code) == (HTTPStatus.NOT_FOUND, HTTPStatus.NOT_FOUND)
    assert "Sama." in during.text
    assert linked
    assert head.get(page).status_code == HTTPStatus.FORBIDDEN


def test_what_cannot_be_sent_is_told(auditor: FlaskClient, place: str, case: InstanceView) -> None:
    finding = written(auditor, place, case).headers["Location"]
    token = clicks.token(auditor.get(finding))
    auditor.post(f"{finding}/sampaikan", data={"form_token": token})

    again = auditor.post(f"{finding}/sampaikan", data={"form_token": token})

    assert again.status_code in {HTTPStatus.CONFLICT, HTTPStatus.UNPROCESSABLE_ENTITY}
    assert "finding_not_ready" in again.text


def test_audits_are_not_there_for_others(web: WebOffice, auditor: FlaskClient, place: str, case: InstanceView) -> None:
    finding = written(auditor, place, case).headers["Location"]
    other, officer = web.browser("rosa", "pemeriksa"), web.browser("joko", "petugas_pengaduan")

    for address in (place, finding):
        assert other.get(address).status_code == HTTPStatus.NOT_FOUND
        assert officer.get(address).status_code == HTTPStatus.NOT_FOUND
    for address in (PAGE, "/audit/temuan", PAGE_OF_FORM):
        assert officer.get(address).status_code == HTTPStatus.FORBIDDEN


def test_a_button_that_is_pressed_twice_does_it_once(
    web: WebOffice, head: FlaskClient, auditor: FlaskClient, case: InstanceView
) -> None:
    place = pressed_twice(head, PAGE, seen=PAGE, **LETTER).headers["Location"]
    event = f"{PAGE_OF_FORM}?proses={case.id}&peristiwa=1"
    about = {"penugasan": place.rpartition("/")[2], "proses": case.id, "peristiwa": "1"}
    finding = pressed_twice(auditor, PAGE_OF_FORM, seen=event, **FINDING | about)
    pressed_twice(auditor, f"{place}/sampel", seen=place, jumlah="3", lapisan="none", kata="melati")

    assert head.get(PAGE).text.count("700/1/2026") == 1
    assert auditor.get("/audit/temuan").text.count('href="/audit/temuan/') == 2  # the finding, and the way to a new one
    assert finding.headers["Location"] in auditor.get("/audit/temuan").text
    assert auditor.get(place).text.count("dijanjikan 20 Nov 2026") == 1


def pressed_twice(client: FlaskClient, address: str, *, seen: str, **form: Any) -> TestResponse:
    """Press the button of a page's form twice; both answers lead to the same."""
    page = client.get(seen)
    key = re.search(rf'action="{re.escape(address)}".*?name="once" value="([^"]+)"', page.text, re.DOTALL)
    assert key is not None
    sent = {"form_token": clicks.token(page), "once": key[1], **form}
    first, again = (client.post(address, data=sent) for _ in range(2))
    assert first.headers["Location"] == again.headers["Location"]
    return first


def test_a_finding_that_was_typed_before_the_session_ended_is_not_lost(
    web: WebOffice, auditor: FlaskClient, place: str, case: InstanceView
) -> None:
    about = {"penugasan": place.rpartition("/")[2], "proses": case.id, "peristiwa": "1"}
    kept = web.app.test_client().post(PAGE_OF_FORM, data=FINDING | about)
    again = auditor.post(PAGE_OF_FORM, data=FINDING | about)

    assert "Kenari sebab." in kept.text
    assert (again.status_code, "Kenari sebab." in again.text) == (HTTPStatus.FORBIDDEN, True)
    assert "Simpan draf" in again.text
    assert "Belum ada temuan." in auditor.get("/audit/temuan").text


def test_an_auditor_from_outside_begins_at_the_assignments(web: WebOffice, auditor: FlaskClient) -> None:
    assert auditor.get("/").headers["Location"] == PAGE
    assert auditor.get("/audit").headers["Location"] == PAGE
    assert web.browser("andi", "auditor").get("/").headers["Location"] == "/audit"
    assert web.browser("joko", "petugas_pengaduan").get("/audit").status_code == HTTPStatus.FORBIDDEN
