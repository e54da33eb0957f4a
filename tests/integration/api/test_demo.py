"""``seed --demo``: a year of invented work, played through the services and told alike by the same seed."""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from api import cli
from engine.clock import FixedClock
from engine.domain.people import actors
from engine.runtime import Runtime
from engine.services.audit import history
from engine.services.cases import instances
from engine.services.inbox import inbox
from engine.services.incidents import incidents
from engine.services.letters import register
from engine.services.people import users
from engine.services.policy import definitions, seed
from engine.services.referrals import referrals
from engine.services.user_tasks.results import InstanceView, UserTaskView
from tests.support.offices import factories
from tests.support.offices.factories import CLI

UNTIL = datetime(2026, 11, 25, 6, 0, tzinfo=UTC)
CASES = 36
PROCEDURES = {
    "banyuwangi_p2tp2a",
    "jember_pengaduan_rujukan",
    "kemenpppa_penjangkauan",
    "tebing_tinggi_pengaduan",
    "tebing_tinggi_pengelolaan_kasus",
}


@dataclass(frozen=True, slots=True)
class Demo:
    """An installation after ``lindung seed --demo``, and whoever holds the rights of all its supervisors."""

    runtime: Runtime
    supervisor: actors.Actor

    @property
    def instances(self) -> tuple[InstanceView, ...]:
        """Give all instances, newest first."""
        with self.runtime.transaction(self.supervisor, reads_only=True) as tx:
            return instances.search(tx, state=None, case_number=None, cursor=None, limit=1000).items

    @property
    def tasks(self) -> tuple[UserTaskView, ...]:
        """Give all open tasks."""
        with self.runtime.transaction(self.supervisor, reads_only=True) as tx:
            return inbox.search(tx, inbox.TaskQuery(limit=1000)).items

    @property
    def told(self) -> list[tuple[str, ...]]:
        """Give what a second telling must repeat."""
        shown = [
            (one.case_number, one.process_definition, one.state, str(one.risk), one.started_at)
            for one in self.instances
        ]
        return sorted(tuple(map(str, one)) for one in shown)


def _fill(folder: Path, url: str, *arguments: str) -> int:
    """Run the command on an installation; the bundles are checked in this process."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("LINDUNG_DATA_DIR", str(folder))
        patched.setenv("LINDUNG_DATABASE_URL", url)
        patched.setattr(definitions, "check", factories.check_here)
        return cli.main(["seed", "--demo", "--until", UNTIL.isoformat(), *arguments])


def _filled(folder: Path, url: str, *, cases: int) -> Demo:
    """Fill an installation and open it at the moment at which its year ended."""
    assert _fill(folder, url, "--cases", str(cases)) == 0
    runtime = Runtime.build(factories.settings(folder, database_url=url), FixedClock(UNTIL))
    with runtime.transaction(CLI) as tx:
        found = [one for one in users.search(tx) if one.username.startswith("penyelia.")]
    every = frozenset(pair for one in found for pair in one.roles)
    return Demo(runtime, actors.Actor(id=found[0].id, roles=every))


@pytest.fixture(scope="module")
def demo(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    """Play one year for the whole file."""
    folder = tmp_path_factory.mktemp("demo")
    shutil.copyfile(sqlite_template, folder / "lindung.db")
    filled = _filled(folder, f"sqlite:///{folder / 'lindung.db'}", cases=CASES)
    yield filled
    filled.runtime.close()


def test_reports_reach_every_procedure_within_the_year(demo: Demo) -> None:
    found = demo.instances

    assert {one.process_definition for one in found} >= PROCEDURES
    assert len({one.case_number for one in found}) >= CASES
    assert all(UNTIL - timedelta(days=371) <= one.started_at <= UNTIL for one in found)


def test_cases_stand_at_many_steps_and_have_ended_in_many_ways(demo: Demo) -> None:
    assert {"active", "completed"} <= {one.state for one in demo.instances}
    assert len({one.end_event for one in demo.instances}) >= 8
    assert len({task.element_id for task in demo.tasks}) >= 8


def test_some_tasks_are_late_and_some_are_taken(demo: Demo) -> None:
    assert {"breached", "none"} <= {task.sla_state for task in demo.tasks}
    assert {task.assignee is None for task in demo.tasks} == {True, False}


def test_letters_and_referrals_came_of_it_and_no_incident(demo: Demo) -> None:
    numbers = {one.case_number for one in demo.instances}
    with demo.runtime.transaction(demo.supervisor) as tx:
        written = [register.search(tx, case_number=number) for number in sorted(numbers)]
        sent = referrals.search(tx, direction="out", state=None, cursor=None, limit=100).items
    with demo.runtime.transaction(CLI) as tx:
        stopped = incidents.search(tx, state=None, cursor=None, limit=10).items

    assert sum(map(len, written)) > CASES
    assert sent
    assert stopped == ()


def test_the_history_of_the_year_holds_and_leads_to_the_same_states(demo: Demo) -> None:
    found = demo.instances
    with demo.runtime.transaction(CLI) as tx:
        assert history.verify(tx).ok
        assert [one.id for one in found if not history.replay(tx, one.id).equal] == []


def test_people_say_by_their_names_that_they_are_invented(demo: Demo) -> None:
    with demo.runtime.transaction(CLI) as tx:
        found = users.search(tx)

    assert [one.display_name for one in found if not one.display_name.startswith("Contoh ")] == []


def test_the_same_seed_tells_the_same_year(demo: Demo, sqlite_url: str, tmp_path: Path) -> None:
    again = _filled(tmp_path, sqlite_url, cases=CASES)

    assert again.told == demo.told
    again.runtime.close()


@pytest.mark.postgres
def test_a_year_is_played_on_postgres(postgres_url: str, tmp_path: Path) -> None:
    filled = _filled(tmp_path, postgres_url, cases=6)

    with filled.runtime.transaction(CLI) as tx:
        assert history.verify(tx).ok
    assert len({one.case_number for one in filled.instances}) >= 6
    filled.runtime.close()


def test_progress_is_told_month_by_month(sqlite_url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    _fill(tmp_path, sqlite_url, "--cases", "3")
    written = capsys.readouterr()

    assert "Memutar " in written.err
    assert "Pengguna contoh" in written.out


def test_an_installation_with_cases_is_left_alone(demo: Demo, capsys: pytest.CaptureFixture[str]) -> None:
    settings, before = demo.runtime.settings, demo.told

    code = _fill(settings.data_dir, settings.database_url)

    assert (code, "[cases_present]" in capsys.readouterr().err) == (1, True)
    assert demo.told == before


def test_nothing_is_filled_while_a_partner_could_be_reached(
    office: factories.Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    partner = replace(next(iter(office.runtime.installation.partners.values())), webhook="https://mitra.example/masuk")
    reachable = replace(office.runtime.installation, partners={partner.code: partner})
    monkeypatch.setattr(office.runtime, "installation", reachable)

    with office.acting(CLI) as tx, pytest.raises(seed.PartnerReachableError):
        seed.require_empty(tx)


@pytest.mark.parametrize("wrong", [("--cases", "0"), ("--until", "2026-11-25T06:00"), ("--until", "besok")])
def test_what_cannot_be_told_is_a_wrong_usage(wrong: tuple[str, str]) -> None:
    with pytest.raises(SystemExit) as ended:
        cli.main(["seed", "--demo", *wrong])

    assert ended.value.code == 2
