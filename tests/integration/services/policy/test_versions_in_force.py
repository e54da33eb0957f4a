"""What begins runs on the version in force at that moment in that agency; what runs stays on its own.

A day begins at another moment in each of Indonesia's zones: 7 December 2026, 00.00 WIB is 17.00 UTC the day before.
"""

from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from engine.clock import FixedClock
from engine.domain.people import actors
from engine.services.audit import history
from engine.services.base import in_force
from engine.services.cases import instances
from engine.services.referrals import recipients
from engine.services.time import readings, sla_clocks
from engine.services.time.results import ReadingView
from tests.support.offices import ambiguous, overlaid, procedures, zoned
from tests.support.offices.factories import CLI, Office
from tests.support.offices.zoned import WIB, WIT, WITA, ZONES

MONDAY = date(2026, 12, 7)
SECOND = timedelta(seconds=1)


@pytest.fixture
def place(database_url: str, tmp_path: Path, clock: FixedClock) -> Iterator[Office]:
    """Deploy one version in three agencies, and store a second that is in force nowhere."""
    office = zoned.furnished(tmp_path, clock, database_url=database_url)
    office.deploy(zoned.version(1))
    zoned.store(office, zoned.version(2))
    yield office
    office.runtime.close()


def midnight(agency: str) -> datetime:
    """Give the first moment of that Monday in an agency's zone."""
    return datetime(MONDAY.year, MONDAY.month, MONDAY.day, tzinfo=ZoneInfo(ZONES[agency])).astimezone(UTC)


def around(office: Office, moment: datetime, look: Any) -> list[Any]:
    """Give what there is a second before a moment and at it."""
    found = []
    for at in (moment - SECOND, moment):
        office.clock.moment = at
        found.append(look())
    return found


def from_monday(office: Office, *, key: str = "uji", number: int = 2) -> None:
    """Put a version in force from Monday on, in each agency by its own clock."""
    for agency in ZONES:
        zoned.put(office, number, key=key, agency=agency, at=midnight(agency))


def ambiguous_version(*, is_longer: bool) -> dict[str, bytes]:
    """Give a version whose promise is 48 hours, or 96 in the next, which also knows a further ambiguity."""
    files = {**ambiguous.files()}
    files["procedure.toml"] = files["procedure.toml"].replace(f'agencies = ["{WIB}"]'.encode(), zoned.NAMED)
    if is_longer:
        files["sla.dmn"] = files["sla.dmn"].replace(b"<text>48</text>", b"<text>96</text>")
        files["clauses/uji.yaml"] += (
            b"  - {id: AMB-UJI-03, issue: Baru?, readings: [{id: satu, text_id: Satu.}, {id: dua, text_id: Dua.}]}\n"
        )
    return files


@pytest.mark.parametrize("agency", ZONES)
def test_a_case_gets_the_version_of_its_agencys_own_midnight(place: Office, agency: str) -> None:
    from_monday(place)
    officer = zoned.officer(place, agency)

    found = around(place, midnight(agency), lambda: zoned.started(place, officer).version)

    assert found == [1, 2]


def test_midnight_in_the_east_changes_nothing_in_the_west(place: Office) -> None:
    from_monday(place)
    officers = {agency: zoned.officer(place, agency) for agency in ZONES}

    seen = {}
    for agency in (WIT, WITA, WIB):
        place.clock.moment = midnight(agency)
        seen[agency] = [zoned.started(place, officers[one]).version for one in (WIT, WITA, WIB)]

    assert seen == {WIT: [2, 1, 1], WITA: [2, 2, 1], WIB: [2, 2, 2]}


@pytest.mark.parametrize("agency", ZONES)
def test_an_overlay_gets_the_version_of_that_moment_too(place: Office, agency: str) -> None:
    place.deploy(zoned.overlay(1))
    zoned.store(place, zoned.overlay(2))
    from_monday(place, key="lapis")
    officer = zoned.officer(place, agency)

    found = around(place, midnight(agency), lambda: _attached(place, officer, agency))

    assert found == [1, 2]


def _attached(office: Office, officer: actors.Actor, agency: str) -> int:
    """Give the version of the overlay that a high risk attached to a new case."""
    started = zoned.started(office, officer)
    office.complete(officer, started.open_user_tasks[0].id, form=overlaid.HIGH)
    with office.acting(officer) as tx:
        found = instances.search(tx, state=None, case_number=started.case_number, cursor=None, limit=9).items
    [version] = [one.version for one in found if one.process_definition == "lapis"]
    return version


def test_a_running_case_ends_on_its_version_and_is_executed_again_byte_for_byte(place: Office) -> None:
    officer, second = zoned.officer(place, WIB), place.user("dua", "penyelia")
    old = zoned.started(place, officer)
    zoned.put(place, 2)
    new = zoned.started(place, officer)

    for one in (old, new):
        place.clock.advance(SECOND)
        place.complete(officer, one.open_user_tasks[0].id)
        with place.acting(second) as tx:
            [task] = instances.get(tx, one.id).open_user_tasks
        done = place.complete(second, task.id)
        assert (done.process_instance.version, done.process_instance.state) == (one.version, "completed")

    made = zoned.put(place, 1)
    zoned.withdraw(place, made.number)
    assert (old.version, new.version) == (1, 2)
    with place.acting(CLI) as tx:
        assert [history.replay(tx, one.id).equal for one in (old, new)] == [True, True]
        assert history.verify(tx).ok


def test_executing_again_does_not_ask_what_is_in_force(place: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    started = zoned.started(place, zoned.officer(place, WIB))
    for name in ("version", "all_of", "offices", "running"):
        monkeypatch.setattr(in_force, name, None)

    with place.acting(CLI) as tx:
        assert history.replay(tx, started.id).equal


def test_a_form_at_the_start_is_that_of_the_version_in_force(place: Office) -> None:
    other = {**zoned.version(3), "forms/isian.form": procedures.form(fields=procedures.FIELDS[:1])}
    zoned.store(place, other)
    asked: Mapping[str, Any] = {"process_definition": "uji", "agency": WIB, "channel": "datang"}
    officer = zoned.officer(place, WIB)
    zoned.put(place, 3, at=midnight(WIB))

    def offered() -> bool:
        with place.acting(officer) as tx:
            return instances.can_start(tx, **asked)

    assert around(place, midnight(WIB), offered) == [True, True]


def test_a_referral_opens_the_version_in_force(place: Office) -> None:
    zoned.put(place, 2, agency=WIT, at=midnight(WIT))

    def taken_in() -> list[int]:
        with place.acting(CLI) as tx:
            found = [recipients.intake(tx, agency, channel="datang") for agency in (WIB, WIT)]
            return [one[0].version for one in found if one is not None]

    assert around(place, midnight(WIT), taken_in) == [[1, 1], [1, 2]]


@pytest.mark.parametrize("agency", ZONES)
def test_promises_are_explained_by_the_version_in_force_when_they_begin(place: Office, agency: str) -> None:
    place.deploy(ambiguous_version(is_longer=False))
    zoned.store(place, ambiguous_version(is_longer=True))
    from_monday(place, number=4)
    begins = midnight(agency)

    with place.acting(CLI) as tx:
        found = [
            sla_clocks.explain(tx, procedure="uji", milestone=ambiguous.PROMISE, start=at, agency=agency)
            for at in (begins - timedelta(days=300), begins - SECOND, begins)
        ]
    officer = zoned.officer(place, agency)
    lengths = around(place, begins, lambda: _promised(place, officer))

    assert [one.version for one in found] == [3, 3, 4]
    assert [one.due - one.start for one in found] == [timedelta(hours=hours) for hours in (48, 48, 96)]
    assert lengths == [found[1].due - found[1].start, found[2].due - found[2].start]


def _promised(office: Office, officer: actors.Actor) -> timedelta:
    """Give how long the promise of a new case is."""
    started = zoned.started(office, officer)
    with office.acting(officer) as tx:
        [clock] = sla_clocks.search(tx, case_number=started.case_number).items
    assert clock.due_at is not None
    return clock.due_at - clock.started_at


def test_readings_are_those_of_the_version_in_force(place: Office) -> None:
    place.deploy(ambiguous_version(is_longer=False))
    zoned.store(place, ambiguous_version(is_longer=True))
    from_monday(place, number=4)

    found = around(place, midnight(WIT), lambda: [_known(place, agency) for agency in (WIB, WIT)])

    two, three = 2, 3
    assert found == [[two, two], [two, three]]


def _known(office: Office, agency: str) -> int:
    with office.acting(CLI) as tx:
        return len(readings.search(tx, "uji", agency=agency))


def test_a_reading_of_a_later_version_can_be_chosen_before(place: Office) -> None:
    place.deploy(ambiguous_version(is_longer=False))
    zoned.store(place, ambiguous_version(is_longer=True))
    from_monday(place, number=4)

    with pytest.raises(readings.AmbiguityUnknownError):
        _choose(place, MONDAY - timedelta(days=1))
    assert _choose(place, MONDAY).ambiguity == "AMB-UJI-03"


def _choose(office: Office, day: date) -> ReadingView:
    signed: dict[str, Any] = {"chosen_by": "Contoh Pejabat", "office": "Kepala", "sk": "SK-1", "valid_to": None}
    asked: dict[str, Any] = {"procedure": "uji", "agency": WIT, "ambiguity": "AMB-UJI-03", "reading": "satu"}
    with office.acting(CLI) as tx:
        return readings.choose(tx, valid_from=day, **asked, **signed)
