"""Audits over the interface: an assignment, its sample, a finding from its draft to its close, and who is kept out."""

from datetime import timedelta
from http import HTTPStatus
from typing import Any

import pytest
from sqlalchemy import select

from engine.store.tables.people import IdempotencyKey
from tasks import keeping
from tests.support.offices import assigned
from tests.support.offices.factories import AGENCY, CLI
from tests.support.web.web_office import Program, WebOffice

LETTER: dict[str, Any] = {
    "letter_number": "700/1/2026",
    "letter_date": "2026-11-01",
    "institution": "inspektorat",
    "agencies": [AGENCY],
    "procedures": ["uji"],
    "first": "2026-11-01",
    "last": "2026-11-30",
    "members": ["bima"],
}


@pytest.fixture
def case(web: WebOffice) -> dict[str, Any]:
    """Register a report, where findings can be followed up."""
    assigned.follow(web.office)
    return web.program("siti", "petugas_pengaduan").start()


@pytest.fixture
def auditor(web: WebOffice, case: dict[str, Any]) -> Program:
    return web.program("bima", "pemeriksa")


@pytest.fixture
def head(web: WebOffice, auditor: Program) -> Program:
    return web.program("kartika", "kepala")


@pytest.fixture
def assignment(head: Program) -> str:
    """Open an assignment; gives its id."""
    return str(head.post("audit-assignments", LETTER).json["id"])


def draft(assignment: str, case: dict[str, Any], **other: Any) -> dict[str, Any]:
    """Give a finding about the first event of a case."""
    event = {"process_instance": case["id"], "seq": 1}
    return {"assignment": assignment, "clause": "UJI-01", "events": [event], **assigned.TEXTS, **other}


def test_an_assignment_is_opened_seen_by_both_sides_and_ended(head: Program, auditor: Program) -> None:
    opened = head.post("audit-assignments", LETTER)
    address = f"audit-assignments/{opened.json['id']}"

    mine = auditor.get("audit-assignments").json["items"]
    refused = auditor.post(f"{address}/end")
    ended = head.post(f"{address}/end").json

    assert (opened.status_code, opened.json["closed_at"], opened.json["may_end"]) == (201, None, True)
    assert [(one["id"], one["is_member"], one["may_end"]) for one in mine] == [(opened.json["id"], True, False)]
    assert opened.json["scopes"][0]["agency"] == AGENCY
    assert (refused.status_code, refused.json["code"]) == (HTTPStatus.FORBIDDEN, "not_permitted")
    assert ended["closed_at"] == head.post(f"{address}/end").json["closed_at"] == head.get(address).json["closed_at"]


@pytest.mark.parametrize("other", [{"last": "2026-10-01"}, {"members": ["siti"]}, {"procedures": ["lain"]}])
def test_a_letter_that_does_not_fit_opens_nothing(head: Program, other: dict[str, Any]) -> None:
    refused = head.post("audit-assignments", LETTER | other)

    assert (refused.status_code, refused.json["code"]) == (HTTPStatus.UNPROCESSABLE_ENTITY, "assignment_invalid")
    assert head.get("audit-assignments").json["items"] == []


@pytest.mark.parametrize("other", [{"letter_date": None}, {"institution": "polisi"}, {"first": "besok"}, {"lain": 1}])
def test_a_letter_of_another_shape_is_refused_with_a_pointer(head: Program, other: dict[str, Any]) -> None:
    refused = head.post("audit-assignments", LETTER | other)

    assert (refused.status_code, refused.json["code"]) == (HTTPStatus.UNPROCESSABLE_ENTITY, "shape_invalid")
    assert [one["pointer"] for one in refused.json["errors"]] == [f"/{next(iter(other))}"]


def test_a_sample_is_promised_and_drawn_after_a_night(
    web: WebOffice, head: Program, auditor: Program, assignment: str, case: dict[str, Any]
) -> None:
    wanted = {"assignment": assignment, "word": "melati", "size": 3, "strata": "breached", "first_month": "2026-11"}
    promised = auditor.post("audit-samples", wanted)
    address = f"audit-samples/{promised.json['id']}/draw"
    early = auditor.post(address, {"word": "melati"})
    keeping.seal(web.office.runtime)
    web.office.clock.advance(timedelta(days=1))
    tomorrow = Program(client=web.app.test_client(), token=web.office.token("bima"))

    wrong = tomorrow.post(address, {"word": "mawar"})
    drawn = tomorrow.post(address, {"word": "melati"})

    assert (promised.status_code, promised.json["word"], promised.json["plan"]["size"]) == (201, None, 3)
    assert [early.json["code"], wrong.json["code"]] == ["checkpoint_missing", "sample_invalid"]
    assert (drawn.json["numbers"], drawn.json["is_same"]) == ([case["case_number"]], True)
    assert tomorrow.get(f"audit-samples?assignment={assignment}").json["items"] == [drawn.json]
    assert head.get(f"audit-samples?assignment={assignment}").status_code in {401, 404}


def worked(program: Program, finding: str, element: str) -> None:
    """Claim and complete the task of a finding's file at an element."""
    tasks = program.get(finding).json["file"]["tasks"]
    (task,) = [one["id"] for one in tasks if one["element_id"] == element]
    program.post(f"user-tasks/{task}/claim")
    done = program.post(f"user-tasks/{task}/complete", {"form": assigned.ANSWERS[element]})
    assert done.status_code == HTTPStatus.OK, done.json


def test_a_finding_goes_from_its_draft_to_its_close(
    head: Program, auditor: Program, assignment: str, case: dict[str, Any]
) -> None:
    written = auditor.post("audit-findings", draft(assignment, case))
    address = f"audit-findings/{written.json['id']}"
    hidden = head.get(address)

    sent = auditor.post(f"{address}/send")
    worked(head, address, "tanggapi_temuan")
    worked(head, address, "laksanakan_tindak_lanjut")
    worked(auditor, address, "periksa_tindak_lanjut")

    assert (written.status_code, written.json["state"], written.json["may_send"]) == (201, "draf", True)
    assert (hidden.status_code, hidden.json["code"]) == (HTTPStatus.NOT_FOUND, "not_found")
    assert (sent.json["state"], sent.json["may_send"], "file" in sent.json) == ("disampaikan", False, False)
    shown = head.get(address).json
    assert (shown["state"], shown["condition"], shown["file"]["tasks"]) == ("selesai", "Kenari kondisi.", [])
    assert shown["file"]["said"][0]["answers"]["tanggapan"] == "Kenari tanggapan."
    assert shown["events"][0] | {"hash": ""} == {
        "case_number": case["case_number"], "instance": case["id"], "seq": 1, "hash": "", "is_unchanged": True,
    }  # fmt: skip
    assert [one["id"] for one in auditor.get("audit-findings").json["items"]] == [written.json["id"]]


def test_a_finding_is_sent_once_and_by_its_auditor(
    head: Program, auditor: Program, assignment: str, case: dict[str, Any]
) -> None:
    address = f"audit-findings/{auditor.post('audit-findings', draft(assignment, case)).json['id']}/send"
    auditor.post(address)

    again, other = auditor.post(address), head.post(address)

    assert [again.json["code"], other.json["code"]] == ["finding_not_ready", "not_permitted"]


def test_a_finding_sent_twice_under_one_key_is_one_and_its_words_lie_nowhere_in_clear(
    web: WebOffice, auditor: Program, assignment: str, case: dict[str, Any]
) -> None:
    body = draft(assignment, case)

    first, again = (auditor.post("audit-findings", body, Idempotency_Key="satu") for _ in range(2))

    assert first.json == again.json
    assert again.headers["Idempotency-Replayed"] == "true"
    assert len(auditor.get("audit-findings").json["items"]) == 1
    with web.office.acting(CLI) as tx:
        kept = tx.session.scalars(select(IdempotencyKey.body)).all()
    assert [one for one in kept if "Kenari" in one] == []


@pytest.mark.parametrize("other", [{"clause": "TIDAK-ADA"}, {"condition": " "}])
def test_a_finding_that_is_not_complete_is_refused(
    auditor: Program, assignment: str, case: dict[str, Any], other: dict[str, str]
) -> None:
    refused = auditor.post("audit-findings", draft(assignment, case, **other))

    assert (refused.status_code, refused.json["code"]) == (HTTPStatus.UNPROCESSABLE_ENTITY, "finding_invalid")


def test_audits_are_not_there_for_others(
    web: WebOffice, auditor: Program, assignment: str, case: dict[str, Any]
) -> None:
    finding = auditor.post("audit-findings", draft(assignment, case)).json["id"]
    other, officer = web.program("rosa", "pemeriksa"), web.program("joko", "petugas_pengaduan")

    for program in (other, officer):
        for address in (f"audit-assignments/{assignment}", f"audit-findings/{finding}"):
            assert program.get(address).status_code == HTTPStatus.NOT_FOUND
        assert program.get(f"audit-samples?assignment={assignment}").status_code == HTTPStatus.NOT_FOUND
        assert program.post("audit-findings", draft(assignment, case)).status_code == HTTPStatus.NOT_FOUND
        assert program.post(f"audit-findings/{finding}/send").status_code == HTTPStatus.NOT_FOUND
    assert [officer.get(one).status_code for one in ("audit-assignments", "audit-findings")] == [403, 403]
    assert officer.post("audit-assignments", LETTER).status_code == HTTPStatus.FORBIDDEN
