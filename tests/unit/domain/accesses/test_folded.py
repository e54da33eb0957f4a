"""What a client is told of readings: one line a reader, day and purpose, one for all machines, no name in any."""

from dataclasses import fields
from typing import Any

from engine.domain.accesses.folded import Line, Told, folded
from tests.unit.domain.time.builders import at


def told(when: str, actor: str = "rina", **changes: Any) -> Told:
    """Give a reading of the case by an officer on duty."""
    values: dict[str, Any] = {"role": "pendamping", "part": "case.read", "purpose": "duty", "refused": False} | changes
    return Told(at=at(when), actor=actor, **values)


def test_one_reader_on_one_day_is_one_line_with_each_part_once() -> None:
    (line,) = folded(
        [
            told("2026-11-20 15:30", part="file.read"),
            told("2026-11-20 09:05"),
            told("2026-11-20 10:00", part="comment.read"),
            told("2026-11-20 11:00"),
        ]
    )

    assert (line.first, line.last) == (at("2026-11-20 09:05"), at("2026-11-20 15:30"))
    assert (line.parts, line.count) == (("case.read", "comment.read", "file.read"), 4)
    assert (line.role, line.purpose, line.refused, line.machine) == ("pendamping", "duty", False, False)


def test_other_days_readers_roles_purposes_and_refusals_are_lines_of_their_own() -> None:
    found = folded(
        [
            told("2026-11-20 09:00"),
            told("2026-11-21 09:00"),
            told("2026-11-20 09:01", "siti"),
            told("2026-11-20 09:02", role="penyelia"),
            told("2026-11-20 09:03", purpose="supervision"),
            told("2026-11-20 09:04", refused=True),
        ]
    )

    assert [line.count for line in found] == [1] * 6
    assert [line.first for line in found] == sorted(line.first for line in found)


def test_all_machines_are_one_line_and_it_is_the_last() -> None:
    machines = [
        told(f"2026-11-{day} 03:00", actor, role=None, purpose="system")
        for day, actor in ((18, "system:cli"), (25, "system:night"))
    ]

    person, machine = folded([*machines, told("2026-11-26 09:00")])

    assert (person.machine, machine.machine, machine.count) == (False, True, 2)
    assert (machine.first, machine.last) == (at("2026-11-18 03:00"), at("2026-11-25 03:00"))


def test_who_reported_by_the_public_page_is_no_machine() -> None:
    (line,) = folded([told("2026-11-20 09:00", "system:public", role=None, purpose="client_request")])

    assert not line.machine


def test_of_no_reading_nothing_is_told_and_no_line_has_room_for_a_name() -> None:
    assert folded([]) == ()
    assert {field.name for field in fields(Line)} == {
        "first", "last", "role", "parts", "purpose", "count", "refused", "machine",
    }  # fmt: skip
