"""Who may do what: the predicates, and the table that the house ships."""

from pathlib import Path

import pytest

from engine.domain.people import actors
from engine.domain.people.permissions import ANSWER, WRITE, Rights, Scope, Subject, roles_at_work

ROLES = Path(__file__).resolve().parents[4] / "workflows" / "roles.toml"
RIGHTS = Rights.from_toml(ROLES.read_text())
TTG, JBR = "uptd_ttg", "uptd_jbr"


def actor(*roles: str, agency: str = TTG) -> actors.Actor:
    return actors.Actor(id="siti", roles=frozenset((agency, role) for role in roles))


def scope(reach: str) -> Scope:
    return Scope(agency=TTG, reach=reach, roles=frozenset({"pendamping"}))


def test_the_reach_of_an_agency_ends_at_its_border() -> None:
    assert scope("agency").admits(Subject(agency=TTG), actor())
    assert not scope("agency").admits(Subject(agency=JBR), actor())


def test_the_reach_of_a_role_is_what_waits_for_that_role() -> None:
    assert scope("role").admits(Subject(agency=TTG, role="pendamping"), actor())
    assert not scope("role").admits(Subject(agency=TTG, role="penyelia"), actor())
    assert not scope("role").admits(Subject(agency=TTG), actor())


@pytest.mark.parametrize(
    ("subject", "admitted"),
    [
        (Subject(agency=TTG, assignee="siti"), True),
        (Subject(agency=TTG, members=frozenset({"siti"})), True),
        (Subject(agency=TTG, assignee="budi", members=frozenset({"rini"})), False),
        (Subject(agency=JBR, assignee="siti"), False),
    ],
)
def test_the_reach_of_an_assignment_is_what_one_holds_or_works_on(subject: Subject, *, admitted: bool) -> None:
    assert scope("assigned").admits(subject, actor()) is admitted


@pytest.mark.parametrize("reach", ["agency", "audit", "finding", "role", "assigned"])
@pytest.mark.parametrize("sides", [frozenset(), frozenset({ANSWER}), frozenset({WRITE})])
@pytest.mark.parametrize("is_member", [True, False])
@pytest.mark.parametrize("role", [None, "kepala", "pemeriksa"])
def test_what_belongs_to_a_finding_is_its_sides_alone_whatever_the_reach(
    reach: str, sides: frozenset[str], *, is_member: bool, role: str | None
) -> None:
    auditors = frozenset({"siti"} if is_member else ())
    subject = Subject(
        agency=TTG, role=role, assignee="siti", members=frozenset({"siti"}), auditors=auditors, of_finding=True
    )
    held = Scope(agency=TTG, reach=reach, roles=frozenset({"kepala", "pemeriksa"}), sides=sides)
    of_head, of_auditors = ANSWER in sides and role != "pemeriksa", WRITE in sides and is_member and role != "kepala"
    reaches = {"audit": is_member, "role": role is not None}.get(reach, True)

    assert held.admits(subject, actor()) is (reaches and (of_head or of_auditors))


def test_the_reach_of_findings_is_nothing_else() -> None:
    held = Scope(agency=TTG, reach="finding", roles=frozenset({"pemeriksa"}), sides=frozenset({WRITE}))

    assert not held.admits(Subject(agency=TTG, role="pemeriksa", auditors=frozenset({"siti"})), actor())


def test_the_sides_of_a_scope_are_those_of_its_roles() -> None:
    def sides(*roles: str) -> set[frozenset[str]]:
        return {scope.sides for scope in RIGHTS.scopes(actor(*roles), "case.read")}

    assert sides("penyelia") == {frozenset()}
    assert sides("penyelia", "kepala") == {frozenset({ANSWER})}
    assert sides("auditor") == sides("pemeriksa") == {frozenset({WRITE})}


def test_who_examines_works_in_the_name_of_either_role() -> None:
    assert roles_at_work(actor("auditor", "penyelia")) == {"auditor", "pemeriksa", "penyelia"}
    assert roles_at_work(actor("penyelia")) == {"penyelia"}


def test_roles_with_the_same_reach_make_one_scope() -> None:
    found = RIGHTS.scopes(actor("pendamping", "pengelola_data"), "user_task.claim")
    assert found == (Scope(agency=TTG, reach="role", roles=frozenset({"pendamping", "pengelola_data"})),)


def test_a_stranger_and_a_system_actor_may_nothing() -> None:
    assert RIGHTS.scopes(actor("tamu"), "case.read") == ()
    assert not RIGHTS.holds(actors.system("timers"), "case.read")


def test_a_misspelt_permission_is_an_error_not_a_denial() -> None:
    with pytest.raises(KeyError):
        RIGHTS.scopes(actor("penyelia"), "case.reed")


def allowed(role: str, permission: str, *, agency: str = TTG, assignee: str | None = None) -> bool:
    return RIGHTS.allows(actor(role), permission, Subject(agency=agency, assignee=assignee))


def test_a_pendamping_sees_assigned_cases_only() -> None:
    assert not allowed("pendamping", "case.read")
    assert allowed("pendamping", "case.read", assignee="siti")


def test_a_penyelia_sees_every_case_of_the_own_agency_and_none_of_another() -> None:
    assert allowed("penyelia", "case.read_narrative")
    assert not allowed("penyelia", "case.read_narrative", agency=JBR)


@pytest.mark.parametrize("role", ["pengelola_data", "auditor", "admin_kebijakan", "admin_sistem"])
def test_these_roles_never_read_what_was_told(role: str) -> None:
    assert role not in RIGHTS.working("case.read_narrative")
    assert not RIGHTS.holds(actor(role), "document.read")


@pytest.mark.parametrize("permission", ["case.read", "user_task.read", "history.read", "sla.read", "report.register"])
def test_a_system_administrator_has_no_right_to_cases(permission: str) -> None:
    assert not RIGHTS.holds(actor("admin_sistem"), permission)


def test_only_supervisors_hand_over_the_tasks_of_others() -> None:
    others = Subject(agency=TTG, role="pendamping", assignee="budi")
    may = {role for role in RIGHTS.roles if RIGHTS.allows(actor(role), "user_task.delegate", others)}
    assert may == {"penyelia", "kepala"}


def test_completing_needs_the_role_of_the_task() -> None:
    reaches = {row["user_task.complete"] for row in RIGHTS.reaches.values() if "user_task.complete" in row}
    assert reaches == {"role", "finding"}


def test_an_auditor_reads_and_verifies_history() -> None:
    assert allowed("auditor", "history.read")
    assert RIGHTS.holds(actor("auditor"), "history.verify")


def test_every_permission_is_given_to_some_role_and_has_its_sentences() -> None:
    given = {permission for row in RIGHTS.reaches.values() for permission in row}
    assert given == set(RIGHTS.permissions)
    wordings = [*RIGHTS.permissions.values(), *RIGHTS.roles.values()]
    assert all(wording.sentence_id.endswith(".") and wording.sentence_en.endswith(".") for wording in wordings)


@pytest.mark.parametrize(
    ("before", "after", "named"),
    [
        ('"case.read" = "assigned"', '"case.read" = "semua"', "semua"),
        ('"case.read" = "assigned"', '"case.reed" = "assigned"', "case.reed"),
        ('[permissions."sla.read"]', '[permissions."sla.reed"]', "sla.read"),
        ('sentence_en = "Register a new report."', "", "report.register"),
    ],
)
def test_a_table_with_a_slip_is_refused(before: str, after: str, named: str) -> None:
    text = ROLES.read_text()
    assert before in text
    with pytest.raises(ValueError, match=named):
        Rights.from_toml(text.replace(before, after), known=RIGHTS.permissions)


def test_a_table_may_explain_only_what_its_roles_hold_and_must_explain_that() -> None:
    text = ROLES.read_text()
    assert Rights.from_toml(text).permissions == Rights.from_toml(text, known=RIGHTS.permissions).permissions
    with pytest.raises(ValueError, match=r"case\.reed"):
        Rights.from_toml(text.replace('"case.read" = "assigned"', '"case.reed" = "assigned"'))
