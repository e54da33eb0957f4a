"""What one step may do: by number, by size and by time, and what opening many instances costs."""

import sys
from typing import Any

import pytest

from engine.bpmn.base.errors import MultiInstanceCountError, StepTooLargeError, StepTooSlowError
from engine.bpmn.mended.bounds import UNBOUNDED, Bounds
from engine.bpmn.running import runner
from engine.domain.running import inputs
from tests.support.diagrams.bpmn_text import chain, document, end, flow, node, start, times, users
from tests.support.playing.play import CALENDAR, TUESDAY, Play, load


def begun(model: bytes, bounds: Bounds, **variables: Any) -> runner.State:
    """Start an instance within these bounds."""
    event = inputs.Start(instance_id="kasus-1", start_event="s", variables=variables)
    moment = runner.Moment(now=TUESDAY, calendar=CALENDAR)
    return runner.apply(load(model), None, event, moment=moment, bounds=bounds).state


def repeated(count: int, kind: str = "userTask", inside: str = "") -> bytes:
    """Give a process with one parallel multi-instance activity."""
    return document(start(), node(kind, "a", inside + times(count)), end(), chain("s", "a", "e"))


def nested(outer: int, inner: int) -> bytes:
    """Give a multi-instance activity inside a multi-instance sub-process."""
    inside = start("is") + node("userTask", "it", times(inner)) + end("ie") + chain("is", "it", "ie")
    return repeated(outer, "subProcess", inside)


ENDLESS = "<bpmn:standardLoopCharacteristics><bpmn:loopCondition>true</bpmn:loopCondition>"
ROUND_AND_ROUND = document(
    start(),
    node("sendTask", "a", ENDLESS + "</bpmn:standardLoopCharacteristics>", messageRef="m", name="Putar"),
    end(),
    chain("s", "a", "e"),
    before='<bpmn:message id="m" name="kabar"/>',
)


def test_the_bound_of_instances_is_a_setting() -> None:
    assert not begun(repeated(3), Bounds(instances=3)).case.completed

    with pytest.raises(MultiInstanceCountError) as refused:
        begun(repeated(4), Bounds(instances=3))

    assert refused.value.ids["most"] == 3


def test_a_million_instances_are_refused_before_the_first_is_opened() -> None:
    with pytest.raises(MultiInstanceCountError):
        begun(repeated(1_000_000), Bounds(tokens=20))


def test_counts_that_multiply_are_refused_by_the_size_of_the_whole() -> None:
    with pytest.raises(StepTooLargeError) as refused:
        begun(nested(60, 100), Bounds(tokens=5_000))

    assert refused.value.ids["element_id"] == "it"


def test_a_loop_that_no_person_stops_is_refused_with_its_element() -> None:
    with pytest.raises(StepTooLargeError) as refused:
        begun(ROUND_AND_ROUND, Bounds(tokens=500))

    assert refused.value.ids == {"element_id": "a", "element_name": "Putar"}


def test_a_step_over_its_time_is_refused_at_the_element_that_it_has_come_to() -> None:
    play = Play(load(repeated(1)))

    with pytest.raises(StepTooSlowError) as refused:
        step(play, Bounds(seconds=0))

    assert refused.value.ids["element_id"] == "a"


def test_time_is_looked_at_while_instances_are_opened_too() -> None:
    model = document(start(), users("awal"), node("userTask", "a", times(3)), end(), chain("s", "awal", "a", "e"))

    with pytest.raises(StepTooSlowError):
        step(Play(load(model)), Bounds(seconds=0))


def test_what_an_instance_already_holds_counts_towards_its_size() -> None:
    looped = document(start(), users("a"), node("exclusiveGateway", "x"), chain("s", "a", "x"), flow("x", "a"))
    play = Play(load(looped)).complete_often("a", 5)

    assert step(play, Bounds(tokens=40)).facts
    with pytest.raises(StepTooLargeError):
        step(play, Bounds(tokens=12))


def step(play: Play, bounds: Bounds) -> runner.Step:
    """Complete the open task of a loaded copy of the play within these bounds."""
    state = runner.load(play.definition, play.here.dumps())
    task_id = next(iter(play.tasks))
    event = inputs.Complete(task_id=task_id, variables={})
    moment = runner.Moment(now=play.now, calendar=CALENDAR)
    return runner.apply(play.definition, state, event, moment=moment, bounds=bounds)


def test_without_bounds_a_history_of_another_installation_is_executed_again() -> None:
    state = begun(repeated(300), UNBOUNDED)

    assert len(state.case.tasks) > 300


def calls_of(model: bytes) -> int:
    """Give how many calls opening the process costs: a measure that no busy machine changes."""
    definition, counted = load(model), 0

    def count(_frame: Any, event: str, _argument: Any) -> None:
        nonlocal counted
        counted += event in {"call", "c_call"}

    moment = runner.Moment(now=TUESDAY, calendar=CALENDAR)
    event = inputs.Start(instance_id="kasus-1", start_event="s", variables={})
    before = sys.getprofile()
    sys.setprofile(count)
    try:
        runner.apply(definition, None, event, moment=moment, bounds=UNBOUNDED)
    finally:
        sys.setprofile(before)
    return counted


INSIDE = start("is") + users("it") + end("ie") + chain("is", "it", "ie")


@pytest.mark.parametrize(("kind", "inside"), [("userTask", ""), ("subProcess", INSIDE)])
def test_twice_the_instances_cost_twice_the_work(kind: str, inside: str) -> None:
    few, more, most = (calls_of(repeated(count, kind, inside)) for count in (200, 400, 800))

    assert (most - more) / (more - few) < 2.1
