"""A case over HTTP from complaint to case management, for each risk, with the clock moved past every promise."""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from engine.clock import FixedClock
from engine.runtime import Runtime
from engine.services.audit import history
from tests.support.offices import factories
from tests.support.offices.factories import CLI
from tests.support.playing import scenarios, story
from tests.support.playing.story import BREACH, Seen, Story
from tests.support.web import shared_app

MORNING = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)  # Tuesday 09:00 in Tebing Tinggi
LATE = "04_terlambat_dilayani"  # tells what a supervisor answers to a warning and to a breach
IDENTIFIED, CARED = "identifikasi", "layanan_pertama"
# Where the main diagram shows what a called process does.
PARTS = {
    "terima_pengaduan": "bagian_terima",
    "identifikasi_kasus": "bagian_triase",
    "layanan_darurat": "bagian_darurat",
    "koordinasi_kepolisian": "bagian_darurat",
    "koordinasi_kesehatan": "bagian_darurat",
    "koordinasi_keamanan": "bagian_darurat",
}
ESCALATED = {
    (IDENTIFIED, 50): set(),
    (IDENTIFIED, 80): {"tanggapi_peringatan_identifikasi"},
    (IDENTIFIED, BREACH): {"tanggapi_peringatan_identifikasi", "tinjau_keterlambatan_identifikasi"},
    (CARED, 50): set(),
    (CARED, 80): {"tanggapi_peringatan_layanan"},
    (CARED, BREACH): {"tanggapi_peringatan_layanan", "tinjau_keterlambatan_layanan"},
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Level:
    """How a case of one risk runs: who reports how, which task is the care, what is promised from which fact."""

    risk: str
    scenario: str
    channel: str
    care: str
    promised: timedelta
    clause: str


LEVELS = (
    Level(
        risk="tinggi",
        scenario="01_risiko_tinggi_lewat_wa",
        channel="wa",
        care="layanan_darurat",
        promised=timedelta(minutes=30),
        clause="TTG-PM-WKT-01",
    ),
    Level(
        risk="sedang",
        scenario="02_risiko_sedang_datang_langsung",
        channel="datang",
        care="layanan_pertama",
        promised=timedelta(hours=6),
        clause="TTG-PM-WKT-02",
    ),
    Level(
        risk="rendah",
        scenario="03_risiko_rendah_lewat_telepon",
        channel="telepon",
        care="layanan_pertama",
        promised=timedelta(hours=72),
        clause="TTG-PM-WKT-03",
    ),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A story at its end, and what was seen at each (milestone, percent of its time)."""

    story: Story
    level: Level
    seen: dict[tuple[str, int], Seen]

    @property
    def breaches(self) -> dict[str, Seen]:
        """Give what was seen at each milestone's end of time."""
        return {milestone: seen for (milestone, percent), seen in self.seen.items() if percent == BREACH}


@pytest.fixture(scope="module")
def stage(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[scenarios.Theatre]:
    """Open one office with the real procedure for the whole file."""
    folder = tmp_path_factory.mktemp("story")
    shutil.copyfile(sqlite_template, folder / "lindung.db")
    clock = FixedClock(MORNING)
    settings = factories.settings(folder / "data", database_url=f"sqlite:///{folder / 'lindung.db'}")
    runtime = Runtime.build(settings, clock)
    theatre = scenarios.Theatre(factories.furnish(runtime, clock))
    theatre.put_into_force(story.PROCEDURE)
    yield theatre
    runtime.close()


@pytest.fixture(scope="module")
def staffed(stage: scenarios.Theatre) -> story.Teller:
    """Give a way to begin stories that share the office and its staff."""
    app = shared_app.over(stage.office.runtime)
    people = story.staff(stage.office, app)

    def begin(*names: str) -> Story:
        stage.office.clock.moment = MORNING
        return Story(stage.office, people, answers=story.answers(*names))

    return begin


@pytest.fixture(scope="module", params=LEVELS, ids=lambda level: level.risk)
def told(request: pytest.FixtureRequest, staffed: story.Teller) -> Told:
    """Tell a case whose every promise is broken, to its end."""
    level: Level = request.param
    one = staffed(LATE, level.scenario)
    one.report(channel=level.channel)
    one.do("terima_pengaduan")
    seen = too_late(one, IDENTIFIED, "tanggapi_peringatan_identifikasi", "tinjau_keterlambatan_identifikasi")
    one.do("identifikasi_kasus")
    seen |= too_late(one, CARED, "tanggapi_peringatan_layanan", "tinjau_keterlambatan_layanan")
    one.do(level.care)
    for helper in sorted(
        task["element_id"] for task in one.now()["open_user_tasks"] if "koordinasi" in task["element_id"]
    ):
        one.do(helper)
    for task in ("minta_persetujuan", "lakukan_asesmen", "rencana_intervensi", "serahkan_data", "input_simfoni"):
        one.do(task, after=timedelta(hours=1))
    return Told(story=one, level=level, seen=seen)


def too_late(one: Story, milestone: str, *answered: str) -> dict[tuple[str, int], Seen]:
    """Let each warning and the end of a promise pass, then let supervisor and head answer what reached them."""
    seen = {(name, percent): one.past(milestone, percent) for name, percent in ESCALATED if name == milestone}
    for task in answered:
        one.do(task)
    return seen


def test_the_case_is_handed_to_case_management(told: Told) -> None:
    instance = told.story.now()

    assert (instance["state"], instance["risk"]) == ("completed", told.level.risk)
    assert "diteruskan_ke_pengelolaan_kasus" in instance["end_event"].split()
    assert instance["open_user_tasks"] == []


def test_each_warning_and_breach_reaches_who_must_know(told: Told) -> None:
    escalations = set().union(*ESCALATED.values())

    assert {moment: seen.told & escalations for moment, seen in told.seen.items()} == {
        moment: tasks for moment, tasks in ESCALATED.items() if moment in told.seen
    }


def test_each_warning_is_noted_once_and_the_breach_at_its_own_moment(told: Told) -> None:
    for (milestone, percent), seen in told.seen.items():
        passed = [other for name, other in ESCALATED if name == milestone and other <= percent < BREACH]
        breached_at = seen.clock["due_at"] if percent == BREACH else None

        assert percent == BREACH or seen.clock["warned"] == passed
        assert seen.clock["breached_at"] == breached_at
        assert seen.clock["sla_state"] == ("breached" if percent == BREACH else "warning")


def test_the_clock_of_care_promises_what_the_risk_calls_for(told: Told) -> None:
    clock = told.breaches[CARED].clock
    start, due = (datetime.fromisoformat(clock[name]) for name in ("started_at", "due_at"))

    assert (due - start, clock["clause"]) == (told.level.promised, told.level.clause)


def test_a_breach_never_cancels_care(told: Told) -> None:
    assert "identifikasi_kasus" in told.breaches[IDENTIFIED].open
    assert told.level.care in told.breaches[CARED].open
    assert {seen.clock["state"] for seen in told.breaches.values()} == {"running"}
    assert told.story.effects("cancelled") == []


def test_a_late_clock_stops_when_the_work_is_done_and_stays_marked(told: Told) -> None:
    clocks = [clock for clock in told.story.clocks() if clock["breached_at"] is not None]

    assert {clock["milestone"] for clock in clocks} == set(told.breaches)
    assert {(clock["state"], clock["sla_state"]) for clock in clocks} == {("stopped", "breached")}
    assert all(clock["stopped_at"] > clock["due_at"] for clock in clocks)


def test_the_history_tells_every_step_in_order(told: Told) -> None:
    events = told.story.history()
    done = [(event["element_id"], event["role"]) for event in events if event["type"] == "user_task.completed"]

    assert [event["seq"] for event in events] == list(range(1, len(events) + 1))
    assert [event["at"] for event in events] == sorted(event["at"] for event in events)
    assert [events[0]["type"], done[0]] == ["instance.started", ("terima_pengaduan", "petugas_pengaduan")]
    assert ("input_simfoni", "pengelola_data") in done
    assert {event["actor"] for event in events if event["type"] == "timer.fired"} == {"system:timers"}


def test_the_diagram_shows_where_the_case_stood_at_each_moment(told: Told) -> None:
    shown = {moment: told.story.drawn(seen.at) for moment, seen in told.seen.items()}

    places = {moment: {PARTS.get(task, task) for task in seen.open} for moment, seen in told.seen.items()}
    assert shown == places


def test_the_history_holds_and_leads_to_the_same_state(told: Told) -> None:
    with told.story.office.acting(CLI) as tx:
        assert history.verify(tx).ok
        assert history.replay(tx, told.story.instance["id"]).equal


@pytest.fixture
def raised(staffed: story.Teller) -> Story:
    """Tell a case of low risk in which the companion hears after ten hours that it is high."""
    one = staffed("06_risiko_naik_saat_menunggu", "03_risiko_rendah_lewat_telepon")
    one.report(channel="telepon")
    one.do("terima_pengaduan")
    one.do("identifikasi_kasus")
    one.office.clock.advance(timedelta(hours=10))
    one.send("petugas_pengaduan", "risiko_berubah")
    one.do("perbarui_triase")
    return one


def test_a_raised_risk_replaces_the_clock_and_counts_anew(raised: Story) -> None:
    before, after = [clock for clock in raised.clocks() if clock["milestone"] == CARED][-2:]

    assert (before["state"], before["breached_at"]) == ("replaced", None)
    assert (after["state"], after["clause"]) == ("running", "TTG-PM-WKT-01")
    assert datetime.fromisoformat(after["started_at"]) == raised.office.clock.now()
    assert [before["id"], "replaced"] in [change[:2] for change in raised.effects("sla")]


def test_the_escalation_follows_the_clock_that_counts_anew(raised: Story) -> None:
    early = raised.past(CARED, 79)
    warned = raised.past(CARED, 80)
    late = raised.past(CARED, BREACH)

    assert [len(seen.told) for seen in (early, warned, late)] == [0, 1, 2]
    assert late.clock["breached_at"] == late.clock["due_at"]


def test_a_letter_that_was_opened_late_is_overdue_at_once(staffed: story.Teller) -> None:
    one = staffed(LATE)
    one.report(channel="surat", waited=timedelta(hours=10))
    one.do("terima_pengaduan")
    one.ring()

    seen = one.look(IDENTIFIED)
    assert seen.told >= ESCALATED[IDENTIFIED, BREACH]
    assert datetime.fromisoformat(seen.clock["breached_at"]) == MORNING - timedelta(hours=9)
