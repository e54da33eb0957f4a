"""The shipped table of rights, cell by cell: a change here is a change of who may see a case, and must be meant."""

from pathlib import Path

import pytest

from engine.domain.people.permissions import Rights

ROLES = Path(__file__).resolve().parents[4] / "workflows" / "roles.toml"
RIGHTS = Rights.from_toml(ROLES.read_text())
COLUMNS = (
    "petugas_pengaduan",
    "pendamping",
    "penyelia",
    "kepala",
    "pengelola_data",
    "dinas",
    "lintas_sektor",
    "admin_kebijakan",
    "auditor",
    "pemeriksa",
    "admin_sistem",
)
# a: the agency's, r: the role's, s: what is assigned to oneself,
# p: what an open assignment of auditors holds, f: what belongs to its findings, -: nothing; columns in the order above
TABLE = {
    "access.read": "---a----ap-",
    "agency.read": "aaaaaaaaaaa",
    "audit.assign": "---a------a",
    "audit.read": "---a----apa",
    "case.read": "asaaa---ap-",
    "case.read_narrative": "ssaa----ff-",
    "definition.approve": "---a---a---",
    "definition.deploy": "-------a---",
    "definition.draft": "-------a---",
    "definition.read": "aaaaa--aaaa",
    "document.read": "ssaa-------",
    "document.sign": "-rrr-------",
    "evidence.export": "---a----a--",
    "finding.answer": "---a-------",
    "finding.write": "--------pp-",
    "history.read": "ssaa----ap-",
    "history.read_values": "--------ap-",
    "history.replay": "--------ap-",
    "history.verify": "--------a-a",
    "incident.read": "--aa----a-a",
    "incident.retry": "----------a",
    "instance.cancel": "--aa-------",
    "instance.suspend": "--aa-------",
    "message.deliver": "asaa-------",
    "metrics.read": "--aaa--aa-a",
    "practice.export": "--------a--",
    "practice.read": "---a----a--",
    "reading.choose": "-------a---",
    "referral.answer": "asa--------",
    "referral.read": "asaa----ap-",
    "referral.revoke": "-saa-------",
    "report.register": "a-a--------",
    "sla.read": "asaaa---ap-",
    "substitute.name": "ssaas------",
    "task_filter.share": "--aa-------",
    "team.read": "--aa-------",
    "user.manage": "----------a",
    "user_task.claim": "rrrrrrr-ff-",
    "user_task.complete": "rrrrrrr-ff-",
    "user_task.delegate": "ssaas------",
    "user_task.read": "rraarrr-ff-",
}
LETTERS = {None: "-", "agency": "a", "role": "r", "assigned": "s", "audit": "p", "finding": "f"}


@pytest.mark.parametrize("permission", sorted(TABLE))
def test_each_role_reaches_as_far_as_the_table_says(permission: str) -> None:
    found = "".join(LETTERS[RIGHTS.reaches[role].get(permission)] for role in COLUMNS)
    assert found == TABLE[permission]


def test_the_table_is_complete() -> None:
    assert set(TABLE) == set(RIGHTS.permissions)
    assert set(RIGHTS.roles) == set(COLUMNS)


def test_whoever_reads_what_was_told_may_also_see_the_case() -> None:
    wider = {"assigned": {"assigned", "agency"}, "agency": {"agency"}, "finding": {"audit", "agency"}}
    for reaches in RIGHTS.reaches.values():
        if "case.read_narrative" in reaches:
            assert reaches["case.read"] in wider[reaches["case.read_narrative"]]


def test_whoever_edits_procedures_sees_no_case_and_the_other_way_round() -> None:
    editors = {role for role, reaches in RIGHTS.reaches.items() if "definition.deploy" in reaches}
    readers = {role for role, reaches in RIGHTS.reaches.items() if "case.read" in reaches}
    assert not editors & readers


def test_roles_have_a_name_for_people() -> None:
    assert RIGHTS.roles["pengelola_data"].label == "Pengelola data dan informasi"
    assert all(wording.label[0].isupper() for wording in RIGHTS.roles.values())
