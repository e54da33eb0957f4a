"""What a diagram shows, read from events alone: passed elements, open tasks, and from which moment they are late."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from engine.bpmn.reading import definitions
from engine.domain.time import sla_book, sla_clocks, sla_rows
from engine.services.audit import diagram_marks
from engine.services.base import canonical
from engine.store.tables.audit import HistoryEvent
from tests.support.diagrams.bpmn_text import chain, document, end, node, start, users
from tests.support.playing.play import CALENDAR, TUESDAY, load

DUE = TUESDAY + timedelta(hours=2)
LATER = DUE + timedelta(hours=1)
ROW = sla_rows.SlaRow.from_mapping(
    {"milestone": "layanan", "amount": 2, "unit": "jam", "calendar": "kalender", "start_event": "diterima"}
)


@pytest.fixture(scope="module")
def process() -> definitions.Definition:
    """Give a process that receives, then serves; serving stops the clock."""
    serve = node("userTask", "layani", lindung_slaStop="layanan")
    return load(document(start(), users("terima"), serve, end(), chain("s", "terima", "layani", "e")))


@pytest.fixture
def clock() -> sla_clocks.SlaClock:
    """Give the clock that runs from Tuesday 10:00 for two hours."""
    book = sla_book.SlaBook()
    book.record("diterima", TUESDAY)
    book.settle([ROW], now=TUESDAY, calendar=CALENDAR)
    return book.clocks[0]


def event(**effects: Any) -> HistoryEvent:
    """Give an event with these effects."""
    return HistoryEvent(data=canonical.text({"effects": effects}))


def changed(change: str, due: str = DUE.isoformat()) -> HistoryEvent:
    """Give an event in which the clock changed."""
    return event(sla=[["layanan-1", change, due]])


RECEIVED = event(
    passed=[["s"], ["s-terima"]], opened=[["t1", "terima"]], sla=[["layanan-1", "opened", DUE.isoformat()]]
)


def shown(
    process: definitions.Definition, clock: sla_clocks.SlaClock, *events: HistoryEvent, **given: Any
) -> dict[str, str]:
    """Give the marks an hour after the due moment, or at ``at``."""
    return diagram_marks.after(
        (RECEIVED, *events), at=given.get("at", LATER), definition=process, clocks={clock.id: clock}
    )


def test_what_was_passed_is_done_and_where_it_stands_is_current(
    process: definitions.Definition, clock: sla_clocks.SlaClock
) -> None:
    assert shown(process, clock, at=TUESDAY) == {"s": "done", "s-terima": "done", "terima": "current"}


def test_a_task_is_late_from_the_due_moment_on(process: definitions.Definition, clock: sla_clocks.SlaClock) -> None:
    assert shown(process, clock, at=DUE - timedelta(seconds=1))["terima"] == "current"
    assert shown(process, clock, at=DUE)["terima"] == "current late"


@pytest.mark.parametrize(
    ("change", "mark"),
    [
        ("warned", "current late"),
        ("breached", "current late"),
        ("resumed", "current late"),
        ("paused", "current"),
        ("stopped", "current"),
        ("replaced", "current"),
        ("cancelled", "current"),
    ],
)
def test_only_a_clock_that_runs_makes_late(
    process: definitions.Definition, clock: sla_clocks.SlaClock, change: str, mark: str
) -> None:
    assert shown(process, clock, changed(change))["terima"] == mark


def test_a_clock_that_was_moved_counts_from_its_new_moment(
    process: definitions.Definition, clock: sla_clocks.SlaClock
) -> None:
    moved = changed("resumed", (LATER + timedelta(hours=1)).isoformat())

    assert shown(process, clock, moved)["terima"] == "current"


def test_an_effort_makes_nobody_late(process: definitions.Definition, clock: sla_clocks.SlaClock) -> None:
    measured = replace(clock, row=replace(clock.row, meaning="effort"))

    assert shown(process, measured)["terima"] == "current"


def test_completed_and_withdrawn_tasks_are_no_longer_current(
    process: definitions.Definition, clock: sla_clocks.SlaClock
) -> None:
    done = event(completed=[["t1", "terima"]], opened=[["t2", "layani"]], passed=[["terima"], ["terima-layani"]])
    gone = event(cancelled=[["t2", "layani"]])

    assert shown(process, clock, done)["terima"] == "done"
    assert shown(process, clock, done)["layani"] == "current late"
    assert "layani" not in shown(process, clock, done, gone)


def test_a_task_in_a_called_process_shows_on_the_call_that_led_there() -> None:
    part = document(start("cs"), users("ct"), end("ce"), chain("cs", "ct", "ce"), process_id="tahap")
    calls = node("callActivity", "a", calledElement="tahap") + node("callActivity", "b", calledElement="tahap")
    definition = load(document(start(), calls, end(), chain("s", "a", "b", "e")), tahap_bpmn=part)
    first = event(passed=[["s", "cs"], ["s-a", "cs-ct"]], opened=[["t1", "ct"]])
    second = event(
        completed=[["t1", "ct"]], passed=[["ct", "ce", "a", "cs"], ["ct-ce", "a-b", "cs-ct"]], opened=[["t2", "ct"]]
    )
    third = event(completed=[["t2", "ct"]], passed=[["ct", "ce", "b", "e"], ["ct-ce", "b-e"]])

    def current(*events: HistoryEvent) -> set[str]:
        found = diagram_marks.after(events, at=TUESDAY, definition=definition, clocks={})
        return {element for element, mark in found.items() if mark == "current"}

    assert current(first) == {"ct", "a"}
    assert current(first, second) == {"ct", "b"}
    assert current(first, second, third) == set()
