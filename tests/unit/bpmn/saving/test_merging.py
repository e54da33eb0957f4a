"""Two people's changes of one file come together where they concern different things, and collide where they do not."""

import random
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from engine.bpmn.base import xml
from engine.bpmn.saving import merging
from engine.domain.forms.saving import ChangesCollideError

WORKFLOWS = Path(__file__).parents[4] / "workflows"
DIAGRAM = (WORKFLOWS / "shared" / "darurat.bpmn").read_bytes()
TABLE = (WORKFLOWS / "shared" / "risiko.dmn").read_bytes()
TASK = b'id="layanan_darurat" name="Layanan darurat: selamatkan dan amankan"'
GATEWAY = b'id="gw_darurat" name="Bersamaan"'


def renamed(data: bytes, what: bytes, name: bytes) -> bytes:
    assert data.count(what) == 1
    return data.replace(what, what.partition(b" name=")[0] + b' name="' + name + b'"')


def found(root: Any, name: str) -> Any:
    """Give the one element of this id."""
    [one] = root.xpath(f"//*[@id='{name}']")
    return one


def removed(data: bytes, name: str) -> bytes:
    root = etree.fromstring(data)
    one = found(root, name)
    one.getparent().remove(one)
    return etree.tostring(root)


def added(data: bytes, parent: str, new: str) -> bytes:
    root = etree.fromstring(data)
    found(root, parent).append(etree.fromstring(new))
    return etree.tostring(root)


def task(name: str, title: str = "Baru") -> str:
    return f'<bpmn:task xmlns:bpmn="{xml.BPMN}" id="{name}" name="{title}"/>'


def test_different_elements_come_together() -> None:
    mine, theirs = renamed(DIAGRAM, TASK, b"Satu"), renamed(DIAGRAM, GATEWAY, b"Dua")

    merged = merging.merge(DIAGRAM, mine, theirs)

    assert merged == renamed(renamed(DIAGRAM, TASK, b"Satu"), GATEWAY, b"Dua")


def test_different_attributes_of_one_element_come_together() -> None:
    mine = renamed(DIAGRAM, TASK, b"Satu")
    theirs = DIAGRAM.replace(b'lindung:form="layanan_darurat" ', b'lindung:form="lain" ')

    merged = merging.merge(DIAGRAM, mine, theirs)

    assert merged == mine.replace(b'lindung:form="layanan_darurat" ', b'lindung:form="lain" ')


def test_the_same_change_is_no_collision() -> None:
    mine = renamed(DIAGRAM, TASK, b"Satu")

    assert merging.merge(DIAGRAM, mine, mine) == mine
    assert merging.merge(DIAGRAM, DIAGRAM, mine) == mine
    assert merging.merge(DIAGRAM, mine, DIAGRAM) == mine


def test_two_names_of_one_element_collide() -> None:
    with pytest.raises(ChangesCollideError) as caught:
        merging.merge(DIAGRAM, renamed(DIAGRAM, TASK, b"Satu"), renamed(DIAGRAM, TASK, b"Dua"))
    assert caught.value.elements == ("layanan_darurat",)


def test_what_one_removed_and_the_other_changed_collides() -> None:
    gone, other = removed(DIAGRAM, "layanan_darurat"), renamed(DIAGRAM, TASK, b"Dua")
    for mine, theirs in ((gone, other), (other, gone)):
        with pytest.raises(ChangesCollideError) as caught:
            merging.merge(DIAGRAM, mine, theirs)
        assert caught.value.elements == ("layanan_darurat",)


def test_an_attribute_that_one_removed_stays_removed() -> None:
    gone, other = DIAGRAM.replace(TASK, TASK.partition(b" name=")[0]), renamed(DIAGRAM, GATEWAY, b"Dua")
    for mine, theirs in ((gone, other), (other, gone)):
        assert merging.merge(DIAGRAM, mine, theirs) == renamed(gone, GATEWAY, b"Dua")


def test_what_one_removed_and_the_other_added_to_collides() -> None:
    gone, other = removed(DIAGRAM, "layanan_darurat"), added(DIAGRAM, "layanan_darurat", task("satu"))
    with pytest.raises(ChangesCollideError):
        merging.merge(DIAGRAM, gone, other)


def test_what_one_removed_stays_removed() -> None:
    gone, other = removed(DIAGRAM, "layanan_darurat"), renamed(DIAGRAM, GATEWAY, b"Dua")
    for mine, theirs in ((gone, other), (other, gone)):
        merged = merging.merge(DIAGRAM, mine, theirs)
        assert b'id="layanan_darurat"' not in merged
        assert b'name="Dua"' in merged


def test_both_may_add() -> None:
    mine, theirs = added(DIAGRAM, "darurat", task("satu")), added(DIAGRAM, "darurat", task("dua"))

    merged = merging.merge(DIAGRAM, mine, theirs)

    assert merged.count(b'<bpmn:task id="satu" name="Baru"/>') == 1
    assert merged.count(b'id="dua"') == 1


def test_two_new_elements_of_one_id_collide_unless_they_are_the_same() -> None:
    mine, theirs = added(DIAGRAM, "darurat", task("satu")), added(DIAGRAM, "darurat", task("satu", "Lain"))

    assert merging.merge(DIAGRAM, mine, mine).count(b'id="satu"') == 1
    with pytest.raises(ChangesCollideError):
        merging.merge(DIAGRAM, mine, theirs)
    deeper = task("satu").replace("/>", "><bpmn:documentation>Satu</bpmn:documentation></bpmn:task>")
    other = deeper.replace("Satu", "Dua")
    with pytest.raises(ChangesCollideError):
        merging.merge(DIAGRAM, added(DIAGRAM, "darurat", deeper), added(DIAGRAM, "darurat", other))
    with pytest.raises(ChangesCollideError):
        merging.merge(DIAGRAM, added(DIAGRAM, "darurat", deeper), mine)


def test_two_texts_collide() -> None:
    first = TABLE.replace(b"Baris pertama yang cocok berlaku.", b"Satu.")
    second = TABLE.replace(b"Baris pertama yang cocok berlaku.", b"Dua.")
    assert first != TABLE

    assert merging.merge(TABLE, first, TABLE) == first
    with pytest.raises(ChangesCollideError) as caught:
        merging.merge(TABLE, first, second)
    assert caught.value.elements == ("risiko",)


def rows(data: bytes) -> list[str]:
    return [one.get("id", "") for one in xml.parse(data).iter() if xml.local_name(one) == "rule"]


def in_order(data: bytes, order: list[str]) -> bytes:
    root = etree.fromstring(data)
    [table] = [one for one in root.iter() if xml.local_name(one) == "decisionTable"]
    rules = {one.get("id"): one for one in table}
    for name in order:
        table.append(rules[name])
    return etree.tostring(root)


def test_one_may_move_rows_while_the_other_changes_one() -> None:
    order = rows(TABLE)
    turned = in_order(TABLE, order[::-1])
    root = etree.fromstring(TABLE)
    entry = next(one for one in root.iter() if xml.local_name(one) == "outputEntry")
    entry[0].text = '"lain"'
    other = etree.tostring(root)

    for mine, theirs in ((turned, other), (other, turned)):
        merged = merging.merge(TABLE, mine, theirs)
        assert rows(merged) == order[::-1]
        assert b'"lain"' in merged


def test_rows_moved_by_both_collide_unless_to_the_same_places() -> None:
    order = rows(TABLE)
    turned, pushed = in_order(TABLE, order[::-1]), in_order(TABLE, [*order[1:], order[0]])

    assert rows(merging.merge(TABLE, turned, turned)) == order[::-1]
    with pytest.raises(ChangesCollideError):
        merging.merge(TABLE, turned, pushed)


def test_another_root_collides() -> None:
    with pytest.raises(ChangesCollideError):
        merging.merge(DIAGRAM, DIAGRAM, TABLE)


@settings(max_examples=40)
@given(seed=st.integers(0, 10**9))
def test_no_change_is_lost_without_a_collision(seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311 - not for secrets
    sides = []
    for side in ("mine", "theirs"):
        root = etree.fromstring(DIAGRAM)
        chosen = chance.sample([one for one in root.iter() if one.get("name") and one.get("id")], 3)
        for one in chosen:
            one.set("name", f"{side} {chance.random()}")
        sides.append((etree.tostring(root), {one.get("id"): one.get("name") for one in chosen}))
    (mine, my_names), (theirs, their_names) = sides
    both = my_names.keys() & their_names.keys()

    if both:
        with pytest.raises(ChangesCollideError) as caught:
            merging.merge(DIAGRAM, mine, theirs)
        assert set(caught.value.elements) == both
    else:
        named = {one.get("id"): one.get("name") for one in xml.parse(merging.merge(DIAGRAM, mine, theirs)).iter()}
        assert {**my_names, **their_names}.items() <= named.items()
