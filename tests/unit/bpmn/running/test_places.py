"""Where an instance stands: at which tasks and events, and inside which sub-processes, calls and repetitions."""

from datetime import timedelta

import pytest

from tests.support.diagrams.bpmn_text import (
    boundary,
    chain,
    document,
    end,
    event,
    flow,
    node,
    start,
    timer,
    times,
    users,
)
from tests.support.playing.play import TUESDAY, Play, load

INSIDE = start("is") + users("it") + end("ie") + chain("is", "it", "ie")
CALL = start("ds") + node("callActivity", "kd", calledElement="tahap") + end("de") + chain("ds", "kd", "de")
PHASE = document(start("cs"), users("ct"), end("ce"), chain("cs", "ct", "ce"), process_id="tahap")
IN_TURN = times(2).replace("Characteristics>", 'Characteristics isSequential="true">', 1)
LOOP = "<bpmn:standardLoopCharacteristics><bpmn:loopCondition>true</bpmn:loopCondition>"
LOOP += "</bpmn:standardLoopCharacteristics>"


def held(activity: str) -> list[tuple[str, ...]]:
    """Give the places of a case that stands in the activity ``a``."""
    play = Play(load(document(start(), activity, end(), chain("s", "a", "e")), tahap_bpmn=PHASE))
    return sorted(play.here.places.values())


@pytest.mark.parametrize(
    ("activity", "places"),
    [
        (users("a"), [("a",)]),
        (node("subProcess", "a", INSIDE), [("it", "a")]),
        (node("callActivity", "a", calledElement="tahap"), [("ct", "a")]),
        (node("subProcess", "a", CALL), [("ct", "kd", "a")]),
        (node("subProcess", "a", times(2) + INSIDE), [("it", "a"), ("it", "a")]),
        (node("subProcess", "a", IN_TURN + INSIDE), [("it", "a")]),
        (node("subProcess", "a", LOOP + INSIDE), [("it", "a")]),
        (node("callActivity", "a", times(2), calledElement="tahap"), [("ct", "a"), ("ct", "a")]),
        (node("userTask", "a", times(2)), [("a",), ("a",)]),
    ],
    ids=["task", "inside", "called", "called inside", "at once", "in turn", "loop", "called at once", "task at once"],
)
def test_a_task_stands_in_all_that_holds_it_the_innermost_first(activity: str, places: list[tuple[str, ...]]) -> None:
    assert held(activity) == places


def test_each_of_two_calls_of_one_process_is_told_apart() -> None:
    calls = "".join(node("callActivity", one, calledElement="tahap") for one in ("k1", "k2"))
    play = Play(load(document(start(), calls, end(), chain("s", "k1", "k2", "e")), tahap_bpmn=PHASE))

    first = list(play.here.places.values())
    second = list(play.complete("ct").here.places.values())

    assert (first, second) == ([("ct", "k1")], [("ct", "k2")])


def test_awaited_events_are_told_with_what_holds_them_and_those_of_a_gateway_each() -> None:
    ways = chain("is", "eg", "m1", "ie") + flow("eg", "t1") + chain("t1", "ie2")
    message = node("intermediateCatchEvent", "m1", event("message", messageRef="m"))
    lapse = node("intermediateCatchEvent", "t1", timer("timeDuration", "PT2H"))
    inside = start("is") + node("eventBasedGateway", "eg") + message + lapse + end("ie") + end("ie2") + ways
    play = Play(
        load(
            document(
                start(),
                node("subProcess", "sub", inside),
                boundary("b", "sub", timer("timeDuration", "PT9H"), interrupting=False),
                end(),
                end("e2"),
                chain("s", "sub", "e"),
                chain("b", "e2"),
                before='<bpmn:message id="m" name="kabar"/>',
            )
        )
    )

    waits = {wait.place: wait.due_at for wait in play.here.waits}

    assert waits == {("m1", "sub"): None, ("t1", "sub"): TUESDAY + timedelta(hours=2)}


def test_a_lone_event_is_awaited_by_itself() -> None:
    pause = node("intermediateCatchEvent", "t1", timer("timeDuration", "PT2H"))
    play = Play(load(document(start(), pause, end(), chain("s", "t1", "e"))))

    assert [wait.place for wait in play.here.waits] == [("t1",)]
