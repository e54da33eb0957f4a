"""Where a case would wait for ever: the joins that some choice of ways leaves short of a token."""

import pytest

from engine.bpmn import xml
from engine.bpmn.rules import model, tokens
from tests.support.diagrams import diagrams


def stuck(nodes: str, *flows: str) -> list[str]:
    """Give the joins that are refused; a flow is written ``a>b``."""
    written = "".join(
        '<sequenceFlow id="{0}{1}" sourceRef="{0}" targetRef="{1}"/>'.format(*flow.split(">")) for flow in flows
    )
    root = xml.parse(diagrams.document(diagrams.process(nodes + written)))
    return [refusal.element_id for refusal in tokens.check(model.read("a.bpmn", root))]


def node(kind: str, *names: str) -> str:
    return "".join(f'<{kind} id="{name}"/>' for name in names)


ENDS = node("startEvent", "s") + node("endEvent", "e")
BRANCHES = ("s>x", "x>a", "x>b", "a>j", "b>j", "j>e")
TASKS = ENDS + node("serviceTask", "a", "b")


@pytest.mark.parametrize(
    ("split", "join", "found"),
    [
        ("parallelGateway", "parallelGateway", []),
        ("exclusiveGateway", "parallelGateway", ["j"]),
        ("inclusiveGateway", "parallelGateway", ["j"]),
        ("eventBasedGateway", "parallelGateway", ["j"]),
        ("exclusiveGateway", "exclusiveGateway", []),
        ("parallelGateway", "exclusiveGateway", []),
        ("inclusiveGateway", "inclusiveGateway", []),
    ],
)
def test_a_parallel_join_needs_a_parallel_split(split: str, join: str, found: list[str]) -> None:
    assert stuck(TASKS + node(split, "x") + node(join, "j"), *BRANCHES) == found


def test_the_missing_flow_is_named() -> None:
    nodes = TASKS + node("exclusiveGateway", "x") + node("parallelGateway", "j")
    flows = "".join(
        '<sequenceFlow id="{0}{1}" sourceRef="{0}" targetRef="{1}"/>'.format(*flow.split(">")) for flow in BRANCHES
    )
    root = xml.parse(diagrams.document(diagrams.process(nodes + flows.replace('id="bj"', 'id="bj" name="dari b"'))))

    assert [each.reason_en.split("flow ")[1][:8] for each in tokens.check(model.read("a", root))] == ["'dari b'"]


@pytest.mark.parametrize(("passes", "found"), [("false", []), ("true", ["j"])])
def test_an_interrupting_event_takes_the_token_from_the_join(passes: str, found: list[str]) -> None:
    event = f'<boundaryEvent id="t" attachedToRef="a" cancelActivity="{passes}"/>' + node("endEvent", "f")
    nodes = TASKS + event + node("parallelGateway", "x", "j")

    assert stuck(nodes, *BRANCHES, "t>f") == found


def test_a_loop_before_a_join_is_followed_once() -> None:
    nodes = TASKS + node("parallelGateway", "x", "j") + node("exclusiveGateway", "k", "m")
    flows = ("s>x", "x>k", "k>a", "a>m", "m>k", "m>j", "x>b", "b>j", "j>e")

    assert stuck(nodes, *flows) == []


def test_a_loop_that_makes_ever_more_tokens_ends_the_search() -> None:
    nodes = TASKS + node("exclusiveGateway", "k", "l") + node("parallelGateway", "x")

    assert stuck(nodes, "s>k", "k>x", "x>k", "x>l", "l>a", "l>b", "a>e", "b>e") == []


def test_a_terminating_end_leaves_nobody_waiting() -> None:
    stop = '<endEvent id="z"><terminateEventDefinition/></endEvent>'
    nodes = TASKS + stop + node("parallelGateway", "x", "j") + node("exclusiveGateway", "k")

    assert stuck(nodes, "s>x", "x>a", "x>b", "a>k", "k>j", "k>z", "b>j", "j>e") == []


def test_every_start_is_followed_by_itself() -> None:
    nodes = TASKS + node("startEvent", "r") + node("parallelGateway", "j")

    assert stuck(nodes, "s>a", "r>b", "a>j", "b>j", "j>e") == ["j"]


def test_a_wide_inclusive_split_is_followed_by_single_ways_and_all() -> None:
    names = [f"t{number}" for number in range(7)]
    nodes = ENDS + node("serviceTask", *names) + node("inclusiveGateway", "x") + node("parallelGateway", "j")
    ways = [flow for name in names for flow in (f"x>{name}", f"{name}>j")]

    assert stuck(nodes, "s>x", *ways, "j>e") == ["j"]


def test_gateways_without_a_way_out_and_flows_to_nowhere_do_no_harm() -> None:
    assert stuck(ENDS + node("exclusiveGateway", "x"), "s>x") == []
    assert stuck(ENDS + node("inclusiveGateway", "x"), "s>x") == []
    assert stuck(ENDS, "s>hilang") == []


def test_a_search_that_grows_too_large_says_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tokens, "_MOST_MARKINGS", 1)

    assert stuck(TASKS + node("exclusiveGateway", "x") + node("parallelGateway", "j"), *BRANCHES) == []
