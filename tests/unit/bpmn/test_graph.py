"""The graph of sequence flows: what must have been passed, or can still come, before a milestone is reached."""

from engine.bpmn import graph
from tests.support.bpmn_text import boundary, chain, document, end, flow, node, start, timer, users
from tests.support.by_event import HOUR, by_event
from tests.support.play import load

STOP = {"lindung_slaStop": "layanan"}


def ancestors(*body: str, called: bytes = b"") -> set[str]:
    """Give the elements before the milestone ``layanan``; ``called`` is a second file."""
    definition = load(document(*body), tahap_bpmn=called) if called else load(document(*body))
    return set(definition.milestone_ancestors["layanan"])


def test_elements_after_the_milestone_are_not_before_it() -> None:
    found = ancestors(start(), users("a", "c"), node("userTask", "b", **STOP), end(), chain("s", "a", "b", "c", "e"))

    assert found == {"s", "a", "b"}


def test_a_loop_back_puts_what_follows_before_it_too() -> None:
    found = ancestors(
        start(),
        node("userTask", "b", **STOP),
        node("exclusiveGateway", "x", default="x-e"),
        end(),
        chain("s", "b", "x", "e"),
        flow("x", "b", "lagi"),
    )

    assert found == {"s", "b", "x"}


def test_the_way_over_a_boundary_event_counts() -> None:
    found = ancestors(
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


def test_what_runs_inside_a_sub_process_comes_before_what_follows_it() -> None:
    inside = start("is") + users("it") + end("ie") + chain("is", "it", "ie")
    found = ancestors(
        start(), node("subProcess", "sub", inside), node("userTask", "b", **STOP), end(), chain("s", "sub", "b", "e")
    )

    assert found == {"s", "sub", "is", "it", "ie", "b"}


def test_a_milestone_inside_a_sub_process_has_the_outside_before_it_but_not_its_own_rest() -> None:
    inside = start("is") + node("userTask", "it", **STOP) + users("iu") + end("ie") + chain("is", "it", "iu", "ie")
    found = ancestors(start(), users("a"), node("subProcess", "sub", inside), end(), chain("s", "a", "sub", "e"))

    assert found == {"s", "a", "sub", "is", "it"}


def test_a_called_process_lies_between_what_is_before_and_after_the_call() -> None:
    called = document(start("cs"), users("ct"), end("ce"), chain("cs", "ct", "ce"), process_id="tahap")
    found = ancestors(
        start(),
        node("callActivity", "k", calledElement="tahap"),
        node("callActivity", "k2", calledElement="tidak_ada"),
        node("userTask", "b", **STOP),
        end(),
        chain("s", "k", "k2", "b", "e"),
        called=called,
    )

    assert found == {"s", "k", "k2", "cs", "ct", "ce", "b"}


def test_flows_are_found_by_their_ends_in_the_order_of_the_file() -> None:
    found = {"f1": ("a", "b"), "f2": ("b", "c"), "f3": ("a", "b")}

    assert graph.by_ends(found) == {("a", "b"): ("f1", "f3"), ("b", "c"): ("f2",)}


def test_what_only_loops_back_to_the_milestone_is_not_upstream_of_it() -> None:
    definition = load(
        document(
            start(),
            users("a", "c"),
            node("userTask", "b", **STOP),
            node("exclusiveGateway", "x", default="x-e"),
            end(),
            chain("s", "a", "b", "c", "x", "e"),
            flow("x", "a", "lagi"),
        )
    )

    assert set(definition.milestone_upstream["layanan"]) == {"s", "a", "b"}
    assert set(definition.milestone_ancestors["layanan"]) == {"s", "a", "b", "c", "x"}


def test_an_element_of_a_called_process_rests_on_every_call_of_it() -> None:
    inner = document(start("is"), users("it"), end("ie"), chain("is", "it", "ie"), process_id="dalam")
    called = document(start("cs"), called_by("ct", "dalam"), end("ce"), chain("cs", "ct", "ce"), process_id="tahap")
    calls = called_by("a", "tahap") + called_by("b", "tahap") + called_by("c", "tiada")
    definition = load(
        document(start(), calls, end(), chain("s", "a", "b", "c", "e")), tahap_bpmn=called, dalam_bpmn=inner
    )

    assert (definition.callers["ct"], definition.callers["it"]) == (("a", "b"), ("ct",))
    assert "a" not in definition.callers
    assert [info.id for info in definition.resting("it")] == ["it", "ct", "a", "b"]


def test_what_an_event_starts_leads_on_after_its_scope_and_nothing_of_the_scope_leads_to_it() -> None:
    steps = users("h_t") + end("h_e") + chain("h_s", "h_t", "h_e") + by_event("k", HOUR)
    inside = start("is") + users("it") + end("ie") + chain("is", "it", "ie") + by_event("h", HOUR, steps)
    found = ancestors(
        start(), node("subProcess", "sub", inside), node("userTask", "b", **STOP), end(), chain("s", "sub", "b", "e")
    )
    stopped = by_event("h", HOUR).replace('id="h_t"', 'id="h_t" lindung:slaStop="layanan"')

    assert {"k", "k_s", "k_t", "k_e", "h", "h_s", "it"} <= found
    assert ancestors(start(), users("a"), end(), chain("s", "a", "e"), stopped) == {"h", "h_s", "h_t"}


def called_by(element_id: str, process: str) -> str:
    """Give a call activity."""
    return node("callActivity", element_id, calledElement=process)
