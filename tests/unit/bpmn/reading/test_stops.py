"""From where the clock of a milestone can still be stopped: inside, round, over and behind whatever a diagram holds."""

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
from tests.support.diagrams.by_event import HOUR, by_event
from tests.support.playing.play import load

STOP = {"lindung_slaStop": "layanan"}
INSIDE = start("is") + users("it") + end("ie") + chain("is", "it", "ie")
PHASE = document(start("cs"), users("ct"), end("ce"), chain("cs", "ct", "ce"), process_id="tahap")


def leading(*body: str, phase: bytes = PHASE) -> set[str]:
    """Give what leads to the milestone ``layanan``; ``phase`` is the process that may be called."""
    return set(load(document(*body), tahap_bpmn=phase).leading["layanan"])


def called_by(element_id: str, **attributes: str) -> str:
    """Give an activity that calls the process ``tahap``."""
    return node("callActivity", element_id, calledElement="tahap", **attributes)


def test_elements_behind_the_stop_do_not_lead_to_it() -> None:
    found = leading(start(), users("a", "c"), node("userTask", "b", **STOP), end(), chain("s", "a", "b", "c", "e"))

    assert found == {"s", "a", "b"}


def test_the_way_back_round_a_loop_leads_to_the_stop() -> None:
    found = leading(
        start(),
        node("userTask", "b", **STOP),
        users("c"),
        node("exclusiveGateway", "x", default="x-e"),
        end(),
        chain("s", "b", "c", "x", "e"),
        flow("x", "b", "lagi"),
    )

    assert found == {"s", "b", "c", "x"}


def test_the_way_over_a_boundary_event_leads_to_the_stop() -> None:
    found = leading(
        start(),
        users("a"),
        boundary("t", "a", timer("timeDuration", "PT1H"), interrupting=True),
        node("userTask", "b", **STOP),
        end(),
        end("e2"),
        chain("s", "a", "e"),
        chain("t", "b", "e2"),
    )

    assert found == {"s", "a", "t", "b"}


def test_what_runs_inside_a_sub_process_leads_to_the_stop_at_its_end() -> None:
    found = leading(start(), node("subProcess", "sub", INSIDE, **STOP), users("a"), end(), chain("s", "sub", "a", "e"))

    assert found == {"s", "sub", "is", "it", "ie"}


def test_a_sub_process_at_any_depth_leads_to_the_stop_at_the_end_of_the_outermost() -> None:
    deep = start("ms") + node("subProcess", "sub", INSIDE) + end("me") + chain("ms", "sub", "me")
    found = leading(start(), node("subProcess", "mid", deep, **STOP), end(), chain("s", "mid", "e"))

    assert found == {"s", "mid", "ms", "sub", "is", "it", "ie", "me"}


def test_a_side_way_inside_leads_to_the_stop_too_since_the_sub_process_waits_for_it() -> None:
    side = boundary("t", "it", timer("timeDuration", "PT1H"), interrupting=False) + users("tegur") + end("ie2")
    body = INSIDE + side + chain("t", "tegur", "ie2")
    found = leading(start(), node("subProcess", "sub", body, **STOP), end(), chain("s", "sub", "e"))

    assert {"t", "tegur", "ie2"} <= found


def test_inside_a_sub_process_only_what_comes_before_the_stop_leads_to_it() -> None:
    inside = start("is") + node("userTask", "it", **STOP) + users("iu") + end("ie") + chain("is", "it", "iu", "ie")
    found = leading(start(), users("a"), node("subProcess", "sub", inside), end(), chain("s", "a", "sub", "e"))

    assert found == {"s", "a", "is", "it"}


def test_what_catches_an_error_of_a_sub_process_is_led_to_from_inside() -> None:
    raising = INSIDE.replace('<bpmn:endEvent id="ie">', '<bpmn:endEvent id="ie">' + event("error", errorRef="x"))
    found = leading(
        start(),
        node("subProcess", "sub", raising),
        boundary("b", "sub", event("error", errorRef="x"), interrupting=True),
        node("userTask", "u", **STOP),
        end(),
        end("e2"),
        chain("s", "sub", "e"),
        chain("b", "u", "e2"),
    )

    assert found == {"s", "sub", "is", "it", "ie", "b", "u"}


def test_a_call_stands_for_what_it_calls_since_one_process_is_called_at_several_places() -> None:
    ways = chain("s", "k", "b", "k2", "e")
    found = leading(start(), called_by("k"), node("userTask", "b", **STOP), called_by("k2"), end(), ways)

    assert found == {"s", "k", "b"}


def test_a_stop_inside_a_called_process_is_led_to_from_before_each_call() -> None:
    phase = PHASE.replace(b'id="ct"', b'id="ct" lindung:slaStop="layanan"')
    found = leading(start(), users("a"), called_by("k"), users("b"), end(), chain("s", "a", "k", "b", "e"), phase=phase)

    assert found == {"s", "a", "cs", "ct"}


def test_a_call_to_nothing_is_one_step() -> None:
    found = leading(start(), node("callActivity", "k", calledElement="tiada", **STOP), end(), chain("s", "k", "e"))

    assert found == {"s", "k"}


def test_what_comes_again_in_turn_leads_back_to_a_stop_inside() -> None:
    inside = start("is") + node("userTask", "it", **STOP) + users("iu") + end("ie") + chain("is", "it", "iu", "ie")
    in_turn = times(2).replace("Characteristics>", 'Characteristics isSequential="true">', 1)
    at_once, one_by_one = (
        leading(start(), node("subProcess", "sub", loop + inside), end(), chain("s", "sub", "e"))
        for loop in (times(2), in_turn)
    )

    assert at_once == {"s", "is", "it"}
    assert one_by_one == {"s", "sub", "is", "it", "iu", "ie"}


def test_what_an_event_starts_leads_on_after_its_scope_and_nothing_of_the_scope_leads_to_it() -> None:
    steps = users("h_t") + end("h_e") + chain("h_s", "h_t", "h_e") + by_event("k", HOUR)
    inside = start("is") + users("it") + end("ie") + chain("is", "it", "ie") + by_event("h", HOUR, steps)
    found = leading(
        start(), node("subProcess", "sub", inside), node("userTask", "b", **STOP), end(), chain("s", "sub", "b", "e")
    )
    stopped = by_event("h", HOUR).replace('id="h_t"', 'id="h_t" lindung:slaStop="layanan"')

    assert {"k", "k_s", "k_t", "k_e", "h", "h_s", "it"} <= found
    assert leading(start(), users("a"), end(), chain("s", "a", "e"), stopped) == {"h_s", "h_t"}
