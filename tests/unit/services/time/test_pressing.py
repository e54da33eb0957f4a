"""Which open steps a clock presses on: those before its stop, and after it only where the way back is the way on."""

from dataclasses import replace
from datetime import timedelta

import pytest

from engine.bpmn import definitions
from engine.domain.time import sla
from engine.services.time import pressing
from tests.support.diagrams.bpmn_text import chain, document, end, flow, node, start, users
from tests.support.playing.play import CALENDAR, TUESDAY, load

ROW = sla.SlaRow.from_mapping(
    {"milestone": "layanan", "amount": 2, "unit": "jam", "calendar": "kalender", "start_event": "diterima"}
)


@pytest.fixture(scope="module")
def loop() -> definitions.Definition:
    """Give a process that serves, judges, and goes back to serve again or ends."""
    serve = node("userTask", "layani", lindung_slaStop="layanan")
    way_back = flow("x", "layani", "lagi")
    ways = chain("s", "layani", "nilai", "x", "e")
    return load(
        document(start(), serve, users("nilai"), node("exclusiveGateway", "x", default="x-e"), end(), ways, way_back)
    )


def running(row: sla.SlaRow) -> sla.SlaClock:
    """Give the clock that opens on the row."""
    book = sla.SlaBook()
    book.record("diterima", TUESDAY)
    book.settle([row], now=TUESDAY, calendar=CALENDAR)
    return book.clocks[0]


def test_a_task_behind_the_stop_is_not_pressed_while_one_stands_before_it(loop: definitions.Definition) -> None:
    assert pressing.before_stop(loop, "layanan", {"layani", "nilai"}) == {"layani"}


def test_a_task_that_reaches_the_stop_only_round_a_loop_is_pressed_when_no_other_is(
    loop: definitions.Definition,
) -> None:
    assert pressing.before_stop(loop, "layanan", {"nilai"}) == {"nilai"}


def test_a_milestone_that_nothing_stops_presses_on_nobody(loop: definitions.Definition) -> None:
    assert pressing.before_stop(loop, "lain", {"layani", "nilai"}) == frozenset()


def test_only_a_running_deadline_can_be_missed() -> None:
    clock = running(ROW)

    assert pressing.presses(clock)
    assert not pressing.presses(replace(clock, state="stopped"))
    assert not pressing.presses(replace(clock, paused_at=TUESDAY + timedelta(hours=1)))
    assert not pressing.presses(running(replace(ROW, meaning="effort")))
