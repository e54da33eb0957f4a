"""Who sees which value of a history: names always, values by what forms say, rules only with their questions."""

import pytest

from engine.domain.audit import sight
from engine.domain.audit.sight import Sight

MARKS = {"putusan": "ya", "usia_korban": "dengan_alasan", "sandi": "tidak", "jenis_kasus": "dengan_alasan"}
PLAIN = Sight(marks=MARKS, decided={"kewenangan", "jenis_kasus"}, questions={"kewenangan": {"usia_korban"}})
REASONED = Sight(marks=MARKS, decided={"kewenangan"}, reasoned=True)


@pytest.mark.parametrize("name", ["putusan", "risiko", "persetujuan", "nomor_kasus", "kewenangan"])
def test_outcomes_risk_and_consent_are_shown(name: str) -> None:
    assert PLAIN.shows(name)


@pytest.mark.parametrize("name", ["usia_korban", "sandi", "tak_dikenal", "jenis_kasus"])
def test_what_tells_of_a_person_and_what_nobody_explains_is_withheld(name: str) -> None:
    assert not PLAIN.shows(name)


def test_a_reason_opens_what_needs_one_and_nothing_that_is_never_shown() -> None:
    assert [name for name in ("usia_korban", "sandi", "tak_dikenal") if REASONED.shows(name)] == [
        "usia_korban",
        "tak_dikenal",
    ]


def test_whoever_reads_what_was_told_sees_everything() -> None:
    assert Sight(marks=MARKS, whole=True).shows("sandi")


def test_the_strictest_of_several_forms_counts() -> None:
    assert sight.strictest([("usia", "ya"), ("usia", "tidak"), ("usia", "dengan_alasan"), ("lain", "ya")]) == {
        "usia": "tidak",
        "lain": "ya",
    }


def test_an_outcome_is_shown_column_by_column() -> None:
    assert PLAIN.outcome("triase", {"risiko": "tinggi", "usia_korban": 12}) == {"risiko": "tinggi", "usia_korban": None}
    assert PLAIN.outcome("kewenangan", "daerah") == "daerah"
    assert PLAIN.outcome("jenis_kasus", ["psikis"]) is None


def test_a_rule_is_shown_only_where_all_that_it_asks_for_is() -> None:
    assert PLAIN.rules("kewenangan", ("aturan_2",)) is None
    assert REASONED.rules("kewenangan", ("aturan_2",)) == ["aturan_2"]
    assert PLAIN.rules("jenis_kasus", ("aturan_1",)) is None


def test_an_event_keeps_the_names_of_what_it_withholds() -> None:
    data = {
        "input": {"task_id": "t", "variables": {"usia_korban": 12, "putusan": "terima"}},
        "before": {"sandi": "x"},
        "after": {"usia_korban": 12, "putusan": "terima"},
        "effects": {"decisions": [["aturan", "kewenangan", ["aturan_2"], "daerah"]], "opened": [["t", "e"]]},
    }

    shown = sight.veiled(data, PLAIN)

    assert shown["input"]["variables"] == {"usia_korban": None, "putusan": "terima"}
    assert shown["after"] == {"usia_korban": None, "putusan": "terima"}
    assert shown["before"] == {"sandi": None}
    assert shown["effects"] == {"decisions": [["aturan", "kewenangan", None, "daerah"]], "opened": [["t", "e"]]}
    assert shown["withheld"] == ["sandi", "usia_korban"]
    assert data["after"] == {"usia_korban": 12, "putusan": "terima"}


def test_an_event_without_values_stays_as_it_is() -> None:
    assert sight.veiled({"number": "1"}, PLAIN) == {"number": "1"}
