"""Whatever is sent: a problem with a stable code, nothing changed, nothing leaked, never a 500."""

from collections.abc import Callable
from http import HTTPStatus
from typing import Any

import pytest

from tests.support.offices import procedures
from tests.support.offices.factories import AGENCY
from tests.support.web.web_office import REPORT, Program, Reply, WebOffice, reply

Send = Callable[[Program, str], Reply]
NOWHERE = "00000000-0000-4000-8000-000000000000"
LATE = {**REPORT, "received_at": "2030-01-01T00:00Z"}
RESERVED = {**REPORT, "variables": {"instansi": "x"}}
SECRET = "Siti Aminah binti Karta"


def _raw(path: str, data: bytes, kind: str = "application/json") -> Send:
    def send(program: Program, _task: str) -> Reply:
        headers = {"Authorization": f"Bearer {program.token}"}
        return reply(program.client.post(f"/api/v1/{path}", data=data, content_type=kind, headers=headers))

    return send


def _complete(form: Any) -> Send:
    return lambda program, task: program.post(f"user-tasks/{task}/complete", {"form": form})


def _post(path: str, body: Any) -> Send:
    return lambda program, task: program.post(path.format(task=task), body)


def _get(path: str) -> Send:
    return lambda program, task: program.get(path.format(task=task))


BAD: dict[str, tuple[Send, int, str]] = {
    "malformed JSON": (_raw("messages", b'{"name": '), 400, "body_malformed"),
    "not a number": (_raw("messages", b'{"name": NaN}'), 400, "body_malformed"),
    "NUL in a text": (_raw("messages", b'{"name": "\\u0000"}'), 400, "body_malformed"),
    "lone surrogate": (_raw("messages", b'{"name": "\\ud83d"}'), 400, "body_malformed"),
    "endless number": (_raw("messages", b'{"variables": ' + b"1" * 9000 + b"}"), 400, "body_malformed"),
    "bottomless nesting": (_raw("messages", b"[" * 50_000), 400, "body_malformed"),
    "no body": (_raw("messages", b""), 422, "shape_invalid"),
    "a list instead of an object": (_raw("messages", b"[]"), 422, "shape_invalid"),
    "another content type": (_raw("messages", b"<a/>", "application/xml"), 415, "content_type_unsupported"),
    "a form post": (_raw("messages", b"a=1", "application/x-www-form-urlencoded"), 415, "content_type_unsupported"),
    "a huge body": (_raw("messages", b'"' + b"x" * 1_100_000 + b'"'), 413, "body_too_large"),
    "wrong type of a field": (_post("process-instances", {**REPORT, "channel": 7}), 422, "shape_invalid"),
    "a missing field": (_post("process-instances", {"agency": AGENCY}), 422, "shape_invalid"),
    "an unknown field": (_post("process-instances", {**REPORT, "colour": "red"}), 422, "shape_invalid"),
    "a naive moment": (_post("process-instances", {**REPORT, "received_at": "2026-01-01T00:00"}), 422, "shape_invalid"),
    "year one": (_post("process-instances", {**REPORT, "received_at": "0001-01-01T00:00+14:00"}), 422, "shape_invalid"),
    "the future": (_post("process-instances", LATE), 422, "received_in_future"),
    "unknown procedure": (_post("process-instances", {**REPORT, "process_definition": "x"}), 404, "not_found"),
    "unknown agency": (_post("process-instances", {**REPORT, "agency": "lain"}), 403, "not_permitted"),
    "unknown channel": (_post("process-instances", {**REPORT, "channel": "merpati"}), 422, "channel_unknown"),
    "a reserved variable": (_post("process-instances", RESERVED), 422, "variable_reserved"),
    "answers for no form": (_post("process-instances", {**REPORT, "form": {"a": 1}}), 422, "form_not_expected"),
    "unknown task": (_post(f"user-tasks/{NOWHERE}/claim", {}), 404, "not_found"),
    "a task id that is none": (_post("user-tasks/'; DROP TABLE/claim", {}), 404, "not_found"),
    "a very long id": (_get("user-tasks/" + "x" * 5000), 404, "not_found"),
    "unknown case": (_get("cases/TTG-1999-00001"), 404, "not_found"),
    "unknown instance": (_get(f"process-instances/{NOWHERE}"), 404, "not_found"),
    "unknown agency address": (_get("agencies/lain"), 404, "not_found"),
    "unknown address": (_get("nouns"), 404, "not_found"),
    "NUL in the address": (_get("cases/%00"), 400, "character_refused"),
    "NUL in the query": (_get("cases?q=%00"), 400, "character_refused"),
    "unknown parameter": (_get("user-tasks?asignee=me"), 422, "shape_invalid"),
    "parameter where none is taken": (_get("user-tasks/{task}?a=1"), 422, "shape_invalid"),
    "a made-up cursor": (_get("user-tasks?cursor=abc"), 422, "cursor_invalid"),
    "a cursor of another list": (_get("cases?cursor=WyJhIiwiYiJd"), 422, "cursor_invalid"),
    "a cursor in another alphabet": (_get("user-tasks?cursor=%E2%98%83"), 422, "cursor_invalid"),
    "a page too large": (_get("user-tasks?limit=100000"), 422, "shape_invalid"),
    "no number": (_get("user-tasks?limit=ten"), 422, "shape_invalid"),
    "unknown sort": (_get("user-tasks?sort=name"), 422, "shape_invalid"),
    "unknown state": (_get("user-tasks?state=maybe"), 422, "shape_invalid"),
    "a wrong moment": (_get("user-tasks?due_before=tomorrow"), 422, "shape_invalid"),
    "no base64": (_post("process-definitions", {"files": {"a.bpmn": "é"}}), 400, "body_malformed"),
    **{
        f"a file at {path[:30]}": (_post("process-definitions", {"files": {path: "YQ=="}}), 422, "shape_invalid")
        for path in ("documents/../../x.typ", "documents//x.typ", "documents/.", "/x", "a" * 201, "\U0001d44e.typ")
    },
    "not of this role": (_post("process-definitions", {"files": {"a.bpmn": "YQ=="}}), 403, "not_permitted"),
    "incidents of others": (_post(f"incidents/{NOWHERE}/retry", {}), 404, "not_found"),
    "a field too long": (_complete({"risiko": "sedang", "kronologi": "x" * 2001}), 422, "form_invalid"),
    "a wrong option": (_complete({"risiko": SECRET}), 422, "form_invalid"),
    "an unknown answer": (_complete({"risiko": "sedang", "nama": SECRET}), 422, "form_invalid"),
    "a missing answer": (_complete({}), 422, "form_invalid"),
    "a wrong type of answer": (_complete({"risiko": ["sedang"]}), 422, "form_invalid"),
    "a form that is none": (_complete(SECRET), 422, "shape_invalid"),
    "no message awaited": (
        _post("messages", {"name": "risiko_berubah", "case_number": "TTG-2026-00001"}), 409, "message_not_expected",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", BAD)
def test_bad_input_is_refused_and_changes_nothing(name: str, officer: Program) -> None:
    send, status, code = BAD[name]
    task_id = officer.claimed()

    refused = send(officer, task_id)

    assert (refused.status_code, refused.json["code"]) == (status, code)
    assert refused.mimetype == "application/problem+json"
    assert SECRET not in refused.text
    assert [item["id"] for item in officer.get("user-tasks").json["items"]] == [task_id]


def test_a_wrong_answer_is_pointed_at(officer: Program) -> None:
    refused = _complete({"risiko": "biru", "kronologi": 7})(officer, officer.claimed())

    pointers = {one["pointer"]: one["code"] for one in refused.json["errors"]}
    assert pointers == {"/form/risiko": "not_an_option", "/form/kronologi": "wrong_type"}


def test_a_completed_task_is_a_conflict(officer: Program) -> None:
    task_id = officer.claimed()
    _complete(procedures.ANSWERS)(officer, task_id)

    again = _complete(procedures.ANSWERS)(officer, task_id)

    assert (again.status_code, again.json["code"]) == (HTTPStatus.CONFLICT, "task_not_open")


def test_the_task_of_another_role_does_not_exist(web: WebOffice, officer: Program) -> None:
    stranger = web.program("data", "pengelola_data")

    refused = stranger.post(f"user-tasks/{officer.claimed()}/claim")

    assert (refused.status_code, refused.json["code"]) == (HTTPStatus.NOT_FOUND, "not_found")


def test_a_task_of_somebody_else_is_a_conflict(web: WebOffice, officer: Program) -> None:
    other = web.program("budi", "petugas_pengaduan")

    refused = _complete(procedures.ANSWERS)(other, officer.claimed())

    assert (refused.status_code, refused.json["code"]) == (HTTPStatus.CONFLICT, "already_claimed")


@pytest.mark.parametrize("authorization", [None, "", "Bearer", "Bearer ", "Basic YTpi", "Bearer made-up"])
def test_without_a_good_token_nothing_is_answered(web: WebOffice, authorization: str | None) -> None:
    headers = {} if authorization is None else {"Authorization": authorization}

    refused = web.ask("/api/v1/user-tasks", **headers)

    assert refused.status_code == HTTPStatus.UNAUTHORIZED
    assert refused.json["code"] in {"credential_missing", "credential_refused"}
    assert "Bearer" in refused.headers["WWW-Authenticate"]


def test_a_session_cookie_is_no_token(web: WebOffice) -> None:
    browser = web.browser("ida", "penyelia")

    assert browser.get("/api/v1/user-tasks").status_code == HTTPStatus.UNAUTHORIZED


@pytest.mark.parametrize("method", ["TRACE", "PUT", "DELETE", "PATCH", "PROPFIND"])
def test_another_method_is_told_the_right_ones(web: WebOffice, method: str) -> None:
    refused = web.ask("/api/v1/user-tasks", method=method)

    assert (refused.status_code, refused.json["code"]) == (HTTPStatus.METHOD_NOT_ALLOWED, "method_not_allowed")
    assert "GET" in refused.headers["Allow"]


@pytest.mark.parametrize("key", ["", "x" * 201, "ké"])
def test_an_unusable_idempotency_key_is_refused(officer: Program, key: str) -> None:
    refused = officer.post("process-instances", REPORT, Idempotency_Key=key)

    assert (refused.status_code, refused.json["code"]) == (HTTPStatus.BAD_REQUEST, "idempotency_key_invalid")


@pytest.mark.parametrize("etag", ["abc", '"1", "2"', '"' + "9" * 30 + '"'])
def test_an_unusable_etag_is_refused(web: WebOffice, officer: Program, etag: str) -> None:
    supervisor = web.program("ida", "penyelia")

    refused = supervisor.post(f"process-instances/{officer.start()['id']}/suspend", If_Match=etag)

    assert (refused.status_code, refused.json["code"]) == (HTTPStatus.BAD_REQUEST, "if_match_invalid")
