"""Event sub-processes: what starts them, what they interrupt, and what a case remembers and tells of them."""

import itertools
from collections.abc import Callable

import pytest
from SpiffWorkflow.bpmn.specs.event_definitions.message import MessageEventDefinition
from SpiffWorkflow.bpmn.util.event import BpmnEvent

from engine.bpmn.base.errors import MessageNotAwaitedError, ProcessTooDeepError
from engine.bpmn.mended import patches
from engine.domain.running import facts, inputs
from tests.support.diagrams.bpmn_text import boundary, chain, document, end, event, node, start, timer, users
from tests.support.diagrams.by_event import (
    DANGER,
    ERROR,
    ESCALATION,
    HOUR,
    MESSAGE,
    NEWS,
    SIGNAL,
    by_event,
    looped,
    model,
    throwing,
)
from tests.support.diagrams.stock import Stock
from tests.support.playing.play import Play, load, replay

Occur = Callable[[Play], Play]
HAPPENS: dict[str, tuple[str, Callable[[str], bytes], Occur]] = {
    "message": (MESSAGE, model, lambda play: play.deliver("pencabutan")),
    "timer": (HOUR, model, lambda play: play.fire("h_s")),
    "signal": (SIGNAL, lambda handler: throwing(SIGNAL, after=handler), lambda play: play.complete("b")),
    "escalation": (ESCALATION, lambda handler: throwing(ESCALATION, after=handler), lambda play: play.complete("b")),
    "condition": (
        DANGER,
        lambda handler: throwing("", after=handler),
        lambda play: play.complete("b", bahaya=True),
    ),
}
reloaded = pytest.mark.parametrize("reload", [False, True])


@reloaded
@pytest.mark.parametrize("kind", HAPPENS)
def test_an_interrupting_one_withdraws_the_rest_of_its_scope_which_ends_with_it(kind: str, reload: bool) -> None:  # noqa: FBT001 - a parameter
    starts, around, occur = HAPPENS[kind]
    definition = load(around(by_event("h", starts)))
    play = Play(definition, reload=reload)

    occur(play)
    assert play.open == ["h_t"]
    assert "a" in [fact.element_id for fact in play.said(facts.TaskCancelled)]
    play.complete("h_t")

    assert play.said(facts.InstanceEnded)[0].end_elements[-1:] == ("h_e",)
    assert replay(definition, play.log).dumps() == play.here.dumps()


@reloaded
@pytest.mark.parametrize("kind", HAPPENS)
def test_one_that_does_not_interrupt_runs_beside_its_scope_which_waits_for_it(kind: str, reload: bool) -> None:  # noqa: FBT001 - a parameter
    starts, around, occur = HAPPENS[kind]
    definition = load(around(by_event("h", starts, interrupting=False)))
    play = Play(definition, reload=reload)

    occur(play)
    assert play.open == ["a", "h_t"]
    play.complete("a")
    assert (play.open, play.said(facts.InstanceEnded)) == (["h_t"], [])
    play.complete("h_t")

    assert play.here.case.completed
    assert replay(definition, play.log).dumps() == play.here.dumps()


@reloaded
def test_each_message_starts_another_one_and_the_scope_waits_for_all(reload: bool) -> None:  # noqa: FBT001 - a parameter
    definition = load(model(by_event("h", MESSAGE, interrupting=False)))
    play = Play(definition, reload=reload)

    play.deliver("pencabutan").deliver("pencabutan").complete("a")
    assert play.open == ["h_t", "h_t"]
    assert len(set(play.tasks)) == 2
    assert play.complete("h_t").said(facts.InstanceEnded) == []
    play.complete("h_t")

    assert play.here.case.completed
    assert replay(definition, play.log).dumps() == play.here.dumps()


def test_two_branches_that_throw_at_once_start_two() -> None:
    thrown = node("intermediateThrowEvent", "x1", SIGNAL) + node("intermediateThrowEvent", "x2", SIGNAL)
    body = users("a") + node("parallelGateway", "p") + thrown + end("e1") + end("e2")
    ways = chain("s", "a", "p", "x1", "e1") + chain("p", "x2", "e2")
    handler = by_event("h", SIGNAL, interrupting=False)

    assert Play(load(document(start(), body, ways, handler, before=NEWS))).complete("a").open == ["h_t", "h_t"]


@reloaded
def test_a_condition_must_become_false_before_it_starts_another(reload: bool) -> None:  # noqa: FBT001 - a parameter
    body = looped(users("a"), "a") + by_event("h", DANGER, interrupting=False)
    play = Play(load(document(body)), reload=reload)

    seen = [play.complete("a", bahaya=bahaya).open.count("h_t") for bahaya in (True, True, False, False, True)]

    assert seen == [1, 1, 1, 1, 2]


@pytest.mark.parametrize("interrupting", [True, False])
def test_a_condition_that_holds_from_the_beginning_starts_it_at_once(interrupting: bool) -> None:  # noqa: FBT001 - a parameter
    definition = load(model(by_event("h", DANGER, interrupting=interrupting)))

    play = Play(definition, variables={"bahaya": True}, reload=True)

    assert play.open == (["h_t"] if interrupting else ["a", "h_t"])
    assert replay(definition, play.log).dumps() == play.here.dumps()


def test_a_cycle_starts_one_for_each_of_its_times() -> None:
    play = Play(load(model(by_event("h", timer("timeCycle", "R2/PT1H"), interrupting=False))), reload=True)

    play.fire("h_s").fire("h_s")

    assert play.open == ["a", "h_t", "h_t"]
    assert not any(play.due.values())


def test_a_timer_that_fires_once_is_over_then() -> None:
    play = Play(load(model(by_event("h", HOUR, interrupting=False))), reload=True)

    play.fire("h_s")

    assert (play.open, play.due) == (["a", "h_t"], {})


def test_what_waits_is_told_and_taken_back_when_the_scope_ends() -> None:
    waiting = by_event("h", MESSAGE) + by_event("k", HOUR, interrupting=False)
    play = Play(load(model(waiting)))
    awaited, due = play.said(facts.MessageAwaited), play.said(facts.TimerSet)
    assert [(fact.element_id, fact.message) for fact in awaited] == [("h_s", "pencabutan")]
    assert [fact.element_id for fact in due] == ["k_s"]

    play.complete("a")

    assert play.here.case.completed
    assert play.said(facts.MessageNoLongerAwaited) == [facts.MessageNoLongerAwaited(task_id=awaited[0].task_id)]
    assert play.said(facts.TimerCleared) == [facts.TimerCleared(timer_id=due[0].timer_id)]
    assert play.said(facts.InstanceEnded) == [facts.InstanceEnded(end_elements=("e",))]


def test_an_interruption_takes_back_tasks_timers_messages_and_running_neighbours() -> None:
    body = node("parallelGateway", "p") + users("a", "b") + node("intermediateCatchEvent", "c", HOUR) + end() + end("f")
    body += boundary("t", "a", timer("timeDuration", "PT2H"), interrupting=False) + users("tegur") + end("g")
    ways = chain("s", "p", "a", "e") + chain("p", "b", "f") + chain("p", "c", "f") + chain("t", "tegur", "g")
    beside = by_event("k", event("message", messageRef="n"), interrupting=False) + by_event("h", MESSAGE)
    news = NEWS + '<bpmn:message id="n" name="kabar"/>'
    play = Play(load(document(start(), body, ways, beside, before=news)), reload=True)
    play.deliver("kabar").fire("t")

    play.deliver("pencabutan")

    assert sorted(fact.element_id for fact in play.said(facts.TaskCancelled)) == ["a", "b", "k_t", "tegur"]
    assert (len(play.said(facts.TimerCleared)), len(play.said(facts.MessageNoLongerAwaited))) == (1, 2)
    assert (play.open, play.due) == (["h_t"], {})


def test_a_withdrawal_is_heard_while_nothing_else_is_open() -> None:
    body = node("intermediateCatchEvent", "c", event("message", messageRef="n")) + end() + chain("s", "c", "e")
    news = NEWS + '<bpmn:message id="n" name="kabar"/>'
    play = Play(load(document(start(), body, by_event("h", MESSAGE), before=news)), reload=True)
    assert play.open == []

    play.deliver("pencabutan")

    assert play.open == ["h_t"]
    with pytest.raises(MessageNotAwaitedError):
        play.deliver("kabar")


def test_one_that_interrupted_hears_nothing_more() -> None:
    play = Play(load(model(by_event("h", MESSAGE)))).deliver("pencabutan")

    with pytest.raises(MessageNotAwaitedError):
        play.deliver("pencabutan")


def test_a_case_that_is_called_off_waits_for_nothing() -> None:
    play = Play(load(model(by_event("h", MESSAGE), by_event("k", HOUR))))

    play.apply(inputs.Cancel(reason_code="uji"))

    assert (len(play.said(facts.MessageNoLongerAwaited)), len(play.said(facts.TimerCleared))) == (1, 1)
    assert play.said(facts.InstanceEnded) == [facts.InstanceEnded(end_elements=())]


def test_the_path_names_start_steps_and_end_and_the_event_sub_process_once() -> None:
    play = Play(load(model(by_event("h", MESSAGE, interrupting=False))))

    play.deliver("pencabutan")
    begun = play.said(facts.Passed)
    play.complete("h_t")

    assert begun == [facts.Passed(elements=("h_s",), flows=("h_s-h_t",))]
    assert play.said(facts.Passed) == [facts.Passed(elements=("h_t", "h_e", "h"), flows=("h_t-h_e",))]


def test_ids_of_its_tasks_follow_from_the_instance_and_the_path() -> None:
    definition = load(model(by_event("h", MESSAGE, interrupting=False)))

    first, second = (Play(definition).deliver("pencabutan").deliver("pencabutan").tasks for _ in range(2))

    assert first == second


@pytest.mark.parametrize("written", ["1", "true"])
def test_both_ways_to_write_that_an_event_starts_it_are_read(written: str) -> None:
    handler = by_event("h", MESSAGE).replace('triggeredByEvent="true"', f'triggeredByEvent="{written}"')

    assert Play(load(model(handler))).deliver("pencabutan").open == ["h_t"]


@pytest.mark.parametrize(("written", "found"), [("0", ["a", "h_t"]), ("false", ["a", "h_t"]), ("1", ["h_t"])])
def test_each_way_to_write_whether_it_interrupts_is_read(written: str, found: list[str]) -> None:
    handler = by_event("h", MESSAGE).replace('isInterrupting="true"', f'isInterrupting="{written}"')

    assert Play(load(model(handler))).deliver("pencabutan").open == found


def test_a_signal_that_starts_its_own_sender_again_fails_aloud_and_does_not_hang(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(patches, "DEEPEST", 40)  # the same end in less time
    body = node("callActivity", "c", calledElement="tahap") + end("he") + chain("h_s", "c", "he")
    sends = node("intermediateThrowEvent", "x", SIGNAL) + end("ce")
    part = document(start("cs"), sends, chain("cs", "x", "ce"), process_id="tahap", before=NEWS)
    play = Play(load(throwing(SIGNAL, after=by_event("h", SIGNAL, body, interrupting=False)), tahap_bpmn=part))

    with pytest.raises(ProcessTooDeepError) as failed:
        play.complete("b")

    assert failed.value.ids["element_id"] == "h_s"


@pytest.mark.parametrize("order", list(itertools.permutations(("pencabutan", "a", "h_t", "pencabutan"))))
def test_in_every_order_live_reloaded_and_replayed_states_are_the_same_bytes(order: tuple[str, ...]) -> None:
    definition = load(model(by_event("h", MESSAGE, interrupting=False), by_event("k", HOUR)))
    plays = [Play(definition, reload=reload) for reload in (False, True)]
    for play, step in itertools.product(plays, order):
        if step == "pencabutan" and not play.here.case.completed:
            play.deliver(step)
        elif step in play.open:
            play.complete(step)

    states = {play.here.dumps() for play in plays} | {replay(definition, plays[0].log).dumps()}

    assert len(states) == 1


def stock(starts: str) -> Stock:
    """Give the library's own run of a process with an interrupting event sub-process."""
    return Stock(model(by_event("h", starts)))


def test_stock_goes_on_with_the_scope_that_an_event_sub_process_should_interrupt() -> None:
    running = stock(MESSAGE)

    running.flow.send_event(BpmnEvent(MessageEventDefinition("pencabutan"), payload={}))
    running.flow.do_engine_steps()

    assert running.open == ["a", "h_t"]


def test_stock_keeps_a_scope_open_for_an_event_sub_process_that_never_started() -> None:
    running = stock(timer("timeDuration", '"PT1H"'))

    running.complete("a")

    assert (running.open, running.flow.is_completed()) == ([], False)


def test_stock_starts_an_event_sub_process_for_an_error_that_nobody_threw() -> None:
    assert stock(ERROR).open == ["a", "h_t"]
