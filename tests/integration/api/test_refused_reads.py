"""Refused readings: recorded for colleagues, counted for strangers; nobody can tell either from what is not there."""

import re
from collections.abc import Iterator, Mapping
from datetime import timedelta
from http import HTTPStatus
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event, select
from werkzeug.test import TestResponse

from api.app import create_app
from engine.clock import FixedClock
from engine.services.accesses import refused_reads
from engine.store.tables.audit import AccessEvent
from engine.store.tables.jobs import Job
from tasks import draining
from tests.support.offices import referring, whole_case
from tests.support.offices.factories import CLI, PASSWORD
from tests.support.offices.referring import Pair

ASKED: Mapping[str, str] = {
    "/api/v1/access-events?case_number={number}": "access.read",
    "/api/v1/cases/{number}": "case.read",
    "/api/v1/documents?case_number={number}": "document.list",
    "/api/v1/documents/{document_id}.pdf": "document.read",
    "/api/v1/process-instances/{instance_id}": "case.read",
    "/api/v1/process-instances/{instance_id}/diagram.svg": "history.read",
    "/api/v1/process-instances/{instance_id}/history": "history.read",
    "/api/v1/user-tasks/{task_id}": "user_task.read",
    "/kasus/{number}": "case.read",
    "/kasus/{number}/berkas/{file_id}": "file.read",
    "/kasus/{number}/dokumen/{document_id}": "document.read",
    "/kasus/{number}/ringkasan": "case.read",
    "/kasus/{number}/siapa-membaca": "access.read",
    "/tugas/{task_id}": "user_task.read",
    "/tugas/{task_id}/batas": "user_task.read",
}
"""Address -> the kind of reading that is refused there."""
SEVERAL: Mapping[str, str] = {
    "/api/v1/cases/{number}/story": "history.read",
    "/api/v1/referrals/{referral_id}": "referral.read",
    "/rujukan/{referral_id}": "referral.read",
}
"""Those behind which lies more than one row; how many are asked for tells something there."""
NOWHERE = {"number": "TTG-2026-99999", **dict.fromkeys(("task_id", "instance_id", "document_id", "file_id"), "0" * 36)}


@pytest.fixture
def pair(database_url: str, tmp_path: Path, clock: FixedClock) -> Iterator[Pair]:
    """Furnish two agencies, each with somebody who may read no case but see tasks of their role."""
    built = referring.runtime(tmp_path, clock, database_url=database_url)
    furnished = referring.furnish(built, clock)
    furnished.office.user("tini", "lintas_sektor", agency=referring.SENDER)
    furnished.office.user("yusuf", "lintas_sektor", agency=referring.RECIPIENT)
    yield furnished
    built.close()


@pytest.fixture
def parts(pair: Pair) -> Mapping[str, str]:
    """Give the ids of what two cases hold."""
    return whole_case.parts(pair)


@pytest.fixture
def app(pair: Pair, parts: Mapping[str, str]) -> Flask:
    """Open the web application over these cases."""
    return create_app(pair.office.runtime)


def signed_in(pair: Pair, app: Flask, username: str) -> FlaskClient:
    """Give a browser in which somebody has signed in, which sends their token too."""
    client = app.test_client()
    client.post("/masuk", data={"username": username, "password": PASSWORD})
    client.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {pair.office.token(username)}"
    return client


def refusals(pair: Pair) -> list[AccessEvent]:
    """Give the records of refusals, after what is due was done."""
    assert draining.run_due(pair.office.runtime).failures == 0
    with pair.office.acting(CLI) as tx:
        return list(tx.session.scalars(select(AccessEvent).where(AccessEvent.refused)))


def statements(pair: Pair, client: FlaskClient, address: str) -> tuple[list[str], TestResponse]:
    """Ask for an address and give what the database was asked meanwhile, without values, and the answer."""
    asked: list[str] = []

    def note(_connection: object, _cursor: object, sql: str, *_: object) -> None:
        asked.append(sql)

    event.listen(pair.office.runtime.database, "before_cursor_execute", note)
    answer = client.get(address)
    event.remove(pair.office.runtime.database, "before_cursor_execute", note)
    return asked, answer


@pytest.mark.parametrize("address", [*ASKED, *SEVERAL])
def test_a_colleague_without_the_right_is_told_nothing_and_recorded(
    pair: Pair, parts: Mapping[str, str], app: Flask, address: str
) -> None:
    answer = signed_in(pair, app, "tini").get(address.format(**parts))

    (one,) = refusals(pair)
    assert answer.status_code == HTTPStatus.NOT_FOUND
    assert (one.what, one.role, one.purpose) == ({**ASKED, **SEVERAL}[address], None, None)
    assert one.via in {"api", "page", "print", "export"}
    with pair.office.acting(CLI) as tx:
        assert one.actor == referring.person(tx, "tini").id


@pytest.mark.parametrize("address", [*ASKED, *SEVERAL])
def test_a_stranger_is_told_nothing_and_only_counted(
    pair: Pair, parts: Mapping[str, str], app: Flask, address: str
) -> None:
    answer = signed_in(pair, app, "yusuf").get(address.format(**parts))

    assert answer.status_code == HTTPStatus.NOT_FOUND
    assert refusals(pair) == []
    assert "lindung_strangers_refused 1.0" in app.test_client().get("/metrics").text


@pytest.mark.parametrize("address", ASKED)
def test_what_exists_costs_the_database_the_same_as_what_does_not(
    pair: Pair, parts: Mapping[str, str], app: Flask, address: str
) -> None:
    for client in (signed_in(pair, app, "tini"), signed_in(pair, app, "yusuf")):
        client.get(address.format(**parts))  # what is asked for the first time only
        there, answer = statements(pair, client, address.format(**parts))
        nowhere, other = statements(pair, client, address.format(**NOWHERE))

        assert there == nowhere
        assert (answer.status_code, words(answer, parts)) == (other.status_code, words(other, NOWHERE))


def words(answer: TestResponse, ids: Mapping[str, str]) -> str:
    """Give an answer without what was asked for and without what is new in every answer."""
    text = answer.text
    for one in ids.values():
        text = text.replace(one, "")
    return re.sub(r'name="form_token" value="\w+"', "", text)


def test_what_is_seen_by_nobody_leaves_nothing(pair: Pair, app: Flask) -> None:
    assert signed_in(pair, app, "tini").get("/kasus/TTG-2026-99999").status_code == HTTPStatus.NOT_FOUND

    assert refusals(pair) == []
    assert "lindung_strangers_refused 0.0" in app.test_client().get("/metrics").text


def test_a_reader_sees_that_somebody_was_refused(pair: Pair, parts: Mapping[str, str], app: Flask) -> None:
    signed_in(pair, app, "tini").get(f"/kasus/{parts['number']}/dokumen/{parts['document_id']}")
    assert len(refusals(pair)) == 1

    page = signed_in(pair, app, whole_case.READER).get(f"/kasus/{parts['number']}/siapa-membaca").text

    assert re.search(r"Tini.*Ditolak: Surat: 001/TT/TTG/XI/2026", page, re.DOTALL)


def test_what_was_asked_in_vain_leaves_nothing_but_its_record(pair: Pair, parts: Mapping[str, str], app: Flask) -> None:
    client = signed_in(pair, app, "tini")
    client.get("/kasus/{number}".format(**NOWHERE))
    client.get("/kasus/{number}".format(**parts))
    before = refusals(pair)
    client.get("/kasus/{number}".format(**NOWHERE))  # left to be done
    pair.office.clock.advance(refused_reads.KEPT_FOR + timedelta(minutes=1))

    draining.tidy(pair.office.runtime)

    with pair.office.acting(CLI) as tx:
        left = tx.session.scalars(select(Job.state).where(Job.kind == refused_reads.KIND)).all()
    assert left == ["due"]
    assert [one.seq for one in refusals(pair)] == [one.seq for one in before]
