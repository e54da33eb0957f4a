"""Which clock an open step has to keep: of those whose stop it leads to, the one that is due first."""

from dataclasses import replace
from datetime import timedelta

import pytest

from engine.bpmn.reading import definitions
from engine.domain.time import sla_book, sla_clocks, sla_rows
from engine.services.time import pressing
from tests.support.diagrams.bpmn_text import chain, document, end, flow, node, start, users
from tests.support.playing.play import CALENDAR, TUESDAY, load


def running(milestone: str = "layanan", *, hours: int = 2, **others: object) -> sla_clocks.SlaClock:
    """Give a clock that runs from Tuesday for so many hours; ``others`` are further columns of its row."""
    row = {"milestone": milestone, "amount": hours, "unit": "jam", "calendar": "kalender", "start_event": "diterima"}
    book = sla_book.SlaBook()
    book.record("diterima", TUESDAY)
    book.settle([sla_rows.SlaRow.from_mapping(row | others)], now=TUESDAY, calendar=CALENDAR)
    return book.clocks[0]


@pytest.fixture(scope="module")
def process() -> definitions.Definition:
    """Give a process that receives inside a sub-process, serves, judges, and goes back to serve again or ends."""
    inside = start("is") + users("terima") + end("ie") + chain("is", "terima", "ie")
    receive = node("subProcess", "penerimaan", inside, lindung_slaStop="identifikasi")
    serve = node("userTask", "layani", lindung_slaStop="layanan")
    judge = users("nilai") + node("exclusiveGateway", "x", default="x-e") + end()
    ways = chain("s", "penerimaan", "layani", "nilai", "x", "e") + flow("x", "layani", "lagi")
    return load(document(start(), receive, serve, judge, ways))


def test_the_earliest_of_several_clocks_is_kept_whatever_their_order(process: definitions.Definition) -> None:
    short, long = running("identifikasi", hours=1), running("layanan", hours=6)
    place = ("terima", "penerimaan")

    assert pressing.nearest(process, place, [long, short]) is short
    assert pressing.nearest(process, place, [short, long]) is short


def test_a_clock_whose_stop_lies_behind_does_not_count(process: definitions.Definition) -> None:
    short, long = running("identifikasi", hours=1), running("layanan", hours=6)

    assert pressing.nearest(process, ("layani",), [short, long]) is long


def test_a_step_from_which_the_way_leads_back_has_to_keep_the_clock_too(process: definitions.Definition) -> None:
    clock = running()

    assert pressing.nearest(process, ("layani",), [clock]) is clock
    assert pressing.nearest(process, ("nilai",), [clock]) is clock


def test_of_two_that_are_due_at_once_the_one_that_warns_first_is_kept(process: definitions.Definition) -> None:
    late, early = running(warn=[90]), running(warn=[10])

    assert pressing.nearest(process, ("layani",), [late, early]) is early


def test_a_milestone_that_nothing_stops_presses_on_nobody(process: definitions.Definition) -> None:
    assert pressing.nearest(process, ("layani",), [running("lain")]) is None


def test_only_a_running_deadline_can_be_missed() -> None:
    clock = running()

    assert pressing.presses(clock)
    assert not pressing.presses(replace(clock, state="stopped"))
    assert not pressing.presses(replace(clock, paused_at=TUESDAY + timedelta(hours=1)))
    assert not pressing.presses(running(meaning="effort"))


def test_a_task_is_told_the_due_moment_the_first_warning_and_its_place_in_the_list() -> None:
    told = pressing.moments(running(hours=2, warn=[80, 50]))

    assert told == (TUESDAY + timedelta(hours=2), TUESDAY + timedelta(hours=1), TUESDAY + timedelta(hours=2))


def test_a_task_without_a_clock_comes_after_all_others() -> None:
    assert pressing.moments(None) == (None, None, pressing.FAR)
