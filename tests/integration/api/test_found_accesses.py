"""The page and the interface of who read what: filters, marks, pages, and for whom they do not exist."""

import re
from datetime import timedelta
from http import HTTPStatus

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from api.web.pages.accesses import searching
from engine.domain.accesses import unusual
from engine.services.audit import history
from engine.services.chains import reads
from engine.store.audit import reads as stored
from engine.store.people import people
from engine.store.tables.cases import ProcessInstance
from tests.support.offices.factories import CLI
from tests.support.web import clicks
from tests.support.web.web_office import WebOffice

HERE = "/audit/pembacaan"


@pytest.fixture
def number(web: WebOffice) -> str:
    """Register a report whose case a supervisor reads by day and by night; give the case's number."""
    clerk = web.browser("rina", "petugas_pengaduan")
    clicks.registered(clerk)
    found = re.search(r"/kasus/([\w-]+)", clerk.get("/kasus").text.partition("<tbody>")[2])
    assert found is not None
    reader = web.browser("ratna", "penyelia")
    reader.get(f"/kasus/{found[1]}")
    web.office.clock.advance(timedelta(hours=3))
    return found[1]


def body(page: str) -> str:
    """Give the rows of a page's table."""
    return page.partition("<tbody>")[2].partition("</tbody>")[0]


def texts(page: str) -> list[str]:
    """Give the text of each row."""
    return [re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", row)).strip() for row in body(page).split("</tr>")[:-1]]


def id_of(web: WebOffice, username: str) -> str:
    """Give the id of a user."""
    with web.office.acting(CLI) as tx:
        user = people.by_username(tx.session, username)
    assert user is not None
    return user.id


def auditor(web: WebOffice) -> FlaskClient:
    """Give the browser of an auditor."""
    return web.browser("agus", "auditor")


def test_the_auditor_sees_who_read_which_case_and_goes_on_to_the_case(web: WebOffice, number: str) -> None:
    page = auditor(web).get(HERE)

    assert page.status_code == HTTPStatus.OK
    assert f'href="/kasus/{number}/siapa-membaca"' in body(page.text)
    assert all(row.startswith(f"{number} Ratna ") for row in texts(page.text))
    assert any("Isi cerita Supervisi Halaman web" in row for row in texts(page.text))


def test_a_page_can_be_narrowed_to_a_case_a_reader_and_days(web: WebOffice, number: str) -> None:
    client, ratna = auditor(web), id_of(web, "ratna")
    client.get(f"/kasus/{number}")

    everyone = texts(client.get(f"{HERE}?kasus={number}").text)
    hers = texts(client.get(f"{HERE}?pembaca={ratna}").text)

    assert {row.split()[1] for row in everyone} == {"Ratna", "Agus"}
    assert {row.split()[1] for row in hers} == {"Ratna"}
    assert texts(client.get(f"{HERE}?kasus=TTG-2026-99999").text) == []
    assert texts(client.get(f"{HERE}?sampai=2026-11-19").text) == []
    assert texts(client.get(f"{HERE}?dari=2026-11-20&sampai=2026-11-20").text) == everyone
    assert texts(client.get(f"{HERE}?dari=kemarin&sampai=9999-12-31").text) == everyone
    assert texts(client.get(f"{HERE}?dari=2026-11-21&sampai=2026-11-20").text) == everyone
    assert 'value="2026-10-' in client.get(f"{HERE}?sampai=2026-10-30").text


def test_an_unusual_reading_says_why_in_a_sentence(web: WebOffice, number: str) -> None:
    client = web.browser("kartika", "kepala")
    web.office.clock.advance(timedelta(hours=11))  # to 23:00

    client.get(f"/kasus/{number}")
    night = texts(auditor(web).get(f"{HERE}?aneh=1").text)

    assert night != []
    assert all("Kartika" in row and "Dibaca pada malam hari, antara pukul 22.00 dan 05.00." in row for row in night)


def test_every_reason_has_its_sentence() -> None:
    assert set(searching.WHY) == set(unusual.REASONS)


def test_every_list_of_cases_has_its_name() -> None:
    assert set(searching.LISTS) == set(reads.LISTS)


def test_refused_readings_can_be_seen_alone(web: WebOffice, number: str) -> None:
    web.browser("orang", "petugas_pengaduan").get(f"/kasus/{number}/siapa-membaca")
    with web.office.acting(CLI) as tx:
        case_id = tx.session.scalars(select(ProcessInstance.case_id)).one()
        reads.append_refused(
            tx, case_id, actor=tx.actor.id, what="access.read", subject=None, via="page", asked_at=tx.now
        )

    refused = texts(auditor(web).get(f"{HERE}?ditolak=1").text)

    assert refused != []
    assert all("Ditolak: Daftar siapa yang membaca" in row for row in refused)


def test_what_machines_read_of_a_case_is_one_line(web: WebOffice, number: str) -> None:
    with web.office.acting(CLI) as tx:
        instance_id = tx.session.scalars(select(ProcessInstance.id)).one()
    for _ in range(3):
        with web.office.acting(CLI) as tx:
            history.replay(tx, instance_id)

    assert texts(auditor(web).get(HERE).text)[0].startswith(f"{number} Sistem, 3 kali – Menjalankan ulang riwayat")


def test_a_long_list_leads_on_with_its_filters(web: WebOffice, number: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(searching, "PER_PAGE", 2)
    client, ratna = auditor(web), id_of(web, "ratna")

    first = client.get(f"{HERE}?pembaca={ratna}").text
    onward = re.search(r'rel="next" href="([^"]+)"', first)
    assert onward is not None
    second = client.get(onward[1].replace("&amp;", "&")).text

    assert f"pembaca={ratna}" in onward[1]
    assert len(texts(first)) == 2
    assert texts(second) != []
    assert {row.split()[1] for row in texts(second)} == {"Ratna"}


def test_readers_are_counted_and_each_leads_to_what_they_read(web: WebOffice, number: str) -> None:
    client = auditor(web)
    page = client.get(f"{HERE}/pembaca").text
    link = re.search(r'href="(/audit/pembacaan\?pembaca=[^"]+)"', body(page))
    assert link is not None

    assert re.match(r"Ratna \d+ 1 0 20 Nov 2026", texts(page)[0])
    assert {row.split()[1] for row in texts(client.get(link[1].replace("&amp;", "&")).text)} == {"Ratna"}
    assert texts(client.get(f"{HERE}/pembaca?sampai=2026-11-19").text) == []


def test_the_lists_that_somebody_looked_at_are_one_more_page_and_one_more_record(web: WebOffice, number: str) -> None:
    rina = id_of(web, "rina")
    client, program = auditor(web), web.program("kartika", "kepala")

    page = client.get(f"{HERE}/daftar/{rina}").text
    told = program.get(f"access-events/lists?reader={rina}").json["items"]

    assert texts(page)[0].startswith("Daftar kasus 1")
    assert [one["what"] for one in told] == ["case.list", "user_task.list"]
    assert {(one["count"], one["via"]) for one in told} == {(1, "page")}
    with web.office.acting(CLI) as tx:
        seen = [(one.reader, one.about) for one in stored.lists(tx.session) if one.what == "access.list"]
    assert sorted(seen) == sorted([(id_of(web, "agus"), "lists"), (id_of(web, "kartika"), "lists")])


def test_the_interface_tells_the_same_with_the_reasons(web: WebOffice, number: str) -> None:
    web.office.clock.advance(timedelta(hours=11))
    web.browser("kartika", "kepala").get(f"/kasus/{number}")

    program = web.program("agus", "auditor")
    (newest, *_) = program.get(f"access-events/search?case_number={number}&unusual=true&limit=1").json["items"]

    assert (newest["actor_name"], newest["case_number"]) == ("Kartika", number)
    assert newest["unusual"] == [{"reason": "night", "count": None, "since": None}]


@pytest.mark.parametrize("role", ["penyelia", "petugas_pengaduan", "pendamping", "admin_sistem", "pengelola_data"])
def test_for_anybody_else_the_pages_are_closed_and_not_in_the_menu(web: WebOffice, number: str, role: str) -> None:
    other, program = web.browser("orang", role), web.program("program", role)

    assert [other.get(f"{HERE}{more}").status_code for more in ("", "/pembaca")] == [HTTPStatus.FORBIDDEN] * 2
    assert other.get(f"{HERE}/daftar/{id_of(web, 'rina')}").status_code == HTTPStatus.NOT_FOUND
    assert program.get("access-events/search").status_code == HTTPStatus.FORBIDDEN
    assert HERE not in other.get("/bantuan").text


def test_without_signing_in_nothing_is_said(web: WebOffice, number: str) -> None:
    assert web.ask(HERE).headers["Location"].startswith("/masuk")
    assert web.ask("/api/v1/access-events/search").status_code == HTTPStatus.UNAUTHORIZED


def test_the_help_explains_the_words_of_the_audit_room_to_who_audits(web: WebOffice) -> None:
    words = ("Catatan penutup", "Dijalankan ulang", "Daun", "Saksi", "Temuan", "Nama samaran")

    shown, other = auditor(web).get("/bantuan").text, web.browser("rina", "petugas_pengaduan").get("/bantuan").text

    assert [word for word in words if f"<dt>{word}</dt>" not in shown] == []
    assert "Kata-kata di ruang audit" not in other
