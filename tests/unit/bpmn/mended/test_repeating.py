"""How often a multi-instance activity happens: a whole number from 0 to a bound, or a refusal that names it."""

from decimal import Decimal
from typing import Any

import pytest

from engine.bpmn.base.errors import MultiInstanceCountError
from engine.bpmn.mended.repeating import fault_of_count
from engine.errors import ProcessFailedError
from engine.settings import MOST_INSTANCES
from tests.support.diagrams.bpmn_text import chain, document, end, event, node, start, users
from tests.support.playing.play import Play, load, replay


def counted(count: str, *, sequential: bool, kind: str = "userTask", inside: str = "") -> bytes:
    """Give a process with a first task and then an activity that happens ``count`` times."""
    loop = (
        f'<bpmn:multiInstanceLoopCharacteristics isSequential="{str(sequential).lower()}">'
        f"<bpmn:loopCardinality>{count}</bpmn:loopCardinality></bpmn:multiInstanceLoopCharacteristics>"
    )
    repeated = node(kind, "a", inside + loop, name="Dampingi anak")
    return document(start(), users("awal"), repeated, end(), chain("s", "awal", "a", "e"))


def collected(*, sequential: bool) -> bytes:
    """Give a process whose activity happens once for each of ``anak``."""
    loop = (
        f'<bpmn:multiInstanceLoopCharacteristics isSequential="{str(sequential).lower()}">'
        '<bpmn:loopDataInputRef>anak</bpmn:loopDataInputRef><bpmn:inputDataItem id="satu"/>'
        "</bpmn:multiInstanceLoopCharacteristics>"
    )
    return document(start(), users("awal"), node("userTask", "a", loop), end(), chain("s", "awal", "a", "e"))


def refused(model: bytes, **variables: Any) -> MultiInstanceCountError:
    """Give the refusal that completing the first task meets."""
    play = Play(load(model), reload=True)
    with pytest.raises(MultiInstanceCountError) as found:
        play.complete("awal", **variables)
    return found.value


@pytest.mark.parametrize("sequential", [False, True])
@pytest.mark.parametrize(
    ("value", "reason"),
    [
        (-1, "negative"),
        (2.5, "fractional"),
        (None, "missing"),
        ("dua", "not_a_number"),
        (True, "not_a_number"),
        ([1, 2], "not_a_number"),
        (MOST_INSTANCES + 1, "too_many"),
        (10**12, "too_many"),
    ],
)
def test_a_count_that_is_no_number_of_instances_is_refused_at_its_own_element(
    value: Any, reason: str, *, sequential: bool
) -> None:
    found = refused(counted("= jumlah", sequential=sequential), jumlah=value)

    assert found.ids == {
        "element_id": "a",
        "element_name": "Dampingi anak",
        "reason": reason,
        "most": MOST_INSTANCES,
    }


@pytest.mark.parametrize("sequential", [False, True])
@pytest.mark.parametrize(
    ("value", "reason"),
    [
        (None, "missing"),
        ("Ani, Budi", "not_a_collection"),
        (3, "not_a_collection"),
        ([0] * (MOST_INSTANCES + 1), "too_many"),
    ],
)
def test_a_collection_that_is_none_or_too_long_is_refused_too(value: Any, reason: str, *, sequential: bool) -> None:
    found = refused(collected(sequential=sequential), anak=value)

    assert (found.ids["element_id"], found.ids["reason"]) == ("a", reason)


@pytest.mark.parametrize("sequential", [False, True])
def test_a_collection_that_was_never_set_is_missing(*, sequential: bool) -> None:
    assert refused(collected(sequential=sequential)).ids["reason"] == "missing"


@pytest.mark.parametrize("count", [0, 1, 3, MOST_INSTANCES])
@pytest.mark.parametrize("sequential", [False, True])
def test_a_whole_number_within_the_bound_happens_so_often(count: int, *, sequential: bool) -> None:
    play = Play(load(counted("= jumlah", sequential=sequential)), reload=True)
    play.complete("awal", jumlah=count)

    rounds = 0
    while play.open:
        rounds += 1
        play.complete("a")

    assert (rounds, play.here.case.completed) == (count, True)
    assert replay(play.definition, play.log).dumps() == play.here.dumps()


def test_a_count_with_a_decimal_point_may_be_whole() -> None:
    assert Play(load(counted("= 4 / 2", sequential=False))).complete("awal").open == ["a", "a"]


@pytest.mark.parametrize(
    ("value", "fault"),
    [
        (None, "missing"),
        ("2", "not_a_number"),
        (Decimal("1.5"), "fractional"),
        (Decimal("-0.5"), "negative"),
        (Decimal(11), "too_many"),
        (Decimal(10), None),
        (Decimal(0), None),
        (Decimal("2.00"), None),
    ],
)
def test_the_fault_of_a_count(value: Any, fault: str | None) -> None:
    assert fault_of_count(value, most=10) == fault


@pytest.mark.parametrize("sequential", [False, True])
def test_an_empty_item_among_the_items_is_an_instance_too(*, sequential: bool) -> None:
    play = Play(load(collected(sequential=sequential)), reload=True).complete("awal", anak=["A", None, "C"])

    play.complete("a").complete("a").complete("a")

    assert play.here.case.completed


def test_the_items_are_those_of_the_beginning_whatever_becomes_of_the_collection() -> None:
    play = Play(load(collected(sequential=True)), reload=True).complete("awal", anak=["A", "B"])

    play.complete("a", anak=[])

    assert [dict(task.data)["satu"] for task in play.ready] == ["B"]
    assert replay(play.definition, play.log).dumps() == play.here.dumps()


def test_a_mapping_gives_its_values_as_items() -> None:
    play = Play(load(collected(sequential=False))).complete("awal", anak={"x": "A", "y": "B"})

    assert [dict(task.data)["satu"] for task in play.ready] == ["A", "B"]


def test_a_fault_in_a_loop_condition_is_that_of_the_loop_and_not_of_the_step_before() -> None:
    endless = "<bpmn:loopCondition>(function(x) x(x))(function(x) x(x))</bpmn:loopCondition>"
    loop = f'<bpmn:standardLoopCharacteristics testBefore="true">{endless}</bpmn:standardLoopCharacteristics>'
    model = document(start(), users("awal"), node("userTask", "a", loop), end(), chain("s", "awal", "a", "e"))

    with pytest.raises(ProcessFailedError) as failed:
        Play(load(model)).complete("awal")

    assert failed.value.ids["element_id"] == "a"


def test_a_count_inside_a_sub_process_is_refused_at_the_activity_and_not_at_the_sub_process() -> None:
    loop = "<bpmn:multiInstanceLoopCharacteristics><bpmn:loopCardinality>= jumlah</bpmn:loopCardinality>"
    repeated = node("userTask", "a", loop + "</bpmn:multiInstanceLoopCharacteristics>")
    inside = start("is") + repeated + end("ie", event("terminate")) + chain("is", "a", "ie")
    model = document(start(), users("awal"), node("subProcess", "sp", inside), end(), chain("s", "awal", "sp", "e"))

    assert refused(model, jumlah=-3).ids["element_id"] == "a"
