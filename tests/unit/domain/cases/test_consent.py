"""The gate before anything leaves: the whole table of refusals, and what holds whatever the case knows."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.domain.cases import consent
from engine.domain.cases.consent import ConsentMissingError, Standing

GIVEN = Standing(decision="diberikan", scope=frozenset({"rujukan"}), by="klien")
TABLE: dict[str, tuple[dict[str, Any], str | None]] = {
    "an adult agreed": ({"age": 18}, None),
    "somebody of unknown age agreed": ({}, None),
    "a child alone": ({"age": 17.9}, "child_alone"),
    "a child with a companion": ({"age": 15, "by": "pendamping_klien"}, None),
    "a child with a companion, as older forms say it": ({"age": 15, "by": "klien_pendamping"}, None),
    "a social worker": ({"age": 15, "by": "pekerja_sosial"}, None),
    "a guardian who is not the accused": ({"age": 15, "by": "wali", "guardian_accused": "tidak"}, None),
    "a guardian who is the accused": ({"by": "wali", "guardian_accused": "ya"}, "guardian_accused"),
    "a guardian nobody looked at": ({"by": "wali"}, "guardian_not_cleared"),
    "a guardian about whom one cannot tell": (
        {"by": "wali", "guardian_accused": "tidak_diketahui"},
        "guardian_not_cleared",
    ),
    "nobody known": ({"by": None}, "capacity_unknown"),
    "a person who may not": ({"by": "terlapor"}, "capacity_unknown"),
    "another purpose": ({"scope": frozenset({"layanan", "koordinasi"})}, "purpose_out_of_scope"),
    "asked, but not decided": ({"decision": "ditunda"}, "not_given"),
    "never asked": ({"decision": None}, "not_given"),
    "refused": ({"decision": "ditolak"}, "refused"),
    "withdrawn": ({"decision": "ditarik"}, "withdrawn"),
    "withdrawn elsewhere in the case": ({"withdrawn": True}, "withdrawn"),
}


@pytest.mark.parametrize("name", TABLE)
def test_the_consent_on_record(name: str) -> None:
    changed, reason = TABLE[name]
    held = replace(GIVEN, **changed)

    assert consent.refusal_of(held, purpose="rujukan") == reason


@pytest.mark.parametrize("name", [name for name, (_, reason) in TABLE.items() if reason])
def test_an_emergency_with_its_reason_stands_in_for_each(name: str) -> None:
    held = replace(GIVEN, **TABLE[name][0], emergency=True, has_reason=True, reason="nyawa_terancam")

    basis = consent.require(held, mode="rujukan", purpose="rujukan")

    assert (basis.kind, basis.by, basis.reason) == ("darurat", None, "nyawa_terancam")


def test_consent_goes_before_an_emergency() -> None:
    held = replace(GIVEN, emergency=True, has_reason=True)

    assert consent.require(held, mode="rujukan", purpose="rujukan") == consent.Basis(kind="persetujuan", by="klien")


def test_an_emergency_without_a_reason_is_none() -> None:
    held = replace(GIVEN, decision="ditolak", emergency=True)

    with pytest.raises(ConsentMissingError) as refused:
        consent.require(held, mode="rujukan", purpose="rujukan")

    assert refused.value.ids == {"reason": "emergency_without_reason"}


@pytest.mark.parametrize(
    ("mode", "purpose"),
    [
        ("rujukan", None),
        ("pelimpahan", "rujukan"),
        ("rujukan", "pelimpahan"),
        ("rujukan", "layanan"),
        ("lain", "rujukan"),
    ],
)
def test_a_purpose_that_does_not_fit_what_is_sent(mode: str, purpose: str | None) -> None:
    held = replace(GIVEN, scope=frozenset({"rujukan", "pelimpahan", "layanan"}), emergency=True, has_reason=True)

    with pytest.raises(ConsentMissingError) as refused:
        consent.require(held, mode=mode, purpose=purpose)

    assert refused.value.ids == {"reason": "purpose_unfit"}


def test_the_standing_is_read_from_the_case() -> None:
    variables = {
        "persetujuan": "diberikan",
        "persetujuan_lingkup": ["rujukan", 7],
        "persetujuan_oleh": "wali",
        "wali_terlapor": "tidak",
        "usia_korban": 12,
        "dasar_darurat": "ya",
        "alasan_darurat": "nyawa_terancam",
    }

    assert consent.standing(variables, withdrawn=True, told_reason=False) == Standing(
        decision="diberikan",
        scope=frozenset({"rujukan"}),
        by="wali",
        guardian_accused="tidak",
        age=12,
        withdrawn=True,
        emergency=True,
        has_reason=True,
        reason="nyawa_terancam",
    )


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=9), lambda inner: st.lists(inner, max_size=3)
)
NAMES = ("persetujuan", "persetujuan_lingkup", "persetujuan_oleh", "wali_terlapor", "usia_korban", "dasar_darurat")
WORDS = st.sampled_from(["diberikan", "ditolak", "ditarik", "klien", "wali", "ya", "tidak", ["rujukan"], 12, None])


@given(variables=st.fixed_dictionaries(dict.fromkeys(NAMES, JSON | WORDS)), withdrawn=st.booleans(), told=st.booleans())
def test_nothing_leaves_without_a_word_that_allows_it(
    *, variables: dict[str, Any], withdrawn: bool, told: bool
) -> None:
    held = consent.standing(variables, withdrawn=withdrawn, told_reason=told)
    try:
        basis = consent.require(held, mode="rujukan", purpose="rujukan")
    except ConsentMissingError:
        return

    if basis.kind == "darurat":
        assert (variables["dasar_darurat"], told) == ("ya", True)
    else:
        assert variables["persetujuan"] == "diberikan"
        assert "rujukan" in variables["persetujuan_lingkup"]
        assert variables["persetujuan_oleh"] in consent.PERSONS
        assert not withdrawn
