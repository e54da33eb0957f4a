"""Attacks on the list of who read a case: other agencies, other cases' cursors, hostile names, hostile addresses."""

import re
from http import HTTPStatus

import pytest
from flask.testing import FlaskClient
from markupsafe import escape

from engine.services.base import cursors
from engine.store.tables.audit import AccessEvent
from engine.store.tables.people import User
from tests.support.offices.factories import CLI, PASSWORD
from tests.support.web import clicks
from tests.support.web.web_office import WebOffice

ELSEWHERE = "uptd_ppa_lain"
HOSTILE = '<script>alert(1)</script>"><img src=x onerror=alert(2)> %(name)s {{ 7 * 7 }}'


@pytest.fixture
def case(web: WebOffice) -> str:
    """Register a report; give the case's number."""
    return registered(web.browser("rina", "petugas_pengaduan"))


def registered(clerk: FlaskClient) -> str:
    """Register one report more; give its number, the newest."""
    clicks.registered(clerk)
    return max(str(found) for found in re.findall(r"/kasus/([A-Z]+-\d{4}-\d+)", clerk.get("/kasus").text))


def stranger(web: WebOffice, role: str) -> FlaskClient:
    """Give the browser of somebody who holds a role in another agency alone."""
    web.office.user("asing", role, agency=ELSEWHERE)
    client = web.app.test_client()
    client.post("/masuk", data={"username": "asing", "password": PASSWORD})
    return client


def recorded(web: WebOffice) -> int:
    """Count the recorded accesses of all cases."""
    with web.office.acting(CLI) as tx:
        return tx.session.query(AccessEvent).count()


def page(number: str, **query: str) -> str:
    asked = "&".join(f"{key}={value}" for key, value in query.items())
    return f"/kasus/{number}/siapa-membaca?{asked}"


@pytest.mark.parametrize("role", ["kepala", "auditor"])
def test_for_another_agency_the_case_is_as_one_that_was_never_there(web: WebOffice, case: str, role: str) -> None:
    client = stranger(web, role)

    there, nowhere = client.get(page(case)), client.get(page("TTG-2026-99999"))

    assert (there.status_code, nowhere.status_code) == (HTTPStatus.NOT_FOUND, HTTPStatus.NOT_FOUND)
    assert _without(there.text, case) == _without(nowhere.text, "TTG-2026-99999")


@pytest.mark.parametrize("role", ["kepala", "auditor"])
def test_a_program_of_another_agency_learns_nothing(web: WebOffice, case: str, role: str) -> None:
    web.office.user("asing", role, agency=ELSEWHERE)
    client, token = web.app.test_client(), web.office.token("asing")

    answers = [
        client.get(f"/api/v1/access-events?case_number={number}", headers={"Authorization": f"Bearer {token}"})
        for number in (case, "TTG-2026-99999")
    ]

    assert [answer.status_code for answer in answers] == [HTTPStatus.NOT_FOUND] * 2
    assert case not in answers[0].text.replace(f'"{case}"', "", 1)


def test_without_signing_in_nothing_is_said(web: WebOffice, case: str) -> None:
    assert web.ask(page(case)).headers["Location"].startswith("/masuk")
    assert web.ask(f"/api/v1/access-events?case_number={case}").status_code == HTTPStatus.UNAUTHORIZED


def test_the_cursor_of_one_case_shows_another_nothing_but_its_own(web: WebOffice, case: str) -> None:
    other = registered(web.browser("siti", "petugas_pengaduan"))
    reader, program = web.browser("agus", "auditor"), web.program("kartika", "kepala")
    for _ in range(4):
        reader.get(f"/kasus/{case}")
    first = program.get(f"access-events?case_number={case}&limit=2").json

    crossed = program.get(f"access-events?case_number={other}&cursor={first['next']}").json

    assert {one["actor_name"] for one in first["items"]} == {"Kartika", "Agus"}
    assert "Agus" not in {one["actor_name"] for one in crossed["items"]}


@pytest.mark.parametrize("place", ["0", "-1", "999999999", "1e3", "9" * 40, "' OR 1=1 --", "\u0661", ""])
def test_a_forged_cursor_shows_the_case_itself_or_is_refused(web: WebOffice, case: str, place: str) -> None:
    program = web.program("kartika", "kepala")

    answer = program.get(f"access-events?case_number={case}&cursor={cursors.encode(place)}")

    assert answer.status_code in {HTTPStatus.OK, HTTPStatus.UNPROCESSABLE_ENTITY}
    assert len((answer.json or {}).get("items", [])) <= recorded(web)


@pytest.mark.parametrize("cursor", ["W10", "WzFd", "W251bGxd", "%00", "%C0%AF", "A" * 5000, "..%2F..%2Fetc"])
def test_a_cursor_that_this_service_never_gave_is_refused(web: WebOffice, case: str, cursor: str) -> None:
    client = web.browser("kartika", "kepala")

    assert 400 <= client.get(page(case, cursor=cursor)).status_code < 500


@pytest.mark.parametrize("number", ["%00", "..%2F..", "' OR '1'='1", "<script>", "%F0%9F%92%A3", "A" * 5000])
def test_an_address_made_up_is_not_there(web: WebOffice, case: str, number: str) -> None:
    answer = web.browser("kartika", "kepala").get(page(number))

    assert answer.status_code in {HTTPStatus.NOT_FOUND, HTTPStatus.BAD_REQUEST}
    assert "<script>" not in answer.text.replace("<script ", "")


def test_a_name_of_a_reader_is_text_and_nothing_else(web: WebOffice, case: str) -> None:
    client = web.browser("kartika", "kepala")
    with web.office.acting(CLI) as tx:
        tx.session.query(User).filter(User.username == "kartika").one().display_name = HOSTILE

    shown = client.get(page(case)).text

    assert f"{escape(HOSTILE)} (Anda)" in shown
    assert HOSTILE not in shown


def test_the_list_is_kept_by_no_cache_and_needs_no_inline_script(web: WebOffice, case: str) -> None:
    answer = web.browser("kartika", "kepala").get(page(case))

    assert "no-store" in answer.headers["Cache-Control"]
    assert "unsafe-inline" not in answer.headers["Content-Security-Policy"]


def test_looking_is_recorded_once_for_each_look_by_whatever_method(web: WebOffice, case: str) -> None:
    client = web.browser("kartika", "kepala")
    before = recorded(web)

    client.get(page(case))
    client.head(page(case))

    assert recorded(web) == before + 2


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
def test_nothing_can_be_written_there(web: WebOffice, case: str, method: str) -> None:
    client = web.browser("kartika", "kepala")
    before = recorded(web)

    assert client.open(page(case), method=method).status_code == HTTPStatus.METHOD_NOT_ALLOWED
    assert recorded(web) == before


def _without(text: str, number: str) -> str:
    """Give a page without the number that was asked for and without what is made anew for each answer."""
    return re.sub(r'nonce="[^"]*"|name="csrf[^>]*', "", text.replace(number, "NOMOR"))
