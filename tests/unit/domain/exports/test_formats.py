"""Steps are written as XES, OCEL and CSV: well formed, complete, without a formula and without an id of ours."""

import csv
import io
import json
from datetime import UTC, datetime, timedelta, timezone

import pytest

from engine.bpmn.base import xml
from engine.domain.exports import formats, traces
from engine.domain.exports.traces import Process, Pseudonyms, Step

AT = datetime(2026, 3, 2, 2, 17, 5, tzinfo=UTC)
XES = "{http://www.xes-standard.org/}"


def process(name: str) -> Process:
    return Process(id=name, case="case-1", procedure="uji", version=1, agency="uptd")


def step(number: int, *, of: str = "process-1", task: str | None = None, activity: str = 'Terima & "catat"') -> Step:
    return Step(
        id=f"event-{number}",
        process=process(of),
        activity=activity,
        element="terima",
        transition=traces.START if number == 1 else traces.COMPLETE,
        at=AT,
        who="person-1",
        role="petugas",
        task=task,
    )


STEPS = [step(1, task="task-1"), step(2, task="task-1"), step(3, of="process-2")]


def test_xes_has_a_trace_a_process_and_an_event_a_step() -> None:
    root = xml.parse("".join(formats.xes(STEPS)).encode())
    found = [[one.attrib for one in trace.iter(f"{XES}event")] for trace in root.findall(f"{XES}trace")]
    assert [len(one) for one in found] == [2, 1]
    assert root.attrib["xes.version"] == "1849-2016"
    names = [one.attrib["value"] for one in root.findall(f"{XES}trace/{XES}event/{XES}string[@key='concept:name']")]
    assert names == ['Terima & "catat"'] * 3


def test_ocel_relates_each_event_to_objects_that_there_are() -> None:
    told = json.loads("".join(formats.ocel(STEPS)))
    objects = {one["id"]: one["type"] for one in told["objects"]}
    assert objects == {
        "case-1": "case",
        "process-1": "process",
        "process-2": "process",
        "person-1": "person",
        "task-1": "task",
    }
    assert [len(one["relationships"]) for one in told["events"]] == [4, 4, 3]
    assert {one["objectId"] for event in told["events"] for one in event["relationships"]} == objects.keys()
    assert {one["type"] for one in told["events"]} == {one["name"] for one in told["eventTypes"]}
    assert {one["name"] for one in told["objectTypes"]} == {"case", "process", "task", "person"}


def test_an_export_of_nothing_is_well_formed() -> None:
    assert json.loads("".join(formats.ocel([])))["events"] == []
    assert xml.parse("".join(formats.xes([])).encode()).findall(f"{XES}trace") == []


@pytest.mark.parametrize("name", ["=1+1", "+1", "-1", "@x", "\tx", "\rx"])
def test_no_cell_is_a_formula(name: str) -> None:
    rows = list(csv.DictReader(io.StringIO("".join(formats.sheet([step(1, activity=name)])), newline="")))
    assert [row["activity"] for row in rows] == [f"'{name}"]


def test_a_pseudonym_is_the_same_within_an_export_and_another_in_the_next() -> None:
    one, other = Pseudonyms(b"a" * 32), Pseudonyms(b"b" * 32)
    assert one.of("person", "siti") == one.of("person", "siti") != other.of("person", "siti")
    assert one.of("person", "siti") != one.of("case", "siti")
    assert "siti" not in one.of("person", "siti")
    assert one.of("person", "system:timers") == "system:timers"


def test_moments_are_utc_and_coarse_if_wished() -> None:
    local = datetime(2026, 3, 2, 9, 17, 5, 7, tzinfo=timezone(timedelta(hours=7)))
    assert traces.moment(local, coarse=False) == AT
    assert traces.moment(local, coarse=True) == datetime(2026, 3, 2, 2, tzinfo=UTC)


@pytest.mark.parametrize(
    ("type_", "data", "told"),
    [
        ("instance.started", {}, ("terima", "complete")),
        ("user_task.completed", {}, ("terima", "complete")),
        ("user_task.claimed", {}, ("terima", "start")),
        ("message.received", {"input": {"message": "jawaban"}}, ("jawaban", "complete")),
        ("timer.fired", {"effects": {"passed": [["t"], []]}}, ("terima", "complete")),
        ("timer.fired", {"effects": {}}, None),
        ("comment.written", {}, None),
    ],
)
def test_what_is_a_step(type_: str, data: dict[str, object], told: tuple[str, str] | None) -> None:
    assert traces.told(type_, "terima", data) == told
    assert traces.told("user_task.claimed", None, {}) == ("", "start")
    assert traces.told("instance.started", None, {}) == ("", "complete")
