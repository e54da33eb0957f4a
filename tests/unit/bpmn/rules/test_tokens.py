"""Where a case would wait or go round for ever: joins short of a token, loops that never give the last one back."""

import random

import pytest

from engine.bpmn.base import xml
from engine.bpmn.rules.base import model
from engine.bpmn.rules.tokens import markings, tokens
from tests.support.diagrams import diagrams


def read(nodes: str, *flows: str) -> model.Diagram:
    """Give a diagram; a flow is written ``a>b``."""
    written = "".join(
        '<sequenceFlow id="{0}{1}" sourceRef="{0}" targetRef="{1}"/>'.format(*flow.split(">")) for flow in flows
    )
    return model.read("a.bpmn", xml.parse(diagrams.document(diagrams.process(nodes + written))))


def found(nodes: str, *flows: str) -> list[tuple[str, str]]:
    """Give what is refused by (code, element id)."""
    return [(refusal.code, refusal.element_id) for refusal in tokens.check(read(nodes, *flows))]


def stuck(nodes: str, *flows: str) -> list[str]:
    """Give the joins that are refused."""
    return [element_id for code, element_id in found(nodes, *flows) if code == "join_never_completes"]


def node(kind: str, *names: str) -> str:
    return "".join(f'<{kind} id="{name}"/>' for name in names)


ENDS = node("startEvent", "s") + node("endEvent", "e")
BRANCHES = ("s>x", "x>a", "x>b", "a>j", "b>j", "j>e")
TASKS = ENDS + node("businessRuleTask", "a", "b")


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

    assert found(nodes, "s>k", "k>x", "x>k", "x>l", "l>a", "l>b", "a>e", "b>e") == [("split_never_ends", "x")]


def test_a_terminating_end_leaves_nobody_waiting() -> None:
    stop = '<endEvent id="z"><terminateEventDefinition/></endEvent>'
    nodes = TASKS + stop + node("parallelGateway", "x", "j") + node("exclusiveGateway", "k")

    assert stuck(nodes, "s>x", "x>a", "x>b", "a>k", "k>j", "k>z", "b>j", "j>e") == []


def test_every_start_is_followed_by_itself() -> None:
    nodes = TASKS + node("startEvent", "r") + node("parallelGateway", "j")

    assert stuck(nodes, "s>a", "r>b", "a>j", "b>j", "j>e") == ["j"]


def test_a_wide_inclusive_split_is_followed_by_single_ways_and_all() -> None:
    names = [f"t{number}" for number in range(7)]
    nodes = ENDS + node("businessRuleTask", *names) + node("inclusiveGateway", "x") + node("parallelGateway", "j")
    ways = [flow for name in names for flow in (f"x>{name}", f"{name}>j")]

    assert stuck(nodes, "s>x", *ways, "j>e") == ["j"]


def test_gateways_without_a_way_out_and_flows_to_nowhere_do_no_harm() -> None:
    assert stuck(ENDS + node("exclusiveGateway", "x"), "s>x") == []
    assert stuck(ENDS + node("inclusiveGateway", "x"), "s>x") == []
    assert stuck(ENDS, "s>hilang") == []


def test_a_search_that_grows_too_large_says_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(markings, "_MOST_MARKINGS", 1)

    assert stuck(TASKS + node("exclusiveGateway", "x") + node("parallelGateway", "j"), *BRANCHES) == []
    assert found(ROUND + node("parallelGateway", "p"), *GOING_BACK) == []


# A person's step, a split, one way to the end and one way back.
ROUND = ENDS + node("exclusiveGateway", "x", "y") + node("businessRuleTask", "a", "b")
GOING_BACK = ("s>x", "x>a", "a>p", "p>e", "p>b", "b>x")


@pytest.mark.parametrize(
    ("split", "refused"),
    [
        ("parallelGateway", [("split_never_ends", "p")]),
        ("exclusiveGateway", []),
        ("inclusiveGateway", []),
    ],
)
def test_a_branch_that_always_goes_back_never_lets_the_case_end(split: str, refused: list[tuple[str, str]]) -> None:
    assert found(ROUND + node(split, "p"), *GOING_BACK) == refused


@pytest.mark.parametrize("split", ["parallelGateway", "inclusiveGateway"])
def test_two_branches_that_may_go_back_multiply_the_tokens(split: str) -> None:
    flows = ("s>x", "x>a", "a>p", "p>y", "p>b", "b>z", "z>x", "z>e", "y>x", "y>f")
    nodes = ROUND + node(split, "p") + node("exclusiveGateway", "z") + node("endEvent", "f")

    assert found(nodes, *flows) == [("split_multiplies", "p")]


def test_branches_that_are_joined_before_they_go_back_are_told_as_a_join_on_a_loop_alone() -> None:
    flows = ("s>x", "x>p", "p>a", "p>b", "a>j", "b>j", "j>y", "y>x", "y>e")

    assert found(ROUND + node("parallelGateway", "p", "j"), *flows) == []


def test_a_round_may_send_off_a_branch_that_ends_by_itself() -> None:
    flows = ("s>x", "x>p", "p>a", "p>b", "b>f", "a>y", "y>x", "y>e")

    assert found(ROUND + node("endEvent", "f") + node("parallelGateway", "p"), *flows) == []


def test_many_branches_that_choose_their_end_do_not_hide_the_one_that_goes_back() -> None:
    flows = ("s>x", "x>p", "p>x", "p>y", "y>a", "y>b", "a>e", "b>f")

    nodes = ROUND + node("endEvent", "f") + node("parallelGateway", "p")

    assert found(nodes, *flows) == [("split_never_ends", "p")]


def test_a_loop_without_any_way_out_is_told_by_the_shape_of_the_scope_alone() -> None:
    assert found(ROUND + node("parallelGateway", "p"), "s>p", "p>e", "p>x", "x>a", "a>x") == []


def passing(target: str) -> list[tuple[str, str]]:
    """Give what is refused when an event that does not interrupt leads from a step to a target."""
    event = '<boundaryEvent id="t" attachedToRef="a" cancelActivity="false"/>'
    return found(ROUND + event + node("endEvent", "f"), "s>x", "x>a", "a>y", "y>x", "y>e", f"t>{target}")


def test_an_event_beside_a_step_that_leads_back_to_it_opens_it_once_more() -> None:
    assert passing("x") == [("split_multiplies", "a")]
    assert passing("f") == []


def test_a_step_that_always_returns_does_not_end_by_the_event_beside_it() -> None:
    event = '<boundaryEvent id="t" attachedToRef="a" cancelActivity="false"/>'

    assert found(ROUND + event, "s>x", "x>a", "a>x", "t>e") == [("split_never_ends", "a")]


JOINED = ("s>x", "x>a", "x>b", "a>j", "b>j", "j>y", "y>m", "y>n", "m>k", "n>k", "k>e")


@pytest.mark.parametrize(("join", "dead"), [("parallelGateway", ["j"]), ("exclusiveGateway", [])])
def test_an_inclusive_join_elsewhere_does_not_hide_a_dead_one(join: str, dead: list[str]) -> None:
    nodes = ROUND + node("businessRuleTask", "m", "n") + node("inclusiveGateway", "k") + node(join, "j")

    assert stuck(nodes, *JOINED) == dead


def test_an_inclusive_join_that_waits_for_a_dead_one_is_not_blamed() -> None:
    nodes = TASKS + node("parallelGateway", "p", "j") + node("exclusiveGateway", "x") + node("inclusiveGateway", "k")

    assert stuck(nodes, "s>p", "p>b", "p>x", "x>a", "x>j", "a>j", "j>k", "b>k", "k>e") == ["j"]


def test_an_inclusive_join_takes_what_came_and_waits_for_what_may_still_come() -> None:
    nodes = TASKS + node("inclusiveGateway", "p", "k") + node("parallelGateway", "j", "q")

    assert stuck(nodes, "s>q", "q>p", "q>j", "p>a", "p>b", "a>k", "b>k", "k>j", "j>e") == []
    assert stuck(nodes, "s>p", "p>q", "q>k", "q>j", "p>a", "a>k", "k>j", "j>b", "b>e") == ["j"]


def test_the_default_of_an_inclusive_split_is_taken_alone() -> None:
    split = '<inclusiveGateway id="x" default="xa"/>'
    nodes = TASKS + split + node("exclusiveGateway", "y") + node("parallelGateway", "j")

    # Only both together would complete the join, and they never come together.
    assert markings.search(markings.read(read(nodes, *BRANCHES).scopes[0]), "s").whole
    assert stuck(nodes, *BRANCHES) == ["j"]
    assert {each.tokens for each in reached(read(nodes, *BRANCHES))} >= {("xa",), ("xb",)}
    assert ("xa", "xb") not in {each.tokens for each in reached(read(nodes, *BRANCHES))}


def test_an_error_leaves_nothing_of_its_scope_behind() -> None:
    stop = '<endEvent id="z"><errorEventDefinition/></endEvent>'
    nodes = TASKS + stop + node("parallelGateway", "x", "j") + node("exclusiveGateway", "k")

    assert stuck(nodes, "s>x", "x>a", "x>b", "a>k", "k>j", "k>z", "b>j", "j>e") == []


def reached(diagram: model.Diagram) -> set[markings.Marking]:
    return set(markings.search(markings.read(diagram.scopes[0]), "s").following)


def made_up(chance: random.Random) -> model.Diagram:
    """Give a diagram of a few gateways and steps, connected at random."""
    kinds = ("exclusiveGateway", "parallelGateway", "inclusiveGateway", "businessRuleTask")
    names = [f"n{number}" for number in range(7)]
    nodes = ENDS + "".join(node(chance.choice(kinds), name) for name in names)
    flows = {f"s>{names[0]}"}
    for number, name in enumerate(names):
        onward = [*names[number + 1 :], "e"]
        back = names[1 : number + 1] if chance.random() < 0.15 else []
        flows |= {
            f"{name}>{target}" for target in chance.sample(onward + back, min(len(onward), chance.choice((1, 2))))
        }
    return read(nodes, *sorted(flows))


@pytest.mark.parametrize("block", range(20))
def test_looking_at_one_node_at_a_time_finds_what_looking_at_all_finds(
    block: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn = [made_up(random.Random(block * 40 + number)) for number in range(40)]  # noqa: S311 - a walk, no secret
    few = [verdict(diagram) for diagram in drawn]

    monkeypatch.setattr(markings, "_entangled", lambda *_: True)

    # Where tokens pile up without end, looking at all of them is what sees less.
    for diagram, seen in zip(drawn, few, strict=True):
        assert seen == verdict(diagram) or any(marking.lost for marking in reached(diagram))


def verdict(diagram: model.Diagram) -> set[tuple[str, str]]:
    return {(refusal.code, refusal.element_id) for refusal in tokens.check(diagram)}
