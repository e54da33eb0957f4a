"""A saved form differs from its base by the change, and two people's changes come together where they differ."""

import json
import random
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.domain.forms import saving
from engine.domain.forms.saving import ChangesCollideError, FormUnreadableError

WORKFLOWS = Path(__file__).parents[4] / "workflows"
FILES = sorted(WORKFLOWS.rglob("*.form"))
FORM = (WORKFLOWS / "shared" / "forms" / "layanan_darurat.form").read_bytes()


def written_by_an_editor(data: bytes) -> bytes:
    """Write a form as the editor does: keys in its own order, a newer schema, defaults that nobody chose."""
    form = json.loads(data)

    def turn(value: Any) -> Any:
        if isinstance(value, list):
            return [turn(one) for one in value]
        if not isinstance(value, dict):
            return value
        more = {"showOutline": False, "allowAddRemove": True} if value.get("components") else {}
        return {key: turn(one) for key, one in sorted({**more, **value}.items())}

    return json.dumps({**turn(form), "schemaVersion": 19}).encode()


def changed(data: bytes, part: str, **values: Any) -> bytes:
    form = json.loads(data)
    one = next(each for each in form["components"] if each["id"] == part)
    one.update(values)
    return json.dumps(form, indent=2, ensure_ascii=False).encode() + b"\n"


def ids(data: bytes) -> list[str]:
    return [one["id"] for one in json.loads(data)["components"]]


def ordered(data: bytes, order: list[str]) -> bytes:
    form = json.loads(data)
    known = {one["id"]: one for one in form["components"]}
    return json.dumps(
        {**form, "components": [known.get(name, {"id": name, "type": "text"}) for name in order]}
    ).encode()


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_a_form_written_by_the_editor_without_a_change_is_byte_equal(file: Path) -> None:
    base = file.read_bytes()

    assert saving.stable(base, written_by_an_editor(base)) == base


def test_a_change_is_one_line() -> None:
    first = next(one["id"] for one in json.loads(FORM)["components"] if "label" in one)
    edited = written_by_an_editor(changed(FORM, first, label="Nama lain"))

    before, after = FORM.splitlines(), saving.stable(FORM, edited).splitlines()

    assert len(set(after) - set(before)) == 1


def test_a_default_that_the_base_spells_out_stays_and_a_choice_is_kept() -> None:
    base = json.dumps({"components": [{"id": "a", "showOutline": True}, {"id": "b"}]}).encode()
    edited = {"components": [{"id": "a", "showOutline": False}, {"id": "b", "defaultRepetitions": 3}]}

    assert json.loads(saving.stable(base, json.dumps(edited).encode())) == edited


def test_lists_without_ids_are_held_by_their_place() -> None:
    base = json.dumps({"values": [{"b": 1, "a": 2}, 3]}, indent=4).encode()
    edited = json.dumps({"values": [{"a": 2, "b": 5}, 3, 4]}).encode()

    assert saving.stable(base, edited) == (
        json.dumps({"values": [{"b": 5, "a": 2}, 3, 4]}, indent=4) + "\n"
    ).encode()  # fmt: skip


@pytest.mark.parametrize("data", [b"", b"[]", b"\xff", b"[" * 100_000])
def test_what_is_no_form_is_refused(data: bytes) -> None:
    with pytest.raises(FormUnreadableError):
        saving.stable(FORM, data)


def test_different_questions_come_together() -> None:
    first, second = ids(FORM)[:2]
    mine, theirs = changed(FORM, first, label="Satu"), changed(FORM, second, label="Dua")

    merged = saving.merge(FORM, written_by_an_editor(mine), theirs)

    assert merged == changed(changed(FORM, first, label="Satu"), second, label="Dua")
    assert saving.merge(FORM, mine, FORM) == mine
    assert saving.merge(FORM, FORM, theirs) == theirs


def test_different_properties_of_one_question_come_together() -> None:
    first = ids(FORM)[0]

    merged = saving.merge(FORM, changed(FORM, first, label="Satu"), changed(FORM, first, description="Dua"))

    assert json.loads(merged) == json.loads(changed(FORM, first, label="Satu", description="Dua"))


def test_one_property_changed_by_both_collides() -> None:
    first = ids(FORM)[0]

    with pytest.raises(ChangesCollideError) as caught:
        saving.merge(FORM, changed(FORM, first, label="Satu"), changed(FORM, first, label="Dua"))
    assert caught.value.elements == (first,)


def test_what_one_removed_and_the_other_changed_collides() -> None:
    first, *rest = ids(FORM)
    gone, other = ordered(FORM, rest), changed(FORM, first, label="Dua")

    for mine, theirs in ((gone, other), (other, gone)):
        with pytest.raises(ChangesCollideError) as caught:
            saving.merge(FORM, mine, theirs)
        assert caught.value.elements == (first,)
    assert ids(saving.merge(FORM, gone, changed(FORM, rest[0], label="Dua"))) == rest


def test_both_may_add_and_one_may_move() -> None:
    order = ids(FORM)
    mine, theirs = ordered(FORM, ["satu", *order]), ordered(FORM, [*order, "dua"])

    assert ids(saving.merge(FORM, mine, theirs)) == ["satu", *order, "dua"]
    assert ids(saving.merge(FORM, ordered(FORM, order[::-1]), ordered(FORM, [*order, "dua"]))) == [
        order[-1], "dua", *order[-2::-1]
    ]  # fmt: skip
    assert ids(saving.merge(FORM, ordered(FORM, [*order, "dua"]), ordered(FORM, order[::-1]))) == [
        order[-1], "dua", *order[-2::-1]
    ]  # fmt: skip


def test_orders_that_both_changed_collide() -> None:
    order = ids(FORM)
    turned, pushed = ordered(FORM, order[::-1]), ordered(FORM, [*order[1:], order[0]])

    assert ids(saving.merge(FORM, turned, turned)) == order[::-1]
    with pytest.raises(ChangesCollideError) as caught:
        saving.merge(FORM, turned, pushed)
    assert caught.value.elements


@settings(max_examples=30)
@given(seed=st.integers(0, 10**9))
def test_no_change_is_lost_without_a_collision(seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311 - not for secrets
    sides: list[tuple[bytes, dict[str, str]]] = []
    for side in ("mine", "theirs"):
        names = {name: f"{side} {chance.random()}" for name in chance.sample(ids(FORM), 2)}
        data = FORM
        for name, label in names.items():
            data = changed(data, name, description=label)
        sides.append((data, names))
    (mine, my_names), (theirs, their_names) = sides

    if both := my_names.keys() & their_names.keys():
        with pytest.raises(ChangesCollideError) as caught:
            saving.merge(FORM, mine, theirs)
        assert set(caught.value.elements) == both
    else:
        merged = json.loads(saving.merge(FORM, mine, theirs))
        found = {one["id"]: one.get("description") for one in merged["components"]}
        assert {**my_names, **their_names}.items() <= found.items()
