"""What a transaction leaves of its readings: kinds once, parts within bounds, and a purpose by one rule."""

import pytest

from engine.domain.audit import purposes, reads
from engine.domain.people import actors, permissions
from tests.support.house import sources

RIGHTS = permissions.Rights.from_toml((sources.ROOT / "workflows" / "roles.toml").read_text())
AGENCY = "uptd"


def access(what: str, subject: str | None = None, case_id: str = "k") -> reads.Access:
    return reads.Access(case_id=case_id, actor="a", what=what, subject=subject, role="penyelia", purpose="duty")


def left(*accesses: reads.Access) -> list[tuple[str, str | None]]:
    """Give kind and part of what is recorded in the one case."""
    return [(one.what, one.subject) for one in reads.folded(accesses)["k"]]


def test_each_kind_and_each_part_is_recorded_once_in_the_order_of_the_first() -> None:
    noted = [access("file.read", "b"), access("case.read"), access("file.read", "a"), access("file.read", "b")]

    assert left(*noted) == [("file.read", "b"), ("file.read", "a"), ("case.read", None)]


def test_whoever_read_all_of_a_kind_read_its_parts() -> None:
    assert left(access("history.read", "i1"), access("history.read"), access("history.read", "i2")) == [
        ("history.read", None)
    ]


def test_parts_of_two_cases_stand_in_two_chains() -> None:
    found = reads.folded([access("case.read", case_id="x"), access("case.read", case_id="y")])

    assert {case_id: len(parts) for case_id, parts in found.items()} == {"x": 1, "y": 1}


def test_more_parts_than_the_bound_are_one_record_with_their_number_and_digest() -> None:
    ids = [f"{number:02d}" for number in range(reads.MOST_SUBJECTS + 1)]

    assert len(left(*(access("file.read", one) for one in ids[:-1]))) == reads.MOST_SUBJECTS
    assert left(*(access("file.read", one) for one in ids)) == [("file.read", f"21:{reads.digest_of(ids).hex()}")]


def test_a_digest_does_not_depend_on_the_order_of_a_page() -> None:
    assert reads.digest_of(["b", "a", "b"]) == reads.digest_of(["a", "b"]) != reads.digest_of(["a"])
    assert reads.digest_of(["a", "b"]).hex() == "0473ef2dc0d324ab659d3580c1134e9d812035905c4781fdd6d529b0c6860e13"


def test_every_kind_of_reading_rests_on_a_permission_that_exists() -> None:
    assert {reads.permission_of(what) for what in reads.PERMISSIONS} <= set(RIGHTS.permissions)
    assert reads.permission_of("case.read") == "case.read"


@pytest.mark.parametrize(
    ("roles", "permission", "member", "told"),
    [
        (["petugas_pengaduan"], "case.read", False, ("petugas_pengaduan", "duty")),
        (["petugas_pengaduan"], "case.read_narrative", True, ("petugas_pengaduan", "duty")),
        (["penyelia"], "case.read", False, ("penyelia", "supervision")),
        (["penyelia"], "case.read", True, ("penyelia", "duty")),
        (["kepala"], "access.read", True, ("kepala", "supervision")),
        (["kepala"], "document.read", False, ("kepala", "supervision")),
        (["auditor"], "history.read", False, ("auditor", "audit")),
        (["admin_sistem"], "history.verify", False, ("admin_sistem", "audit")),
        (["pengelola_data"], "case.read", False, ("pengelola_data", "duty")),
        (["penyelia", "petugas_pengaduan"], "case.read_narrative", True, ("petugas_pengaduan", "duty")),
    ],
)
def test_role_and_purpose_follow_from_the_nearest_right(
    roles: list[str], permission: str, *, member: bool, told: tuple[str, str]
) -> None:
    actor = actors.Actor(id="a", roles=frozenset((AGENCY, role) for role in roles))
    subject = permissions.Subject(agency=AGENCY, members=frozenset({"a"} if member else ()))

    ground = RIGHTS.ground(actor, permission, subject)

    assert ground is not None
    assert (ground.role, purposes.derived(RIGHTS, actor, ground, permission=permission)) == told


def test_a_task_of_ones_role_is_duty_by_that_role() -> None:
    actor = actors.Actor(id="a", roles=frozenset({(AGENCY, "pendamping"), (AGENCY, "petugas_pengaduan")}))
    subject = permissions.Subject(agency=AGENCY, role="petugas_pengaduan")

    assert RIGHTS.ground(actor, "user_task.read", subject) == permissions.Ground(role="petugas_pengaduan", is_near=True)


def test_who_may_not_has_no_ground() -> None:
    actor = actors.Actor(id="a", roles=frozenset({("lain", "penyelia")}))

    assert RIGHTS.ground(actor, "case.read", permissions.Subject(agency=AGENCY)) is None


@pytest.mark.parametrize(("name", "purpose"), [("public", "client_request"), ("jobs", "system"), ("cli", "system")])
def test_the_reporter_reads_as_a_client_and_machines_as_the_system(name: str, purpose: str) -> None:
    assert purposes.derived(RIGHTS, actors.system(name), None, permission="case.read") == purpose


@pytest.mark.parametrize(
    ("stated", "by_rule", "told"),
    [
        (None, "audit", "audit"),
        ("audit", "audit", "audit"),
        ("client_request", "duty", "client_request"),
        ("client_request", "supervision", "client_request"),
    ],
)
def test_a_reader_may_state_a_purpose_that_they_have_a_right_to(stated: str | None, by_rule: str, told: str) -> None:
    assert purposes.stated(stated, by_rule=by_rule) == told


@pytest.mark.parametrize(
    ("stated", "by_rule"), [("audit", "duty"), ("client_request", "audit"), ("break_glass", "duty"), ("x", "duty")]
)
def test_no_other_purpose_is_taken(stated: str, by_rule: str) -> None:
    with pytest.raises(purposes.PurposeUnfitError):
        purposes.stated(stated, by_rule=by_rule)
