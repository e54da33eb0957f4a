"""Event sub-processes in scopes: who catches what is thrown, and what lies inside another, a call or a loop."""

import pytest

from engine.domain.running import facts
from tests.support.diagrams.bpmn_text import boundary, chain, document, end, event, node, start, times, users
from tests.support.diagrams.by_event import (
    DANGER,
    ERROR,
    ESCALATION,
    HOUR,
    MESSAGE,
    NEWS,
    SIGNAL,
    by_event,
    inner,
    looped,
    model,
    throwing,
)
from tests.support.playing.play import Play, load, replay

reloaded = pytest.mark.parametrize("reload", [False, True])


@reloaded
def test_an_error_in_its_own_scope_is_caught_there_and_interrupts(reload: bool) -> None:  # noqa: FBT001 - a parameter
    play = Play(load(throwing(ERROR, "endEvent", by_event("h", ERROR))), reload=reload)

    play.complete("b")

    assert play.open == ["h_t"]


def failing(name: str, *, thrown: str = ERROR) -> str:
    """Give a sub-process that ends in an error, or whatever is thrown, behind the task ``name_t``."""
    ways = chain(f"{name}_s", f"{name}_t", f"{name}_e")
    return inner(name, start(f"{name}_s"), users(f"{name}_t"), end(f"{name}_e", thrown), ways)


@pytest.mark.parametrize(("thrown", "interrupting"), [(ERROR, True), (ESCALATION, True), (ESCALATION, False)])
def test_what_a_sub_process_throws_reaches_the_scope_around_it(thrown: str, interrupting: bool) -> None:  # noqa: FBT001 - a parameter
    handler = by_event("h", thrown, interrupting=interrupting)
    body = failing("x", thrown=thrown) + users("b") + end() + chain("s", "x", "b", "e")
    play = Play(load(document(start(), body, handler, before=NEWS)), reload=True)

    play.complete("x_t")

    assert play.open == (["h_t"] if interrupting else ["b", "h_t"])


@pytest.mark.parametrize("thrown", [ERROR, ESCALATION])
def test_inside_wins_over_the_border(thrown: str) -> None:
    inside = start("xs") + users("xt") + end("xe", thrown) + chain("xs", "xt", "xe") + by_event("h", thrown)
    body = inner("x", inside) + boundary("bx", "x", thrown, interrupting=True) + users("luar", "b") + end()
    play = Play(load(document(start(), body, chain("s", "x", "b", "e"), chain("bx", "luar", "e"), before=NEWS)))

    play.complete("xt")
    assert play.open == ["h_t"]
    play.complete("h_t")

    assert play.open == ["b"]


def listening(guard: str, *, repeats: str = "") -> bytes:
    """Give a sub-process ``x`` in which a message starts ``h``, and something outside that waits for it too."""
    inside = start("xs") + users("xt") + end("xe") + chain("xs", "xt", "xe") + by_event("h", MESSAGE)
    body = inner("x", inside, repeats) + users("b") + end() + chain("s", "x", "b", "e")
    return document(start(), body, guard, before=NEWS)


BORDER = boundary("bx", "x", MESSAGE, interrupting=True) + users("luar") + end("f") + chain("bx", "luar", "f")


@reloaded
@pytest.mark.parametrize("guard", [BORDER, by_event("k", MESSAGE)])
def test_a_message_is_for_the_innermost_that_waits_for_it(guard: str, reload: bool) -> None:  # noqa: FBT001 - a parameter
    play = Play(load(listening(guard)), reload=reload)

    assert play.deliver("pencabutan").open == ["h_t"]
    assert play.deliver("pencabutan").open == (["luar"] if guard is BORDER else ["k_t"])


def test_a_message_is_for_one_of_several_instances_before_the_border_around_them() -> None:
    play = Play(load(listening(BORDER, repeats=times(2))), reload=True)

    assert play.deliver("pencabutan").open == ["h_t", "xt"]
    assert play.deliver("pencabutan").open == ["h_t", "h_t"]
    assert play.deliver("pencabutan").open == ["luar"]


def test_a_message_is_for_who_waits_longest_where_none_is_within_the_other() -> None:
    body = node("parallelGateway", "p") + node("receiveTask", "r", messageRef="m") + users("a") + end() + end("f")
    inside = start("xs") + users("xt") + end("xe") + chain("xs", "xt", "xe") + by_event("h", MESSAGE)
    ways = chain("s", "p", "r", "a", "e") + chain("p", "x", "f")
    play = Play(load(document(start(), body, inner("x", inside), ways, before=NEWS)), reload=True)

    assert play.deliver("pencabutan").open == ["a", "xt"]


def test_an_error_that_it_does_not_know_goes_on_to_the_border_of_its_parent() -> None:
    inside = start("xs") + users("xt") + end("xe", ERROR) + chain("xs", "xt", "xe")
    inside += by_event("h", event("error", errorRef="lain"))
    body = inner("x", inside) + boundary("bx", "x", ERROR, interrupting=True) + users("luar", "b") + end()
    play = Play(load(document(start(), body, chain("s", "x", "b", "e"), chain("bx", "luar", "e"), before=NEWS)))

    assert play.complete("xt").open == ["luar"]


def test_one_for_this_very_error_comes_before_one_for_any_and_only_one_takes_it() -> None:
    both = by_event("semua", event("error")) + by_event("h", ERROR) + by_event("k", ERROR)

    assert Play(load(throwing(ERROR, "endEvent", both))).complete("b").open == ["h_t"]
    assert Play(load(throwing(ERROR, "endEvent", by_event("semua", event("error"))))).complete("b").open == ["semua_t"]


@pytest.mark.parametrize("thrown", [ERROR, ESCALATION])
def test_what_it_throws_itself_goes_on_outside_of_its_parent(thrown: str) -> None:
    handler = by_event("h", thrown, users("ht") + end("he", thrown) + chain("h_s", "ht", "he"))
    inside = start("xs") + users("xt") + end("xe", thrown) + chain("xs", "xt", "xe") + handler
    body = inner("x", inside) + boundary("bx", "x", thrown, interrupting=True) + users("luar", "b") + end()
    play = Play(load(document(start(), body, chain("s", "x", "b", "e"), chain("bx", "luar", "e"), before=NEWS)))

    assert play.complete("xt").open == ["ht"]
    assert play.complete("ht").open == ["luar"]


def test_one_that_does_not_interrupt_does_not_catch_what_it_throws_itself() -> None:
    body = users("ht") + node("intermediateThrowEvent", "hx", ESCALATION) + users("hu") + end("he")
    handler = by_event("h", ESCALATION, body + chain("h_s", "ht", "hx", "hu", "he"), interrupting=False)
    play = Play(load(throwing(ESCALATION, after=handler))).complete("b")

    assert play.complete("ht").open == ["a", "hu"]


def test_an_error_of_one_beside_the_scope_is_caught_by_its_neighbour() -> None:
    handler = by_event("h", MESSAGE, users("ht") + end("he", ERROR) + chain("h_s", "ht", "he"), interrupting=False)
    play = Play(load(model(handler, by_event("k", ERROR)))).deliver("pencabutan")

    assert play.complete("ht").open == ["k_t"]


def test_two_errors_at_once_are_one_interruption() -> None:
    body = node("parallelGateway", "p") + end("x1", ERROR) + end("x2", ERROR) + users("a")
    ways = chain("s", "a", "p", "x1") + chain("p", "x2")
    inside = inner("x", start(), body, ways, by_event("h", ERROR))
    around = boundary("bx", "x", ERROR, interrupting=True) + users("luar") + end() + chain("o", "x", "e")
    play = Play(load(document(start("o"), inside, around, chain("bx", "luar", "e"), before=NEWS)), start="o")

    assert play.complete("a").open == ["h_t"]


def test_of_two_that_one_signal_starts_the_one_that_interrupts_has_the_last_word() -> None:
    both = by_event("k", SIGNAL, interrupting=False) + by_event("h", SIGNAL) + by_event("l", SIGNAL)
    play = Play(load(throwing(SIGNAL, after=both)))

    assert play.complete("b").open == ["h_t"]


def called(*body: str) -> bytes:
    """Give the process ``tahap``, which holds a sub-process ``x`` with the task ``xt``."""
    inside = start("xs") + users("xt") + end("xe") + chain("xs", "xt", "xe")
    whole = start("cs") + inner("x", inside, *body) + users("sesudah") + end("ce") + chain("cs", "x", "sesudah", "ce")
    return document(whole, process_id="tahap", before=NEWS)


@reloaded
def test_in_a_sub_process_of_a_called_process_it_interrupts_that_sub_process_only(reload: bool) -> None:  # noqa: FBT001 - a parameter
    body = node("parallelGateway", "p") + users("a") + node("callActivity", "c", calledElement="tahap") + end()
    outside = document(start(), body, chain("s", "p", "a", "e"), chain("p", "c", "e"), before=NEWS)
    definition = load(outside, tahap_bpmn=called(by_event("h", MESSAGE)))
    play = Play(definition, reload=reload)

    assert play.deliver("pencabutan").open == ["a", "h_t"]
    assert play.complete("h_t").open == ["a", "sesudah"]

    assert replay(definition, play.log).dumps() == play.here.dumps()


@pytest.mark.parametrize("interrupting", [True, False])
def test_in_one_of_several_instances_it_concerns_that_instance_only(interrupting: bool) -> None:  # noqa: FBT001 - a parameter
    inside = start("xs") + users("xt") + end("xe") + chain("xs", "xt", "xe")
    several = inner("x", inside, by_event("h", MESSAGE, interrupting=interrupting), times(2))
    play = Play(
        load(document(start(), several, users("b"), end(), chain("s", "x", "b", "e"), before=NEWS)), reload=True
    )

    play.deliver("pencabutan")
    assert play.open == (["h_t", "xt"] if interrupting else ["h_t", "xt", "xt"])
    for element in play.open:
        play.complete(element)

    assert play.open == ["b"]


def test_one_inside_another_waits_only_while_the_outer_one_runs() -> None:
    body = users("ht") + end("he") + chain("h_s", "ht", "he") + by_event("k", HOUR)
    play = Play(load(model(by_event("h", MESSAGE, body))), reload=True)
    assert play.due == {}

    play.deliver("pencabutan").fire("k_s")
    assert play.open == ["k_t"]
    play.complete("k_t")

    assert play.said(facts.InstanceEnded) == [facts.InstanceEnded(end_elements=("k_e",))]


def test_a_terminating_end_inside_ends_the_event_sub_process_and_one_outside_withdraws_it() -> None:
    over = users("ht") + end("he", event("terminate")) + chain("h_s", "ht", "he")
    handler = by_event("h", MESSAGE, over, interrupting=False)
    play = Play(load(model(handler).replace(b'id="e">', b'id="e"><bpmn:terminateEventDefinition/>')), reload=True)
    play.deliver("pencabutan").deliver("pencabutan")

    assert play.complete("ht").open == ["a", "ht"]
    play.complete("a")

    assert play.here.case.completed
    assert [fact.element_id for fact in play.said(facts.TaskCancelled)] == ["ht"]


def test_each_round_of_a_sub_process_waits_anew() -> None:
    inside = start("xs") + users("xt") + end("xe") + chain("xs", "xt", "xe") + by_event("h", MESSAGE)
    play = Play(load(document(looped(inner("x", inside), "x"), before=NEWS)), reload=True)

    play.complete("xt")
    again = play.said(facts.MessageAwaited)
    play.deliver("pencabutan")

    assert [fact.element_id for fact in again] == ["h_s"]
    assert play.open == ["h_t"]
    assert play.complete("h_t").open == ["xt"]


THROWN = {
    "signal": (SIGNAL, node("intermediateThrowEvent", "x", SIGNAL), True),
    "signal beside": (SIGNAL, node("intermediateThrowEvent", "x", SIGNAL), False),
    "escalation": (ESCALATION, node("intermediateThrowEvent", "x", ESCALATION), True),
    "escalation beside": (ESCALATION, node("intermediateThrowEvent", "x", ESCALATION), False),
    "condition": (DANGER, node("intermediateThrowEvent", "x"), True),
    "condition beside": (DANGER, node("intermediateThrowEvent", "x"), False),
}


@pytest.mark.parametrize("kind", THROWN)
def test_without_a_person_in_between_nothing_behind_the_throw_is_done_once_it_is_interrupted(kind: str) -> None:
    starts, throw, interrupting = THROWN[kind]
    work, repair = (node("sendTask", name, messageRef="m") for name in ("kerja", "tangani"))
    handler = by_event("h", starts, repair + end("he") + chain("h_s", "tangani", "he"), interrupting=interrupting)
    inside = start("xs") + throw + work + end("xe") + chain("xs", "x", "kerja", "xe") + handler
    body = inner("sub", inside) + users("b") + end() + chain("s", "sub", "b", "e")

    play = Play(load(document(start(), body, before=NEWS)), variables={"bahaya": True})

    sent = sorted(fact.element_id for fact in play.said(facts.MessageThrown))
    assert sent == (["tangani"] if interrupting else ["kerja", "tangani"])
    assert play.open == ["b"]
