"""The interface for programs: a case from report to end, and what each noun answers."""

import base64
from http import HTTPStatus
from typing import Any

from tests.support.offices import procedures
from tests.support.web.web_office import REPORT, Program, WebOffice

TASK_NAMES = {
    "id", "name", "element_id", "role", "state", "assignee", "case_number", "process_instance",
    "process_definition", "created_at", "due_at", "sla_state", "risk", "form",
}  # fmt: skip


def test_a_report_starts_a_case_with_its_first_task(officer: Program) -> None:
    answer = officer.post("process-instances", {**REPORT, "received_at": "2026-11-20T09:00:00+07:00"})

    assert answer.status_code == HTTPStatus.CREATED
    assert answer.json["case_number"] == "TTG-2026-00001"
    assert answer.json["received_at"] == "2026-11-20T02:00:00Z"
    assert [task["element_id"] for task in answer.json["open_user_tasks"]] == ["terima"]
    assert answer.json["open_user_tasks"][0].keys() >= TASK_NAMES


def test_a_task_is_claimed_and_completed(officer: Program) -> None:
    task_id = officer.claimed()

    done = officer.post(f"user-tasks/{task_id}/complete", {"form": procedures.ANSWERS})

    assert done.status_code == HTTPStatus.OK
    assert done.json["process_instance"]["state"] == "active"
    assert done.json["open_user_tasks"] == []  # the next task is the supervisor's


def test_the_inbox_shows_what_waits_for_the_role(web: WebOffice, officer: Program) -> None:
    supervisor = web.program("ida", "penyelia")
    officer.post(f"user-tasks/{officer.claimed()}/complete", {"form": procedures.ANSWERS})

    items = supervisor.get("user-tasks?assignee=none&risk=sedang&sort=due_at&role=penyelia").json["items"]

    assert [(item["element_id"], item["role"], item["risk"]) for item in items] == [("periksa", "penyelia", "sedang")]


def test_pages_of_the_inbox_follow_each_other(officer: Program) -> None:
    started = {officer.start()["case_number"] for _ in range(3)}

    first = officer.get("user-tasks?limit=2").json
    second = officer.get(f"user-tasks?limit=2&cursor={first['next']}").json

    assert (len(first["items"]), len(second["items"]), second["next"]) == (2, 1, None)
    assert {item["case_number"] for item in first["items"] + second["items"]} == started


def test_a_task_is_released_and_handed_on(web: WebOffice, officer: Program) -> None:
    budi = web.office.user("budi", "petugas_pengaduan")
    task_id = officer.claimed()

    assert officer.post(f"user-tasks/{task_id}/release").json["assignee"] is None
    officer.post(f"user-tasks/{task_id}/claim")
    assert officer.post(f"user-tasks/{task_id}/delegate", {"to": "budi"}).json["assignee"] == budi.id


def test_an_instance_is_held_resumed_and_called_off(web: WebOffice, officer: Program) -> None:
    supervisor = web.program("ida", "penyelia")
    path = f"process-instances/{officer.start()['id']}"

    states = [supervisor.post(f"{path}/{verb}").json["state"] for verb in ("suspend", "resume")]
    ended = supervisor.post(f"{path}/cancel", {"reason_code": "ganda"}).json

    assert states == ["suspended", "active"]
    assert (ended["state"], ended["open_user_tasks"]) == ("cancelled", [])


def test_an_edit_based_on_an_old_revision_is_refused(web: WebOffice, officer: Program) -> None:
    supervisor = web.program("ida", "penyelia")
    path = f"process-instances/{officer.start()['id']}"
    etag = supervisor.get(path).headers["ETag"]
    supervisor.post(f"{path}/suspend", If_Match=etag)

    refused = supervisor.post(f"{path}/resume", If_Match=etag)

    assert (refused.status_code, refused.json["code"]) == (HTTPStatus.PRECONDITION_FAILED, "stale_revision")
    assert supervisor.get(path).json["state"] == "suspended"


def test_the_history_and_diagram_of_an_instance_are_shown(web: WebOffice, officer: Program) -> None:
    supervisor = web.program("ida", "penyelia")
    instance_id = officer.start()["id"]

    events = supervisor.get(f"process-instances/{instance_id}/history").json["items"]
    same = supervisor.get(f"history-events?process_instance={instance_id}&at=2026-11-20T02:00:00Z").json["items"]
    drawn = supervisor.get(f"process-instances/{instance_id}/diagram.svg")

    assert [event["type"] for event in events] == [event["type"] for event in same] == ["instance.started"]
    assert (drawn.mimetype, drawn.text.count("<svg")) == ("image/svg+xml", 1)


def test_an_auditor_verifies_the_chains(web: WebOffice, officer: Program) -> None:
    officer.start()

    found = web.program("andi", "auditor").get("history-events/verification").json

    assert (found["ok"], found["instances"], found["findings"], found["next"]) == (True, 1, [], None)


def test_a_case_shows_narrative_only_to_who_may_read_it(web: WebOffice, officer: Program) -> None:
    officer.post(f"user-tasks/{officer.claimed()}/complete", {"form": procedures.ANSWERS})
    number = officer.get("cases").json["items"][0]["number"]

    seen = {role: web.program(role, role).get(f"cases/{number}").json for role in ("penyelia", "pengelola_data")}

    assert seen["penyelia"]["submissions"][0]["answers"]["kronologi"] == procedures.ANSWERS["kronologi"]
    assert (seen["pengelola_data"]["narrative"], seen["pengelola_data"]["submissions"]) == (False, [])


def test_the_administrator_sees_no_case(web: WebOffice, officer: Program) -> None:
    number = officer.start()["case_number"]
    administrator = web.program("admin", "admin_sistem")

    assert administrator.get("cases").json["items"] == []
    assert administrator.get(f"cases/{number}").status_code == HTTPStatus.NOT_FOUND
    assert administrator.get("user-tasks").json["items"] == []


def test_lists_of_every_noun_are_answered(web: WebOffice, officer: Program) -> None:
    number = officer.start()["case_number"]
    supervisor = web.program("ida", "penyelia")
    paths = (
        "process-definitions", "process-definitions/uji", "process-instances?state=active", "cases?q=TTG",
        "incidents?state=open", "sla-clocks?state=running", f"documents?case_number={number}", "agencies",
        "agencies/uptd_ppa_tebing_tinggi",
    )  # fmt: skip

    answers: dict[str, Any] = {path: supervisor.get(path).status_code for path in paths}

    assert answers == dict.fromkeys(paths, HTTPStatus.OK)


def test_a_procedure_is_deployed_as_base64(web: WebOffice) -> None:
    policy = web.program("dewi", "admin_kebijakan")
    files = {name: base64_of(content) for name, content in procedures.two_steps(separate=True).items()}

    stored = policy.post("process-definitions", {"files": files})

    assert (stored.status_code, stored.json["version"]) == (HTTPStatus.CREATED, 2)


def test_a_faulty_procedure_is_refused_with_every_reason(web: WebOffice) -> None:
    policy = web.program("dewi", "admin_kebijakan")
    files = {name: base64_of(content) for name, content in procedures.two_steps().items()}
    del files["forms/isian.form"]

    refused = policy.post("process-definitions", {"files": files})

    assert (refused.status_code, refused.json["code"]) == (HTTPStatus.UNPROCESSABLE_ENTITY, "definition_refused")
    assert "/files/uji.bpmn" in {one["pointer"] for one in refused.json["errors"]}


def base64_of(content: bytes) -> str:
    """Give content as the interface takes it."""
    return base64.b64encode(content).decode()
