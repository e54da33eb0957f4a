"""The inbox's pages without JavaScript: filters in the address, several tasks at once, kept filters, leave."""

import html
import re
from http import HTTPStatus

import pytest
from flask.testing import FlaskClient
from sqlalchemy import event

from tests.support.offices.factories import AGENCY
from tests.support.web import clicks
from tests.support.web.web_office import Program, WebOffice

TASK = re.compile(r'data-task="([0-9a-f-]+)"')


@pytest.fixture
def browser(web: WebOffice) -> FlaskClient:
    """Give the browser of an intake officer."""
    return web.browser("rina", "petugas_pengaduan")


@pytest.fixture
def supervisor(web: WebOffice) -> FlaskClient:
    """Give the browser of a supervisor."""
    return web.browser("ida", "penyelia")


def _listed(browser: FlaskClient, address: str) -> list[str]:
    return TASK.findall(browser.get(address).text)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", 2), ("&risiko=none", 2), ("&risiko=tinggi", 0), ("&batas=none", 2), ("&batas=breached", 0),
        ("&batas=x", 2), ("&tempo=24", 0), ("&tempo=7", 2), ("&saluran=datang", 2), ("&saluran=surat", 0),
        ("&peran=penyelia", 0), ("&prosedur=uji", 2), ("&urut=risk", 2), ("&urut=x", 2), ("&q=00002", 1),
    ],
)  # fmt: skip
def test_the_address_says_what_is_shown(browser: FlaskClient, query: str, found: int) -> None:
    clicks.registered(browser)
    clicks.send(browser, clicks.ADDRESS)

    assert len(_listed(browser, f"/tugas?tab=peran{query}")) == found


def _chips(page: str) -> dict[str, str]:
    """Give the filters in use: what each says -> the address without it."""
    found = re.findall(r'class="chip" href="([^"]+)" aria-label="Hapus saringan ([^"]+)"', page)
    return {said: html.unescape(address) for address, said in found}


@pytest.mark.parametrize(
    ("filtered", "said"),
    [
        ("q=00001", "Cari: 00001"),
        ("batas=none", "Keadaan waktu: Tanpa batas waktu"),
        ("tempo=24", "Jatuh tempo dalam: 24 jam"),
        ("risiko=none", "Risiko belum dinilai"),
        ("risiko=tinggi", "Risiko tinggi"),
        ("peran=petugas_pengaduan", "Peran: Petugas pengaduan"),
        ("prosedur=uji", "Prosedur: Prosedur uji"),
        ("prosedur=lain", "Prosedur: lain"),
        ("langkah=terima", "Langkah: Terima laporan"),
        ("langkah=lain", "Langkah: lain"),
        ("saluran=datang", "Cara melapor: datang"),
        (f"lembaga={AGENCY}", "Lembaga: UPTD PPA Kota Tebing Tinggi"),
        ("petugas=none", "Petugas: Belum diambil"),
        ("petugas=me", "Petugas: Saya sendiri"),
        ("petugas=x", "Petugas: Petugas lain"),
    ],
)
def test_a_filter_in_use_is_said_and_can_be_taken_away(browser: FlaskClient, filtered: str, said: str) -> None:
    clicks.registered(browser)

    alone = browser.get(f"/tugas?tab=peran&{filtered}").text
    beside = browser.get(f"/tugas?tab=peran&{filtered}&urut=created_at").text

    assert _chips(alone) == {said: "/tugas?tab=peran"}
    assert _chips(beside) == {said: "/tugas?tab=peran&urut=created_at"}
    assert '<a href="/tugas?tab=peran">Hapus semua</a>' in alone


def test_no_filter_no_words(browser: FlaskClient) -> None:
    assert _chips(browser.get("/tugas?tab=peran&urut=created_at").text) == {}


def test_tabs_count_what_they_hold(browser: FlaskClient) -> None:
    task = clicks.registered(browser)
    clicks.send(browser, f"{task}/ambil")

    counts = re.findall(r'class="count">(\d+\+?)<', browser.get("/tugas?tab=saya").text)

    assert counts == ["1", "0"]


def test_what_has_not_changed_is_not_sent_again(browser: FlaskClient) -> None:
    task = clicks.registered(browser)
    first = browser.get("/tugas?tab=peran")

    again = browser.get("/tugas?tab=peran", headers={"If-None-Match": first.headers["ETag"]})
    clicks.send(browser, f"{task}/ambil")
    changed = browser.get("/tugas?tab=peran", headers={"If-None-Match": first.headers["ETag"]})

    assert (again.status_code, again.data) == (HTTPStatus.NOT_MODIFIED, b"")
    assert changed.status_code == HTTPStatus.OK


@pytest.mark.parametrize(
    ("address", "headers", "most"),
    [
        ("/tugas?tab=saya", {}, 14),
        ("/tugas?tab=peran&risiko=none&urut=case_number", {}, 15),  # one asks whether this list is on record
        ("/tugas?tab=peran", {"If-None-Match": "*"}, 3),
    ],
)
def test_a_page_asks_the_database_little_however_much_it_shows(
    web: WebOffice, browser: FlaskClient, address: str, headers: dict[str, str], most: int
) -> None:
    for _ in range(4):
        clicks.send(browser, clicks.ADDRESS)
    state = browser.get(address).headers["ETag"]
    asked: list[str] = []
    event.listen(web.office.runtime.database, "before_cursor_execute", lambda _c, _u, sql, *_: asked.append(sql))

    browser.get(address, headers=dict.fromkeys(headers, state))

    assert len([sql for sql in asked if not sql.startswith("BEGIN")]) <= most


def test_the_next_task_is_taken_until_none_is_left(browser: FlaskClient) -> None:
    task = clicks.registered(browser)

    first, second = (clicks.send(browser, "/tugas/berikutnya") for _ in range(2))

    assert (first.location, second.location) == (task, "/tugas?tab=peran")
    assert "Tidak ada lagi tugas yang menunggu peran Anda." in browser.get(second.location).text


def test_several_tasks_are_claimed_released_and_handed_over(browser: FlaskClient, supervisor: FlaskClient) -> None:
    clicks.registered(browser)
    clicks.send(browser, clicks.ADDRESS)
    ids = _listed(browser, "/tugas?tab=peran")

    claimed = clicks.send(browser, "/tugas/banyak", tugas=[*ids, "x"], aksi="ambil", tab="peran").text
    released = clicks.send(browser, "/tugas/banyak", tugas=ids[:1], aksi="lepas", tab="saya").text
    given = clicks.send(supervisor, "/tugas/banyak", tugas=ids, aksi="serahkan", kepada="rina", tab="semua").text
    unfit = clicks.send(supervisor, "/tugas/banyak", tugas=ids, aksi="serahkan", kepada="", tab="semua").text

    assert "2 tugas berhasil. 1 tugas ditolak dan tidak berubah." in claimed
    assert "Kembali kepada perannya." in released
    assert given.count("Dipegang oleh Rina.") == 2
    assert unfit.count("Orang yang dipilih tidak memegang peran untuk tugas ini.") == 2


@pytest.mark.parametrize("fields", [{"aksi": "ambil"}, {"tugas": "x"}, {"tugas": "x", "aksi": "hapus"}])
def test_nothing_ticked_or_chosen_is_said(browser: FlaskClient, fields: dict[str, str]) -> None:
    answer = clicks.send(browser, "/tugas/banyak", tab="saya", **fields)

    assert answer.location == "/tugas?tab=saya"
    assert "Belum ada tugas yang dipilih." in browser.get(answer.location).text


def test_a_filter_is_kept_shown_with_its_count_and_removed(browser: FlaskClient) -> None:
    clicks.registered(browser)

    kept = clicks.send(
        browser, "/tugas/saringan", nama="Belum dinilai", tab="peran", risiko="none", tempo="", urut="risk"
    )
    page = browser.get("/tugas/saringan").text
    (address,) = re.findall(r"/tugas/saringan/[0-9a-f-]+/hapus", page)
    removed = clicks.send(browser, address)

    assert kept.location == "/tugas?tab=peran&risiko=none&urut=risk"
    assert 'Belum dinilai <span class="count">1</span>' in page
    assert "Belum ada saringan tersimpan." in browser.get(removed.location).text


def test_a_shared_filter_reaches_everybody_of_the_agency(browser: FlaskClient, supervisor: FlaskClient) -> None:
    clicks.send(supervisor, "/tugas/saringan", nama="Mendesak", tab="x", tempo="24", bersama="1")

    page = browser.get("/tugas/saringan").text

    assert "tempo=24" in page
    assert "Bersama" in page
    assert "/hapus" not in page
    assert "Bagikan kepada semua petugas" in supervisor.get("/tugas").text
    assert "Bagikan kepada semua petugas" not in browser.get("/tugas").text


def test_leave_is_arranged_for_whole_days_of_the_agencys_zone(web: WebOffice, browser: FlaskClient) -> None:
    task = clicks.registered(browser)
    clicks.send(browser, f"{task}/ambil")
    budi = web.browser("budi", "petugas_pengaduan")

    clicks.send(browser, "/cuti", lembaga=AGENCY, pengganti="budi", dari="2026-11-20", sampai="2026-11-21")
    page, seen = browser.get("/cuti").text, budi.get("/tugas?tab=saya").text
    taken = clicks.send(budi, f"{task}/ambil")
    (address,) = re.findall(r"/cuti/[0-9a-f-]+/akhiri", page)
    clicks.send(browser, address)

    assert "20 Nov 2026 00.00 WIB" in page
    assert "22 Nov 2026 00.00 WIB" in page
    assert "Anda menggantikan" in seen
    assert taken.status_code == HTTPStatus.SEE_OTHER
    assert "Tidak ada penggantian yang berjalan." in browser.get("/cuti").text.replace(
        "Penggantian sudah diakhiri.", ""
    )


@pytest.mark.parametrize(
    "fields",
    [{"pengganti": "rina"}, {"dari": "kemarin"}, {"sampai": "2026-11-01"}, {"pengganti": "", "sampai": "2026-11-30"}],
)
def test_leave_that_does_not_fit_comes_back_with_what_was_typed(browser: FlaskClient, fields: dict[str, str]) -> None:
    given = {"lembaga": AGENCY, "pengganti": "x", "dari": "2026-11-20", "sampai": "2026-11-21"} | fields

    page = clicks.send(browser, "/cuti", **given)

    assert page.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert 'role="alert"' in page.text
    assert f'value="{given["sampai"]}"' in page.text


def test_a_task_without_a_promise_says_so(browser: FlaskClient) -> None:
    task = clicks.registered(browser)

    assert "Tidak ada janji waktu" in browser.get(f"{task}/batas").text


def test_a_program_takes_the_next_task_and_several(web: WebOffice, officer: Program) -> None:
    first, second, third = (officer.start()["open_user_tasks"][0]["id"] for _ in range(3))

    taken = officer.post("user-tasks/next", {"role": "petugas_pengaduan"})
    none = officer.post("user-tasks/next", {"role": "penyelia"})
    rest = [one for one in (first, second, third) if one != taken.json["user_task"]["id"]]
    claimed = officer.post("user-tasks/bulk", {"action": "claim", "ids": [*rest, "x"]})
    released = officer.post("user-tasks/bulk", {"action": "release", "ids": rest})
    given = web.program("ida", "penyelia").post("user-tasks/bulk", {"action": "delegate", "ids": rest, "to": "siti"})

    assert (taken.json["user_task"]["assignee"] is not None, none.json) == (True, {"user_task": None})
    assert [one["code"] for one in claimed.json["items"]] == [None, None, "not_found"]
    assert set(claimed.json["items"][2]["sentences"]) == {"id", "en"}
    assert [one["user_task"]["assignee"] for one in released.json["items"]] == [None, None]
    assert all(one["user_task"]["assignee"] for one in given.json["items"])


@pytest.mark.parametrize(
    "body", [{"action": "delegate", "ids": ["x"]}, {"action": "claim", "ids": ["x"], "to": "siti"}]
)
def test_a_name_belongs_to_delegating_alone(officer: Program, body: dict[str, object]) -> None:
    assert officer.post("user-tasks/bulk", body).status_code == HTTPStatus.UNPROCESSABLE_ENTITY


def test_a_program_lists_as_the_inbox_does(officer: Program) -> None:
    held = officer.claimed()
    waiting = officer.start()["open_user_tasks"][0]["id"]

    found = {
        query: [one["id"] for one in officer.get(f"user-tasks?{query}").json["items"]]
        for query in ("inbox=mine", "inbox=roles", "channel=datang&sort=risk&risk=none", "sla_state=breached")
    }

    assert found["inbox=mine"] == [held]
    assert found["inbox=roles"] == [waiting]
    assert set(found["channel=datang&sort=risk&risk=none"]) == {held, waiting}
    assert found["sla_state=breached"] == []
