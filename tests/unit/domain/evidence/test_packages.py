"""How far a package has come is what its events say, whatever order or author they have."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from engine.domain.evidence import packages, readme
from engine.domain.evidence.packages import Told

AT = datetime(2026, 11, 20, 2, tzinfo=UTC)
ASKED: dict[str, Any] = {
    "case": "TTG-2026-00001",
    "agency": "uptd",
    "recipient": "bpk",
    "basis": "pemeriksaan",
    "letter_number": "1/BPK/2026",
    "values": True,
}


def told(type_: str, actor: str = "andi", *, hours: int = 0, **data: Any) -> Told:
    given = ASKED | data if type_ == packages.ASKED else data
    return Told(package="p", type=type_, actor=actor, at=AT + timedelta(hours=hours), data=given)


def after(*events: Told) -> packages.Package:
    [found] = packages.folded(events)
    return found


@pytest.mark.parametrize(
    ("events", "state"),
    [
        ([], packages.WAITING),
        ([told(packages.RELEASED, "ratna")], packages.READY),
        ([told(packages.RELEASED)], packages.WAITING),
        ([told(packages.REFUSED, "ratna")], "refused"),
        ([told(packages.REFUSED, "ratna"), told(packages.RELEASED, "budi")], "refused"),
        ([told(packages.RELEASED, "budi"), told(packages.REFUSED, "ratna")], packages.READY),
    ],
)
def test_values_wait_for_somebody_else_whose_first_word_stands(events: list[Told], state: str) -> None:
    assert after(told(packages.ASKED), *events).state(AT) == state


def test_without_values_nobody_is_waited_for() -> None:
    assert after(told(packages.ASKED, values=False)).state(AT) == packages.READY


@pytest.mark.parametrize("values", [True, False])
def test_what_was_not_made_in_a_week_lapses(*, values: bool) -> None:
    asked = after(told(packages.ASKED, values=values))

    assert asked.state(AT + packages.READY_FOR) != packages.LAPSED
    assert asked.state(AT + packages.READY_FOR + timedelta(seconds=1)) == packages.LAPSED


def test_the_week_begins_again_when_it_is_released() -> None:
    released = after(told(packages.ASKED), told(packages.RELEASED, "ratna", hours=100))

    assert released.state(AT + packages.READY_FOR + timedelta(hours=99)) == packages.READY


def test_each_package_that_was_handed_out_is_told() -> None:
    made = [told(packages.MADE, hours=one, sha256=str(one)) for one in (1, 2)]

    assert [one.sha256 for one in after(told(packages.ASKED), *made).made] == ["1", "2"]


def test_an_event_of_a_package_that_nobody_asked_for_tells_nothing() -> None:
    stray = replace(told(packages.RELEASED, "ratna"), package="lain")

    assert packages.folded([stray]) == ()


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("recipient", "tetangga"),
        ("basis", "ingin tahu"),
        ("letter_number", ""),
        ("letter_number", "1"),
        ("letter_number", "surat untuk Bu Ani: penting"),
        ("letter_number", "1" * 61),
    ],
)
def test_a_field_that_does_not_fit_is_named(field: str, value: str) -> None:
    fields = {"recipient": "bpk", "basis": "temuan", "letter_number": "B-12/X/2026"}
    packages.require(**fields)

    with pytest.raises(packages.EvidenceRequestInvalidError) as refused:
        packages.require(**fields | {field: value})

    assert refused.value.ids == {"name": field}


@pytest.mark.parametrize(("values", "word"), [(True, "RAHASIA"), (False, "withheld")])
def test_the_first_file_says_what_is_held_back_and_how_to_check(*, values: bool, word: str) -> None:
    words = ("case", "recipient", "basis", "letter_number", "sealed", "key")
    said = {name: f"<{name}>" for name in words}

    plain = readme.text(said, size=7, with_values=values, with_kept=False)
    kept = readme.text(said, size=7, with_values=values, with_kept=True)

    assert all(one in plain for one in said.values())
    assert word in plain
    assert (plain.count(readme.KEPT), kept.count(f'"<key>" {readme.KEPT}')) == (0, 2)
