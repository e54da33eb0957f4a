"""What comes next as the diagram is drawn: the nearest user tasks on every way, into and out of sub-processes."""

from engine.bpmn.reading import next_tasks
from tests.support.diagrams.bpmn_text import boundary, chain, document, end, flow, node, start, timer, users
from tests.support.diagrams.by_event import HOUR, by_event
from tests.support.playing.play import load


def following(element: str, *body: str) -> list[str]:
    return [info.id for info in next_tasks.user_tasks(load(document(*body)), element)]


def test_the_next_task_is_named_and_not_the_one_after() -> None:
    assert following("a", start(), users("a", "b", "c"), end(), chain("s", "a", "b", "c", "e")) == ["b"]


def test_every_way_out_of_a_gateway_counts() -> None:
    body = (
        start(),
        users("a", "b", "c"),
        node("exclusiveGateway", "x", default="x-c"),
        end(),
        chain("s", "a", "x", "c", "e"),
        flow("x", "b", "lagi"),
        chain("b", "e"),
    )

    assert sorted(following("a", *body)) == ["b", "c"]


def test_what_is_attached_does_not_follow() -> None:
    body = (
        start(),
        users("a", "b", "late"),
        boundary("t", "a", timer("timeDuration", "PT1H"), interrupting=True),
        end(),
        end("f"),
        chain("s", "a", "b", "e"),
        chain("t", "late", "f"),
    )

    assert following("a", *body) == ["b"]


def test_a_sub_process_is_walked_through_and_not_past() -> None:
    inside = start("is") + users("b") + end("ie") + chain("is", "b", "ie")
    body = (start(), users("a", "c"), node("subProcess", "sub", inside), end(), chain("s", "a", "sub", "c", "e"))

    assert following("a", *body) == ["b"]
    assert following("b", *body) == ["c"]


def test_after_what_an_event_started_comes_what_follows_its_scope() -> None:
    inside = start("is") + users("b") + end("ie") + chain("is", "b", "ie") + by_event("h", HOUR)
    body = (start(), users("a", "c"), node("subProcess", "sub", inside), end(), chain("s", "a", "sub", "c", "e"))

    assert following("a", *body) == ["b"]
    assert following("h_s", *body) == ["h_t"]
    assert following("h_t", *body) == ["c"]


def test_nothing_follows_the_last_task_and_a_loop_ends() -> None:
    body = (
        start(),
        users("a"),
        node("exclusiveGateway", "x", default="x-e"),
        node("exclusiveGateway", "y"),
        end(),
        chain("s", "y", "a", "x", "e"),
        flow("x", "y", "lagi"),
    )

    assert following("a", *body) == []
