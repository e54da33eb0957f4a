"""The document of a time line: order, what lies how far back, and what it says where little is known."""

from datetime import UTC, datetime, timedelta
from typing import Any

from engine.domain.audit import occurrences, timeline
from engine.domain.audit.occurrences import Occurrence, Promise, Run
from engine.domain.audit.sight import Sight
from engine.domain.policy.elements import ElementInfo

BEGUN = datetime(2026, 3, 3, 2, 0, tzinfo=UTC)


def element(name: str, kind: str = "userTask") -> ElementInfo:
    return ElementInfo(
        id=name, kind=kind, name="", role="", form=None, clause=(), basis=None, sla_start=(), sla_stop=(),
        documents=(), decision=None, separate_from=None,
    )  # fmt: skip


def run(**given: Any) -> Run:
    """Give an instance of one task, one catch event and two calls of one process."""
    usual: dict[str, Any] = {
        "id": "a", "key": "uji", "name": "Uji", "version": 1, "sha256": "ab", "is_overlay": False, "picture": "uji",
        "elements": {"tugas": element("tugas"), "kabar": element("kabar", "intermediateCatchEvent")},
        "drawn": {"tugas": ("uji", "wadah")}, "flows": {"alur": ("mulai", "panggil_dua")},
        "callers": {"dalam": ("panggil_satu", "panggil_dua"), "panggil_dua": ("panggil_dua",)},
        "sight": Sight(whole=True), "head": (1, "ff"),
    }  # fmt: skip
    return Run(**(usual | given))


def event(minutes: float, type_: str = "timer.fired", **given: Any) -> Occurrence:
    usual: dict[str, Any] = {
        "run": 0, "seq": 1, "actor": "Siti", "role": None, "element": None, "task": None, "data": {},
    }  # fmt: skip
    return Occurrence(at=BEGUN + timedelta(minutes=minutes), type=type_, **(usual | given))


def effects(seq: int, **told: Any) -> Occurrence:
    return event(seq - 1, seq=seq, data={"effects": told})


def document(*found: Occurrence, runs: list[Run] | None = None) -> dict[str, Any]:
    return timeline.document(case="K-1", agency="uji", zone="Asia/Jakarta", runs=runs or [run()], found=found)


def changes(*found: Occurrence, **given: Any) -> list[dict[str, Any]]:
    line = document(*found, runs=[run(**given)])
    return [one[6] if len(one) > 6 else {} for one in line["events"]]


def test_events_of_several_instances_lie_by_moment_then_instance_then_sequence() -> None:
    found = [event(5, seq=1), event(1, seq=2), event(3, run=1), event(5, run=1, seq=2), event(9, seq=3)]

    assert [(one.run, one.seq) for one in occurrences.in_order(found)] == [(1, 1), (0, 1), (0, 2), (1, 2), (0, 3)]


def test_an_event_tells_the_seconds_since_the_one_before() -> None:
    line = document(event(0), event(2, seq=2))

    assert [one[:2] for one in line["events"]] == [[0, 0], [120, 0]]
    assert line["t0"] == BEGUN.isoformat()


def test_a_number_that_does_not_follow_is_told() -> None:
    assert changes(event(0), event(1, seq=4), event(2, seq=5)) == [{}, {"q": 4}, {}]


def test_the_person_to_whom_a_task_goes_is_told() -> None:
    line = document(event(0, whom="Joko"))

    assert line["people"][line["events"][0][6]["b"]] == "Joko"


def test_tasks_are_told_by_how_far_back_they_came_up() -> None:
    found = changes(
        effects(1, opened=[["t1", "tugas"], ["t2", "tugas"]]),
        effects(2, opened=[["t3", "tugas"]], completed=[["t1", "tugas"]], cancelled=[["t2", "tugas"]]),
        event(3, seq=3, task="t3"),
        event(4, seq=4, task="nobody knows it"),
    )

    assert [{key: one[key] for key in one if key in "cxt"} for one in found] == [{}, {"c": [2], "x": [1]}, {"t": 0}, {}]


def test_a_task_of_a_process_that_several_call_names_the_call_entered_last() -> None:
    entered = {"passed": [[], ["alur", "unknown"]]}
    line = document(effects(1, **entered), effects(2, opened=[["t", "dalam"]]), runs=[run()])
    words = line["words"]

    assert [words[one] for one in line["events"][1][6]["o"][0]] == ["dalam", "panggil_dua"]


def test_a_call_that_was_never_seen_to_be_entered_is_the_first_of_the_file() -> None:
    line = document(effects(1, opened=[["t", "dalam"]]))

    assert line["words"][line["events"][0][6]["o"][0][1]] == "panggil_satu"


def test_waits_of_the_flow_are_told_and_those_that_only_guard_are_not() -> None:
    found = changes(
        effects(1, awaits=[["kabar", "kabar"], ["batas", "cabut"]]),
        effects(2, awaits_no_more=["x"], passed=[["kabar"], []]),
        effects(3, awaits_no_more=["y"]),
    )

    assert [("w" in one, one.get("y")) for one in found] == [(True, None), (False, [0]), (False, None)]


def test_timers_are_set_moved_and_cleared_and_promised_times_are_none() -> None:
    due = (BEGUN + timedelta(minutes=10)).isoformat()
    found = changes(
        effects(1, timers=[["t1", "kabar", due], ["sla:x:100", "kabar", due], ["t2", "kabar", None]]),
        effects(2, timers=[["t1", "kabar", due]]),
        effects(3, timers_cleared=["t1", "sla:x:100", "unknown"]),
        effects(4, timers_cleared=["sla:x:100"]),
    )

    assert [one[1:] for one in found[0]["m"]] == [[600], [None]]
    assert [one[1:] for one in found[1]["m"]] == [[540, 1]]
    assert (found[2]["u"], found[3]) == ([1], {})


def test_a_clock_without_a_row_is_told_by_its_id() -> None:
    line = document(effects(1, sla=[["c-1", "opened", BEGUN.isoformat()]]), effects(2, sla=[["c-1", "paused", None]]))

    assert line["clocks"] == [[0, line["words"].index("c-1")]]
    assert [one[6]["s"][0][0] for one in line["events"]] == [-1, 0]


def test_a_clock_with_its_row_tells_what_it_promises() -> None:
    promise = Promise(
        milestone="layanan", clause="UJI-1", reading=None, amount=2, unit="jam", calendar="kerja",
        start_fact="diterima", started_at=BEGUN, is_deadline=True,
    )  # fmt: skip
    line = document(effects(1, sla=[["c-1", "opened", BEGUN.isoformat()]]), runs=[run(clocks={"c-1": promise})])
    words = [line["words"][one] for one in line["clocks"][0][2:4]]

    assert (words, line["clocks"][0][4:6], line["clocks"][0][9:]) == (["layanan", "UJI-1"], [-1, 2.0], [0, 1])


def test_ends_letters_and_recipients_are_told() -> None:
    line = document(
        event(0, data={"effects": {"ended": ["tugas"]}}),
        event(1, seq=2, data={"number": "1/2026"}),
        event(2, seq=3, data={"recipient": "polres"}),
    )
    words = line["words"]

    told = [
        [words[one] for one in (change.get("e") or [change.get("n", change.get("g"))])] for *_, change in line["events"]
    ]
    assert told == [["tugas"], ["1/2026"], ["polres"]]


def test_an_element_is_described_with_the_place_under_which_it_is_drawn() -> None:
    line = document(event(0, element="tugas"), event(1, seq=2, element="tak_dikenal"))
    words, elements = line["words"], line["runs"][0]["elements"]

    kind, _, picture, place, *_ = elements[str(words.index("tugas"))]
    assert [words[one] for one in (kind, picture, place)] == ["userTask", "uji", "wadah"]
    assert elements[str(words.index("tak_dikenal"))] == [-1, -1, -1, -1, -1, [], [], []]


def test_a_risk_that_is_taken_back_is_told_and_one_that_stays_is_not() -> None:
    found = changes(
        event(0, data={"after": {"risiko": "tinggi"}}),
        event(1, seq=2, data={"after": {"risiko": "tinggi", "lain": 1}}),
        event(2, seq=3, data={"after": {"risiko": None}, "before": {"gone": 2}}),
    )

    assert [len(one["r"]) if "r" in one else None for one in found] == [1, None, 0]
    assert [len(one) for one in found[2]["v"]] == [2, 2]


def test_a_decision_of_a_table_that_is_gone_is_told_by_its_id() -> None:
    line = document(effects(1, decisions=[["tugas", "lama", ["r1"], "ya"]]))

    assert line["runs"][0]["tables"] == {str(line["words"].index("lama")): ["", {}]}
