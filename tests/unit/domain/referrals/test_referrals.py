"""What a referral holds and may become; and the shipped rules on what may be told to whom."""

from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.domain.referrals import referrals
from engine.domain.referrals.referrals import MinimumInvalidError, ReferralIncompleteError
from tests.support.house import sources

SHIPPED = referrals.parse((sources.ROOT / "workflows" / "shared" / "data_minimum.toml").read_bytes())
IDENTITY = {"nama_korban", "nik_korban", "tanggal_lahir", "alamat_ktp", "alamat_domisili", "kontak_korban"}
STORY = {"kronologi", "kesimpulan", "terlapor"}
ROW = '[[rows]]\ntype = "kepolisian"\nmodes = ["rujukan"]\nfields = ["a", "b"]\nreason = "Perlu."\n'


def test_each_row_counts_for_its_recipient_and_its_modes() -> None:
    second = ROW.replace('["a", "b"]', '["b", "c"]').replace('["rujukan"]', '["rujukan", "koordinasi"]')
    found = referrals.parse((ROW + second).encode())

    assert found.fields(recipient_type="kepolisian", mode="rujukan") == ("a", "b", "c")
    assert found.fields(recipient_type="kepolisian", mode="koordinasi") == ("b", "c")
    assert found.fields(recipient_type="kepolisian", mode="pelimpahan") == ()
    assert found.fields(recipient_type="lain", mode="rujukan") == ()


def test_a_change_of_the_rules_is_another_version() -> None:
    assert referrals.parse(ROW.encode()).version != referrals.parse((ROW + "\n# lain").encode()).version


WRONG: Mapping[str, tuple[str, dict[str, Any]]] = {
    "no TOML": ("rows = ", {"row": 0}),
    "no reason": (ROW.replace("reason", "# reason"), {"row": 1, "field": "reason"}),
    "a blank reason": (ROW.replace("Perlu.", " "), {"row": 1, "field": "reason"}),
    "no recipient": (ROW.replace("type", "# type"), {"row": 1, "field": "type"}),
    "an unknown mode": (ROW.replace('["rujukan"]', '["titip"]'), {"row": 1, "field": "modes"}),
    "no mode": (ROW.replace('["rujukan"]', "[]"), {"row": 1, "field": "modes"}),
    "modes that are none": (ROW.replace('["rujukan"]', '"rujukan"'), {"row": 1, "field": "modes"}),
    "no field": (ROW.replace('["a", "b"]', "[]"), {"row": 1, "field": "fields"}),
    "a field that is none": (ROW.replace('"b"', "7"), {"row": 1, "field": "fields"}),
    "what may never leave": (ROW + '[[never]]\nfield = "b"\nreason = "Tidak."\n', {"row": 1, "field": "b"}),
    "never without a reason": (ROW + '[[never]]\nfield = "z"\n', {"row": 0, "field": "reason"}),
}


@pytest.mark.parametrize("name", WRONG)
def test_a_file_with_a_hole_is_refused(name: str) -> None:
    text, ids = WRONG[name]

    with pytest.raises(MinimumInvalidError) as refused:
        referrals.parse(text.encode())

    assert refused.value.ids == ids


def test_the_shipped_rules_say_no_more_than_is_needed() -> None:
    asking = [
        name
        for kind in {row.type for row in SHIPPED.rows} - {"kepolisian", "layanan_kesehatan", "dinas", "sekolah"}
        for name in SHIPPED.fields(recipient_type=kind, mode="koordinasi")
    ]
    outside = {row.type for row in SHIPPED.rows} - {referrals.AGENCY_TYPE, "kepolisian", "bantuan_hukum"}
    told = {name for kind in outside for mode in referrals.MODES for name in _told(kind, mode)}

    assert not IDENTITY & set(asking)
    assert not STORY & told
    assert "nik_korban" not in _told(referrals.AGENCY_TYPE, "rujukan")
    assert "nama_pelapor" in SHIPPED.never


def _told(kind: str, mode: str) -> tuple[str, ...]:
    return SHIPPED.fields(recipient_type=kind, mode=mode)


def test_a_package_holds_what_is_known_of_what_is_allowed() -> None:
    found = referrals.contents(
        ("nama_korban", "risiko", "kronologi", "usia_korban", "jenis_kasus"),
        {"nama_korban": "Contoh", "kronologi": "", "nik_korban": "1"},
        {"risiko": "tinggi", "nama_korban": "lama", "usia_korban": None, "jenis_kasus": []},
    )

    assert found == {"nama_korban": "Contoh", "risiko": "tinggi"}


KEYS = st.text("abc", min_size=1, max_size=2)


@given(st.lists(KEYS), st.dictionaries(KEYS, st.text()), st.dictionaries(KEYS, st.integers()))
def test_a_package_never_holds_more(names: list[str], answers: dict[str, str], variables: dict[str, int]) -> None:
    assert referrals.contents(tuple(names), answers, variables).keys() <= set(names)


def test_what_is_wanted_is_read_from_the_diagram() -> None:
    variables = {"rujukan_mode": "pelimpahan", "rujukan_penerima": "uptd", "rujukan_tujuan": "pelimpahan"}

    found = referrals.wanted(variables)

    assert (found.mode, found.recipient, found.purpose) == ("pelimpahan", "uptd", "pelimpahan")
    assert referrals.wanted({**variables, "rujukan_tujuan": ["x"]}).purpose is None


@pytest.mark.parametrize(
    ("changed", "lacking"),
    [
        ({"rujukan_mode": "titip"}, "rujukan_mode"),
        ({"rujukan_mode": None}, "rujukan_mode"),
        ({"rujukan_penerima": ""}, "rujukan_penerima"),
        ({"rujukan_penerima": 7}, "rujukan_penerima"),
    ],
)
def test_what_lacks_is_named(changed: dict[str, Any], lacking: str) -> None:
    with pytest.raises(ReferralIncompleteError) as refused:
        referrals.wanted({"rujukan_mode": "rujukan", "rujukan_penerima": "uptd", **changed})

    assert refused.value.ids == {"variable": lacking}


@pytest.mark.parametrize("answer", ["mungkin", None, "accepted"])
def test_an_answer_is_one_of_two_words(answer: str | None) -> None:
    with pytest.raises(ReferralIncompleteError):
        referrals.answer_of({"jawaban_asal": answer}, "jawaban_asal")


@pytest.mark.parametrize(
    ("mode", "answer", "moves"),
    [
        ("pelimpahan", "diterima", True),
        ("pelimpahan", "ditolak", False),
        ("pelimpahan", None, False),
        ("rujukan", "diterima", False),
        ("koordinasi", "diterima", False),
    ],
)
def test_ownership(*, mode: str, answer: str | None, moves: bool) -> None:
    assert referrals.moves_ownership(mode=mode, answer=answer) is moves
