"""What a process did is told from its history: steps, ways, clocks kept and broken, hands that it went through."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from engine.domain.conformance import practice
from engine.domain.conformance.practice import Event, Plan, Practice

BEGUN = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
PLAN = Plan(
    activities=frozenset({"terima", "periksa", "bagian"}),
    tasks=frozenset({"terima", "periksa"}),
    choices=frozenset({"ya"}),
    separate={"periksa": "terima"},
    leading={"layanan": ("terima",)},
)


def event(
    hours: float, type_: str, effects: Mapping[str, Any] | None = None, *, by: str = "siti", **given: Any
) -> Event:
    return Event(
        at=BEGUN + timedelta(hours=hours),
        actor=by,
        role=given.get("role"),
        type=type_,
        element=given.get("element"),
        task=given.get("task"),
        effects=effects or {},
    )


def sla(hours: float, clock: str, change: str, due: float | None = None, **given: Any) -> Event:
    at = None if due is None else (BEGUN + timedelta(hours=due)).isoformat()
    return event(hours, given.pop("type_", "timer.fired"), {"sla": [[clock, change, at]]}, **given)


def told(*events: Event) -> Practice:
    return practice.of_process(events, PLAN)


def done(hours: float, element: str, task: str, *, by: str, role: str) -> Event:
    effects = {"passed": [[element], ["ya", "tidak"]]}
    return event(hours, "user_task.completed", effects, by=by, role=role, element=element, task=task)


def test_steps_ways_hands_and_hours_are_told() -> None:
    found = told(
        event(0, "instance.started", {"opened": [["t1", "terima"]]}),
        event(2, "user_task.claimed", task="t1"),
        done(3, "terima", "t1", by="siti", role="petugas"),
        event(3, "timer.fired", {"opened": [["t2", "periksa"], ["t3", "terima"]]}),
        event(4, "timer.fired", {"cancelled": [["t3", "terima"]]}),
        done(5, "periksa", "t2", by="budi", role="penyelia"),
        done(6, "terima", "unknown", by="siti", role="petugas"),
    )

    pair = next(one for one in found.marks if one.startswith("pair|periksa|"))
    assert found.marks == {
        "step|terima",
        "step|periksa",
        "again|terima",
        "way|ya",
        "hand|petugas|penyelia",
        "hand|penyelia|petugas",
        pair,
    }
    assert not {"siti", "budi"} & set(pair.split("|"))
    assert found.hours == {"terima": (2.0, 1.0), "periksa": (2.0, 0.0)}


def test_a_task_that_was_never_done_was_skipped() -> None:
    assert told(event(0, "instance.started", {"passed": [["terima", "gerbang"], []]})).marks == {
        "step|terima",
        "skipped|periksa",
    }


def ends(found: Practice) -> set[str]:
    return {one for one in found.marks if one.rpartition("|")[2] in {practice.KEPT, practice.BROKEN}}


def test_a_clock_that_is_stopped_in_time_was_kept() -> None:
    found = told(sla(0, "layanan-1", "opened", 8), sla(2, "layanan-1", "stopped"))
    assert ends(found) == {"clock|layanan|kept"}


def test_a_breach_stays_whatever_replaced_the_clock() -> None:
    found = told(
        event(0, "instance.started", {"opened": [["t1", "terima"], ["t2", "periksa"]]}),
        sla(0, "layanan-1", "opened", 8),
        sla(8, "layanan-1", "breached", 8),
        sla(9, "layanan-1", "replaced", element="triase"),
        sla(9, "layanan-2", "opened", 20),
        sla(10, "layanan-2", "stopped"),
    )
    assert ends(found) == {"clock|layanan|broken"}
    assert {"cause|layanan|triase", "late|terima"} <= found.marks
    assert "late|periksa" not in found.marks


def test_a_clock_that_was_replaced_after_its_moment_hides_no_breach_that_nobody_recorded() -> None:
    found = told(
        sla(0, "layanan-1", "opened", 8),
        sla(9, "layanan-1", "replaced", type_="readings.changed"),
        sla(9, "layanan-2", "opened", 20),
        sla(10, "layanan-2", "stopped"),
    )
    assert ends(found) == {"clock|layanan|broken"}
    assert "cause|layanan|readings.changed" in found.marks


def test_a_clock_that_was_replaced_in_time_breaks_nothing() -> None:
    found = told(
        sla(0, "layanan-1", "opened", 8),
        sla(1, "layanan-1", "replaced", element="triase"),
        sla(1, "layanan-2", "opened", 20),
        sla(2, "layanan-2", "stopped"),
    )
    assert ends(found) == {"clock|layanan|kept"}


def test_the_same_two_people_are_one_pair_whoever_of_them_was_first() -> None:
    one = told(done(1, "terima", "a", by="siti", role="x"), done(2, "periksa", "b", by="budi", role="y"))
    other = told(done(1, "terima", "a", by="budi", role="x"), done(2, "periksa", "b", by="siti", role="y"))
    third = told(done(1, "terima", "a", by="budi", role="x"), done(2, "periksa", "b", by="ida", role="y"))

    pairs = [{mark for mark in found.marks if mark.startswith("pair|")} for found in (one, other, third)]
    assert pairs[0] == pairs[1] != pairs[2]


def test_a_clock_that_is_broken_without_a_due_moment_is_broken_all_the_same() -> None:
    found = told(sla(0, "layanan-1", "opened", due=2), sla(3, "layanan-1", "breached"))

    assert {"clock|layanan|opened", "clock|layanan|breached"} <= found.marks
