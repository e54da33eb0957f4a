"""An instance stands still when no task is open and nothing that it waits for comes by itself."""

import pytest

from tests.support.diagrams.bpmn_text import boundary, chain, document, end, flow, node, start, timer, users
from tests.support.diagrams.by_event import DANGER, HOUR, MESSAGE, NEWS, SIGNAL, by_event, inner
from tests.support.playing.play import Play, load

UNKNOWN = timer("timeDuration", "= duration(lama)")
THROWS = start("r_s", MESSAGE, isInterrupting="false")


def catch(inside: str, name: str = "c") -> str:
    return node("intermediateCatchEvent", name, inside)


def played(*body: str, **variables: object) -> Play:
    return Play(load(document(*body, before=NEWS)), reload=True, variables=variables)


def after_a(inside: str, *beside: str) -> Play:
    """Give an instance whose task ``a`` is done and whose event ``c`` waits."""
    model = (start(), users("a"), catch(inside), end(), chain("s", "a", "c", "e"), *beside)
    return played(*model).complete("a", lama=None)


def within(inside: str, *guards: str) -> Play:
    """Give an instance that waits at ``c`` inside the sub-process ``i``, which is guarded."""
    held = inner("i", start("i_s"), catch(inside), end("i_e"), chain("i_s", "c", "i_e"))
    return played(start(), held, end(), chain("s", "i", "e"), *guards)


def guarded(inside: str, *, interrupting: bool) -> str:
    return boundary("b", "i", inside, interrupting=interrupting) + users("t") + end("e2") + chain("b", "t", "e2")


def dead_join() -> Play:
    gateways = node("exclusiveGateway", "k", default="k-a") + node("parallelGateway", "j")
    ways = chain("s", "k", "a", "j", "e") + flow("k", "b", "lewat = 2") + chain("b", "j")
    return played(start(), users("a", "b"), gateways, end(), ways)


@pytest.mark.parametrize("inside", [SIGNAL, DANGER, UNKNOWN])
def test_it_stands_still_at_an_event_that_does_not_come_by_itself(inside: str) -> None:
    assert after_a(inside).here.stands_at == ("c",)


@pytest.mark.parametrize("inside", [MESSAGE, HOUR])
def test_a_message_and_a_moment_are_something_to_wait_for(inside: str) -> None:
    assert after_a(inside).here.stands_at == ()


def test_it_stands_still_at_a_join_that_lacks_a_token() -> None:
    play = dead_join()
    assert play.here.stands_at == ()

    assert play.complete("a").here.stands_at == ("j",)


def test_an_open_task_beside_it_is_a_way_on() -> None:
    body = (start(), node("parallelGateway", "p"), users("a"), catch(SIGNAL), end(), end("e2"))
    play = played(*body, chain("s", "p", "a", "e"), chain("p", "c", "e2"))
    assert play.here.stands_at == ()

    assert play.complete("a").here.stands_at == ("c",)


@pytest.mark.parametrize("inside", [DANGER, SIGNAL])
@pytest.mark.parametrize("other", [MESSAGE, HOUR])
def test_behind_an_event_gateway_one_event_that_comes_is_enough(inside: str, other: str) -> None:
    body = (start(), node("eventBasedGateway", "g"), catch(inside), end(), end("e2"), chain("s", "g", "c", "e"))

    assert played(*body, catch(other, "d"), chain("g", "d", "e2")).here.stands_at == ()
    stuck = played(*body, catch(UNKNOWN, "d"), chain("g", "d", "e2"), lama=None)
    assert stuck.here.stands_at == ("g",)


@pytest.mark.parametrize("interrupting", [True, False])
@pytest.mark.parametrize("starts", [MESSAGE, HOUR])
def test_an_armed_event_sub_process_is_no_way_on(starts: str, *, interrupting: bool) -> None:
    assert after_a(SIGNAL, by_event("w", starts, interrupting=interrupting)).here.stands_at == ("c",)


def test_an_event_sub_process_that_runs_is_one_until_it_is_over() -> None:
    play = after_a(SIGNAL, by_event("w", MESSAGE, interrupting=False)).deliver("pencabutan")
    assert play.here.stands_at == ()

    assert play.complete("w_t").here.stands_at == ("c",)


def throwing(kind: str = "intermediateThrowEvent") -> str:
    """Give an event sub-process that throws the signal ``g``, one level further inside."""
    deep = inner("x", start("x_s"), node(kind, "x_g", SIGNAL), end("x_e"), chain("x_s", "x_g", "x_e"))
    return by_event("w", MESSAGE, deep + end("w_e") + chain("w_s", "x", "w_e"), interrupting=False)


def test_a_signal_that_an_armed_event_sub_process_throws_is_awaited_by_design() -> None:
    play = after_a(SIGNAL, throwing())
    assert play.here.stands_at == ()

    assert play.deliver("pencabutan").here.case.completed


def test_one_that_hears_it_throws_nothing() -> None:
    assert after_a(SIGNAL, throwing("intermediateCatchEvent")).here.stands_at == ("c",)


def test_a_signal_thrown_in_repetitions_on_the_way_of_a_boundary_event_is_awaited_by_design() -> None:
    thrown = node("intermediateThrowEvent", "x_g", SIGNAL)
    loop = '<bpmn:standardLoopCharacteristics loopMaximum="2"/>'
    deep = inner("x", start("x_s"), thrown, end("x_e"), chain("x_s", "x_g", "x_e"), loop)
    late = boundary("b", "i", HOUR, interrupting=False) + deep + end("e2") + chain("b", "x", "e2")

    assert within(SIGNAL, late).here.stands_at == ()


@pytest.mark.parametrize("inside", [MESSAGE, HOUR])
def test_a_boundary_event_that_ends_the_wait_is_a_way_on(inside: str) -> None:
    assert within(SIGNAL, guarded(inside, interrupting=True)).here.stands_at == ()
    assert within(SIGNAL, guarded(inside, interrupting=False)).here.stands_at == ("c",)


@pytest.mark.parametrize("inside", [SIGNAL, DANGER])
def test_a_boundary_event_that_does_not_come_by_itself_is_none(inside: str) -> None:
    assert within(SIGNAL, guarded(inside, interrupting=True)).here.stands_at == ("c",)


def test_each_element_is_named_once_and_a_case_that_is_over_stands_nowhere() -> None:
    model = (start(), node("parallelGateway", "p"), catch(SIGNAL), catch(DANGER, "d"), end(), end("e2"))
    play = played(*model, chain("s", "p", "c", "e"), chain("p", "d", "e2"), flow("p", "c"))
    assert play.here.stands_at == ("c", "d")

    done = after_a(MESSAGE).deliver("pencabutan", bahaya=True)
    assert (done.here.case.completed, done.here.stands_at) == (True, ())
