"""Every address that shows something of a case records it before its answer leaves; all others are named, with why."""

import re
from collections.abc import Iterator, Mapping
from http import HTTPStatus
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event, func, select
from sqlalchemy.exc import OperationalError
from werkzeug.test import TestResponse

from api.app import create_app
from engine.clock import FixedClock
from engine.store.tables.audit import AccessEvent, ReaderEvent
from tests.support.offices import referring, whole_case
from tests.support.offices.factories import CLI, PASSWORD
from tests.support.offices.referring import Pair

OF_CASE: Mapping[str, tuple[str, ...]] = {
    "/api/v1/access-events?case_number={number}": ("access.read",),
    "/api/v1/cases/{number}": ("case.read_narrative",),
    "/api/v1/cases/{number}/story": ("history.read",),
    "/api/v1/documents?case_number={number}": ("document.list",),
    "/api/v1/documents/{document_id}.pdf": ("document.read",),
    "/api/v1/history-events?process_instance={instance_id}": ("history.read",),
    "/api/v1/process-instances/{instance_id}": ("case.read",),
    "/api/v1/process-instances/{instance_id}/replay": ("history.replay",),
    "/api/v1/process-instances/{instance_id}/timeline": ("history.read",),
    "/audit/kasus/{number}/jalankan-ulang": ("history.replay",),
    "/audit/kasus/{number}/putar-ulang/garis-waktu": ("history.read",),
    "/audit/kasus/{number}/putar-ulang/pembaca": ("access.read",),
    "/audit/kasus/{number}/putar-ulang/tabel": ("history.read",),
    "/api/v1/process-instances?case_number={number}": ("case.read",),
    "/api/v1/process-instances/{instance_id}/diagram.svg": ("history.read",),
    "/api/v1/process-instances/{instance_id}/history": ("history.read",),
    "/api/v1/referrals/{referral_id}": ("referral.read_package",),
    "/api/v1/user-tasks/{task_id}": ("user_task.read",),
    "/api/v1/user-tasks?case_number={number}": ("user_task.read",),
    "/kasus/{number}": ("case.read_narrative", "comment.read", "file.list", "history.read"),
    "/kasus/{number}/berkas/{file_id}": ("file.read",),
    "/kasus/{number}/dokumen/{document_id}": ("document.read",),
    "/kasus/{number}/dokumen/{document_id}.pdf": ("document.read",),
    "/kasus/{number}/dokumen/{document_id}/lembar/1.png": ("document.read",),
    "/kasus/{number}/ringkasan": ("case.read_narrative", "history.read"),
    "/kasus/{number}/siapa-membaca": ("access.read",),
    "/rujukan/{referral_id}": ("referral.read_package",),
    "/tugas/{task_id}": ("user_task.read", "comment.read", "file.list"),
    "/tugas/{task_id}/batas": ("user_task.read",),
}
"""Address that shows parts of one case -> what is recorded in the case's chain."""
LISTS: Mapping[str, str] = {
    "/api/v1/access-events/search": "access.list",
    "/audit/bukti": "evidence.list",
    "/audit/kasus/{number}/bukti": "evidence.list",
    "/audit/pembacaan": "access.list",
    "/audit/pembacaan/pembaca": "access.list",
    "/api/v1/cases": "case.list",
    "/api/v1/evidence-packages": "evidence.list",
    "/api/v1/evidence-packages/{package_id}": "evidence.list",
    "/api/v1/evidence-packages?case_number={number}": "evidence.list",
    "/api/v1/history-events/verification": "history.verify",
    "/api/v1/incidents": "incident.list",
    "/api/v1/process-instances": "instance.list",
    "/api/v1/referrals": "referral.list",
    "/api/v1/user-tasks": "user_task.list",
    "/gangguan": "incident.list",
    "/kasus": "case.list",
    "/pemberitahuan": "notification.list",
    "/tugas?tab=semua": "user_task.list",
}
"""Address of a list that names cases -> what is recorded in the reader's chain."""
ELSEWHERE: Mapping[str, str] = {
    "/api/v1/access-events/lists": "needs a reader who saw a list: tests/integration/api/test_found_accesses.py",
    "/audit/pembacaan/daftar/<reader>": "needs a reader who saw a list: tests/integration/api/test_found_accesses.py",
    "/api/v1/practice-figures/<key>/cases": "needs published figures: tests/integration/api/test_practice_figures.py",
    "/api/v1/history-events/export": "needs a sealed log: tests/integration/services/log/test_verifying_offline.py",
    "/api/v1/history-events/verifications/<run_id>": "needs a run: tests/integration/api/test_audit_room.py",
    "/audit/temuan/<finding_id>": "needs a finding: tests/integration/services/audits/test_findings.py",
    "/audit/kasus/<number>/putar-ulang/bukti/<instance_id>/<int:seq>": "needs an event: integration/api/test_replay",
    "/audit/periksa/<run_id>": "needs a run: tests/integration/api/test_audit_room.py",
    "/audit/prosedur/<key>/kasus": "needs published figures: tests/integration/api/test_practice.py",
    "/audit/kasus/<number>/putar-ulang/masukan": "needs a decision: tests/integration/api/test_replay.py",
    "/api/v1/sla-clocks": "its case has no promised time: tests/integration/services/base/test_reads.py",
    "/lapor/kode": "needs a visit: tests/integration/services/public/test_reporter_thread.py",
    "/surat": "needs a letter that two people sign: tests/integration/services/letters/test_documents.py",
}
SHOWS_NO_CASE: Mapping[str, str] = {
    "/": "leads to where the day begins",
    "/.well-known/jwks.json": "keys",
    "/api/v1/agencies": "offices",
    "/api/v1/agencies/<code>": "an office",
    "/api/v1/audit-assignments": "letters of assignment, no case",
    "/api/v1/audit-assignments/<assignment_id>": "an assignment",
    "/api/v1/audit-findings": "findings; their writing recorded the reading of their events",
    "/api/v1/audit-findings/<finding_id>": "a finding; its writing recorded the reading of its events",
    "/api/v1/audit-samples": "samples of an assignment; which cases were drawn is recorded when they are",
    "/api/v1/practice-figures": "procedures with published figures",
    "/api/v1/practice-figures/<key>": "published figures of many processes",
    "/api/v1/practice-figures/<key>/diagram.svg": "published figures of many processes",
    "/api/v1/history-events/daily-slip.pdf": "a checkpoint of the log",
    "/api/v1/log/checkpoint": "a checkpoint of the log",
    "/api/v1/log/key": "keys",
    "/api/v1/log/proof": "hashes of the log",
    "/api/v1/log/tile/<path:path>": "hashes of the log",
    "/audit/diagram/<sha256>/<name>.svg": "a procedure",
    "/audit/kasus/<number>/putar-ulang": "the number asked for; its script asks for the rest, which is recorded",
    "/audit": "counts, moments, and keepers of checkpoints",
    "/audit/prosedur": "procedures with published figures",
    "/audit/prosedur/<key>": "published figures of many processes",
    "/audit/lembar-harian": "a checkpoint of the log",
    "/audit/penugasan": "letters of assignment, no case",
    "/audit/penugasan/<assignment_id>": "an assignment; its samples are recorded when they are drawn",
    "/audit/temuan": "findings by their own numbers",
    "/audit/temuan/baru": "an empty form",
    "/audit/periksa": "moments and counts of checks",
    "/api/v1/openapi.json": "the interface",
    "/api/v1/process-definitions": "procedures",
    "/api/v1/process-definitions/<key>": "a procedure",
    "/api/v1/process-definitions/<key>/readings": "readings of clauses",
    "/api/v1/process-definitions/<key>/rollouts": "which version is in force from when",
    "/bantuan": "help",
    "/cuti": "colleagues on leave",
    "/healthz": "that the process lives",
    "/kebijakan": "changes of procedures",
    "/kebijakan/<change_id>": "a change of a procedure",
    "/kebijakan/<change_id>/berkas/<path:path>": "a file of a procedure",
    "/kebijakan/<change_id>/diagram/<path:path>": "a diagram of a procedure",
    "/kebijakan/<change_id>/periksa": "faults of a procedure",
    "/kebijakan/<change_id>/temuan-periksa": "faults of a procedure",
    "/lapor": "offices that take reports",
    "/lapor/<agency>": "an empty form",
    "/laporan": "procedures that can begin",
    "/laporan/<key>/<agency>/<channel>": "an empty form",
    "/masuk": "the door",
    "/metrics": "sums of the whole installation",
    "/pemberitahuan/<notification_id>": "leads on; what it leads to is recorded there",
    "/pemberitahuan/pengaturan": "one's own settings",
    "/readyz": "that requests can be served",
    "/sesi": "one's own session",
    "/static/<path:filename>": "files of the program",
    "/static/built/<path:name>": "files of the program",
    "/tafsir": "readings of clauses",
    "/tafsir/<key>": "readings of clauses",
    "/tim": "sums by person and by step; it names no case",
    "/tugas/<task_id>/keadaan": "whether a page that is open, and recorded, can still be worked on; asked by the page",
    "/tugas/saringan": "one's own filters",
    "/unggahan/<file_id>": "how far one's own file has come",
    "/verifikasi": "an empty form",
    "/verifikasi/<code>": "what a letter itself says, to whoever holds it",
}
"""Rule that shows nothing of a case -> what it shows."""


@pytest.fixture
def pair(database_url: str, tmp_path: Path, clock: FixedClock) -> Iterator[Pair]:
    """Furnish two agencies that refer to each other."""
    built = referring.runtime(tmp_path, clock, database_url=database_url)
    yield referring.furnish(built, clock)
    built.close()


@pytest.fixture
def parts(pair: Pair) -> Mapping[str, str]:
    """Give the ids of what two cases hold."""
    return whole_case.parts(pair)


@pytest.fixture
def app(pair: Pair, parts: Mapping[str, str]) -> Flask:
    """Open the web application over these cases."""
    return create_app(pair.office.runtime)


@pytest.fixture
def reader(pair: Pair, app: Flask) -> FlaskClient:
    """Give a browser in which the reader has signed in, which sends the reader's token too."""
    client = app.test_client()
    client.post("/masuk", data={"username": whole_case.READER, "password": PASSWORD})
    client.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {pair.office.token(whole_case.READER)}"
    return client


def recorded(pair: Pair, table: type[AccessEvent] | type[ReaderEvent]) -> list[Any]:
    """Give the records of a table in their order."""
    with pair.office.acting(CLI) as tx:
        return list(tx.session.scalars(select(table).order_by(table.at, table.seq)))


def rule_of(address: str) -> str:
    """Give an address of the tables above as the application writes its rule."""
    return re.sub(r"/lembar/1\b", "/lembar/<int:sheet>", address.partition("?")[0].replace("{", "<").replace("}", ">"))


def test_every_address_is_known_to_show_something_of_a_case_or_nothing(app: Flask) -> None:
    rules = {str(rule) for rule in app.url_map.iter_rules() if "GET" in (rule.methods or ())}

    showing = {rule_of(address) for address in (*OF_CASE, *LISTS)} | ELSEWHERE.keys()

    assert showing | SHOWS_NO_CASE.keys() == rules
    assert showing & SHOWS_NO_CASE.keys() == set()


@pytest.mark.parametrize("address", OF_CASE)
def test_what_shows_a_part_of_a_case_is_recorded_in_its_chain(
    pair: Pair, parts: Mapping[str, str], reader: FlaskClient, address: str
) -> None:
    before = len(recorded(pair, AccessEvent))

    answer = reader.get(address.format(**parts))

    fresh = recorded(pair, AccessEvent)[before:]
    assert answer.status_code == HTTPStatus.OK
    assert {one.actor for one in fresh} == {pair.supervisor.id}
    assert sorted(one.what for one in fresh) == sorted(OF_CASE[address])
    assert all(one.role and one.purpose and one.via and not one.refused for one in fresh)


@pytest.mark.parametrize("address", LISTS)
def test_a_list_that_names_cases_is_one_record_in_its_readers_chain(
    pair: Pair, parts: Mapping[str, str], reader: FlaskClient, address: str
) -> None:
    reader.get(f"/api/v1/cases/{parts['number']}")  # lists of readings need one
    before, listed = len(recorded(pair, AccessEvent)), len(recorded(pair, ReaderEvent))

    answer = reader.get(address.format(**parts))

    (only,) = recorded(pair, ReaderEvent)[listed:]
    assert answer.status_code == HTTPStatus.OK
    assert (only.reader, only.what) == (pair.supervisor.id, LISTS[address])
    assert len(recorded(pair, AccessEvent)) == before


@pytest.mark.parametrize("address", [*OF_CASE, *LISTS])
def test_a_record_that_cannot_be_kept_gives_no_content(
    pair: Pair, parts: Mapping[str, str], reader: FlaskClient, address: str
) -> None:
    with failing(pair):
        answer: TestResponse = reader.get(address.format(**parts))

    assert answer.status_code == HTTPStatus.SERVICE_UNAVAILABLE
    assert parts["number"] not in answer.text.replace(address.format(**parts), "")


class failing:  # noqa: N801 - a context manager is read as a verb
    """Let every commit that holds a record of a reading fail, as a full disk would."""

    def __init__(self, pair: Pair) -> None:
        self.sessions = pair.office.runtime.sessions

    def __enter__(self) -> None:
        event.listen(self.sessions, "before_commit", self.refuse)

    def __exit__(self, *_: object) -> None:
        event.remove(self.sessions, "before_commit", self.refuse)

    def refuse(self, session: Any) -> None:
        for table in (AccessEvent, ReaderEvent):
            if session.scalar(select(func.count()).select_from(table)) != 0:
                raise OperationalError("COMMIT", None, OSError("disk full"))
