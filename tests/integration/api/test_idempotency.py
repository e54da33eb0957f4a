"""A request that is sent twice under one key is carried out once."""

from http import HTTPStatus

from tests.support.offices import procedures
from tests.support.web.web_office import REPORT, Program, WebOffice


def test_a_repeated_report_gives_the_same_case(officer: Program) -> None:
    first = officer.post("process-instances", REPORT, Idempotency_Key="laporan-1")
    again = officer.post("process-instances", REPORT, Idempotency_Key="laporan-1")

    assert (again.status_code, again.data) == (first.status_code, first.data)
    assert (first.headers.get("Idempotency-Replayed"), again.headers["Idempotency-Replayed"]) == (None, "true")
    assert len(officer.get("cases").json["items"]) == 1


def test_a_repeated_completion_is_answered_as_the_first(officer: Program) -> None:
    path = f"user-tasks/{officer.claimed()}/complete"

    answers = [officer.post(path, {"form": procedures.ANSWERS}, Idempotency_Key="selesai") for _ in range(2)]

    assert [answer.status_code for answer in answers] == [HTTPStatus.OK, HTTPStatus.OK]
    assert answers[0].data == answers[1].data


def test_a_key_belongs_to_one_request(officer: Program) -> None:
    officer.post("process-instances", REPORT, Idempotency_Key="k")

    other = officer.post("process-instances", {**REPORT, "variables": {"a": 1}}, Idempotency_Key="k")

    assert (other.status_code, other.json["code"]) == (HTTPStatus.CONFLICT, "idempotency_key_reused")


def test_a_key_belongs_to_one_person(web: WebOffice, officer: Program) -> None:
    other = web.program("budi", "petugas_pengaduan")

    numbers = {
        one.post("process-instances", REPORT, Idempotency_Key="k").json["case_number"] for one in (officer, other)
    }

    assert len(numbers) == 2


def test_a_refused_request_may_be_mended_under_its_key(officer: Program) -> None:
    path = f"user-tasks/{officer.claimed()}/complete"
    officer.post(path, {"form": {}}, Idempotency_Key="k")

    assert officer.post(path, {"form": procedures.ANSWERS}, Idempotency_Key="k").status_code == HTTPStatus.OK
