"""The inclusive join: what the library does with it on a cycle, and what ours does instead."""

import pytest

from engine.errors import ProcessFailedError
from tests.support.diagrams.bpmn_text import chain, document, end, flow, node, start, users
from tests.support.diagrams.stock import Stock
from tests.support.playing.play import Play, load

Order = tuple[str, str]
AB, BA = ("a", "b"), ("b", "a")
INCLUSIVE = document(
    start(),
    users("x", "a", "b", "c"),
    node("inclusiveGateway", "g", default="g-c"),
    node("inclusiveGateway", "j"),
    node("exclusiveGateway", "l", default="l-e"),
    end(),
    chain("s", "x", "g"),
    flow("g", "a", "ke_a = true"),
    flow("g", "b", "ke_b = true"),
    chain("g", "c", "j"),
    chain("a", "j"),
    chain("b", "j", "l", "e"),
    flow("l", "x", "ulangi = true"),
)


@pytest.mark.parametrize("order", [AB, BA])
def test_stock_releases_an_inclusive_join_wrongly_in_the_second_round_of_a_loop(order: Order) -> None:
    stock = Stock(INCLUSIVE)

    stock.complete("x", ke_a=True, ke_b=True, ulangi=True).complete(order[0]).complete(order[1])
    stock.complete("x", ke_a=True, ke_b=True, ulangi=True).complete(order[0])

    assert stock.open != [order[1]]


@pytest.mark.parametrize("order", [AB, BA])
def test_an_inclusive_join_waits_for_the_branches_that_were_taken_in_every_round(order: Order) -> None:
    play = Play(load(INCLUSIVE))

    for _ in range(3):
        play.complete("x", ke_a=True, ke_b=True, ulangi=True).complete(order[0])
        assert play.open == [order[1]]
        play.complete(order[1])
        assert play.open == ["x"]


def test_an_inclusive_gateway_takes_its_default_when_no_condition_is_true() -> None:
    play = Play(load(INCLUSIVE))

    play.complete("x")

    assert play.open == ["c"]


def test_an_inclusive_gateway_without_a_way_out_is_a_technical_failure() -> None:
    bare = INCLUSIVE.replace(b' default="g-c"', b"")
    condition = b"<bpmn:conditionExpression>ke_c = true</bpmn:conditionExpression>"
    play = Play(load(bare.replace(b'targetRef="c">', b'targetRef="c">' + condition)))

    with pytest.raises(ProcessFailedError) as failed:
        play.complete("x")

    assert failed.value.ids == {"element_id": "g", "reason": "no_way_out"}
