"""Conditional events on a boundary: each time that the condition becomes true, and not as long as it is true."""

import pytest

from engine.bpmn.base.errors import StepTooLargeError
from engine.bpmn.mended.bounds import Bounds
from engine.bpmn.running import runner
from engine.domain.running import facts, inputs
from tests.support.diagrams import sla_table
from tests.support.diagrams.bpmn_text import boundary, chain, document, end, event, node, start, timer, times, users
from tests.support.playing.play import CALENDAR, TUESDAY, Play, load, replay


def condition(text: str) -> str:
    """Give a conditional event definition."""
    return f"<bpmn:conditionalEventDefinition><bpmn:condition>{text}</bpmn:condition></bpmn:conditionalEventDefinition>"


def watched(*, interrupting: bool = False, loop: str = "", **said: str) -> bytes:
    """Give a task ``b`` that a condition watches, and a task ``a`` beside it that comes again and again."""
    return document(
        start(),
        node("parallelGateway", "g"),
        node("exclusiveGateway", "m"),
        users("a", "c"),
        node("userTask", "b", loop),
        node(
            "boundaryEvent",
            "x",
            condition('= risiko = "tinggi"'.replace('"', "&quot;")),
            attachedToRef="b",
            cancelActivity=str(interrupting).lower(),
            **said,
        ),
        end(),
        end("e2"),
        chain("s", "g", "m", "a", "m"),
        chain("g", "b", "e"),
        chain("x", "c", "e2"),
    )


def after(*risks: str | None, interrupting: bool = False, reload: bool = True) -> Play:
    """Give a case in which the risk was set to these values, one after the other."""
    play = Play(load(watched(interrupting=interrupting)), reload=reload)
    for risk in risks:
        play.complete("a", risiko=risk)
    return play


@pytest.mark.parametrize(
    ("risks", "times_told"),
    [
        (["tinggi"], 1),
        (["tinggi", "tinggi"], 1),
        (["tinggi", "rendah"], 1),
        (["tinggi", "rendah", "tinggi"], 2),
        (["tinggi", None, "tinggi"], 2),
        (["rendah", "tinggi", "sedang", "rendah", "tinggi", "tinggi", "rendah", "tinggi"], 3),
    ],
)
@pytest.mark.parametrize("reload", [False, True])
def test_a_condition_that_does_not_interrupt_happens_each_time_it_becomes_true(
    risks: list[str | None], times_told: int, *, reload: bool
) -> None:
    play = after(*risks, reload=reload)

    assert play.open == ["a", "b", *["c"] * times_told]
    assert replay(play.definition, play.log).dumps() == play.here.dumps()


def test_a_condition_that_holds_from_the_beginning_happens_at_once_and_again_after_it_was_false() -> None:
    play = Play(load(watched()), variables={"risiko": "tinggi"}, reload=True)
    assert play.open == ["a", "b", "c"]

    play.complete("a", risiko="rendah").complete("a", risiko="tinggi")

    assert play.open == ["a", "b", "c", "c"]


def test_what_it_let_loose_goes_on_after_the_watched_task_is_done_and_it_happens_no_more() -> None:
    play = after("tinggi", "rendah").complete("b")

    play.complete("a", risiko="tinggi")

    assert play.open == ["a", "c"]


def test_an_interrupting_condition_happens_once() -> None:
    assert after("tinggi", "rendah", "tinggi", interrupting=True).open == ["a", "c"]


def test_each_instance_of_several_shares_the_one_watch_of_their_activity() -> None:
    play = Play(load(watched(loop=times(2))), reload=True)

    play.complete("a", risiko="tinggi").complete("a", risiko="rendah").complete("a", risiko="tinggi")

    assert play.open == ["a", "b", "b", "c", "c"]


def test_what_it_stands_for_is_noted_each_time() -> None:
    play = Play(load(watched(lindung_document="surat")), reload=True)

    told = [play.complete("a", risiko=risk).said(facts.DocumentDue) for risk in ("tinggi", "rendah", "tinggi")]

    assert [len(each) for each in told] == [1, 0, 1]
    assert "x-c" in play.said(facts.Passed)[0].flows


RACE = document(
    start(),
    node("parallelGateway", "p"),
    node("eventBasedGateway", "g"),
    node("intermediateCatchEvent", "k", condition("x = 1")),
    node("intermediateCatchEvent", "l", condition("x = 2")),
    node("intermediateCatchEvent", "t", timer("timeDuration", "PT1H")),
    users("a", "b", "c", "d"),
    end(),
    end("e2"),
    chain("s", "p", "a", "e2"),
    chain("p", "g", "k", "b", "e"),
    chain("g", "l", "c", "e"),
    chain("g", "t", "d", "e"),
)


@pytest.mark.parametrize(("value", "way"), [(1, ["b"]), (2, ["c"]), (3, [])])
def test_a_condition_behind_an_event_gateway_happens_when_it_becomes_true(value: int, way: list[str]) -> None:
    play = Play(load(RACE), reload=True)

    play.complete("a", x=value)

    assert (play.open, bool(play.due)) == (way, not way)
    assert replay(play.definition, play.log).dumps() == play.here.dumps()


def test_a_condition_behind_an_event_gateway_that_holds_already_is_taken_at_once() -> None:
    assert Play(load(RACE), variables={"x": 2}).open == ["a", "c"]


def test_only_one_way_is_taken_when_a_message_makes_the_condition_true() -> None:
    model = document(
        start(),
        node("eventBasedGateway", "g"),
        node("intermediateCatchEvent", "k", condition("x = 1")),
        node("intermediateCatchEvent", "m", event("message", messageRef="p1")),
        users("b", "c"),
        end(),
        chain("s", "g", "k", "b", "e"),
        chain("g", "m", "c", "e"),
        before='<bpmn:message id="p1" name="pesan"/>',
    )

    assert Play(load(model), reload=True).deliver("pesan", x=1).open == ["c"]


TOGGLE = sla_table.table("nyala", "UNIQUE", ["nyala"], ["nyala"], [("true", "false"), ("false", "true")])


def test_two_conditions_that_wake_each_other_for_ever_are_stopped() -> None:
    ways = [
        boundary(name, "a", condition(text), interrupting=False)
        + node("businessRuleTask", f"r{name}", lindung_decision="nyala")
        + end(f"e{name}")
        + chain(name, f"r{name}", f"e{name}")
        for name, text in (("x", "nyala = true"), ("y", "nyala = false"))
    ]
    model = document(start(), users("a"), *ways, end(), chain("s", "a", "e"))
    begin = inputs.Start(instance_id="kasus-1", start_event="s", variables={"nyala": True})
    moment = runner.Moment(now=TUESDAY, calendar=CALENDAR)

    with pytest.raises(StepTooLargeError):
        runner.apply(load(model, nyala_dmn=TOGGLE), None, begin, moment=moment, bounds=Bounds(tokens=300))
