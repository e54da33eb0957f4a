"""The real procedures of three agencies in one installation, and a partner outside with a server of its own.

Each agency works as the scenario of its procedure tells. What agencies say to each other is not told: it happens.
"""

import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

from engine.clock import FixedClock
from engine.runtime import Runtime
from engine.services.audit import history
from engine.services.cases import cases
from engine.services.cases.results import CaseView
from engine.services.inbox import inbox
from engine.services.people import agencies
from engine.services.referrals import referrals
from engine.services.referrals.results import ReferralView
from tasks import draining
from tests.support.offices import factories
from tests.support.offices.factories import CLI, Office
from tests.support.playing import scenarios

MINISTRY, JEMBER, CITY = "kemenpppa_ampk", "uptd_ppa_jember", "uptd_ppa_tebing_tinggi"
PARTNER = "psikolog_jember"
STORIES: Mapping[str, str] = {
    MINISTRY: "kemenpppa_penjangkauan/01_risiko_tinggi_lewat_sapa",
    JEMBER: "jember_pengaduan_rujukan/01_pelimpahan_kemenpppa_sampai_terminasi",
    CITY: "tebing_tinggi_pengaduan/25_rujukan_tidak_diterima",
}
CLERK, COMPANION, SUPERVISOR = "petugas_pengaduan", "pendamping", "penyelia"
CHILD, REPORTER = "Contoh Seruni", "Contoh Kenanga"
# Jember's scenario tells of another hand-over, seven weeks before. This one comes at eleven and tells of danger: the
# first answer is promised within an hour.
LATER = timedelta(days=49, hours=4)
_DAY = datetime(2026, 11, 23, 11, tzinfo=timezone(timedelta(hours=7)))
SOONER = {
    "terima_pengaduan": _DAY + timedelta(minutes=10),
    "jawab_rujukan_masuk": _DAY + timedelta(minutes=20),
    "hubungi_dan_tindak_lanjuti": _DAY + timedelta(minutes=40),
}
Step = Mapping[str, Any]


@dataclass
class Chain:
    """Three offices; ``owners`` tells after each step who answers for the ministry's case, once for each change."""

    theatre: scenarios.Theatre
    number: str = ""
    owners: list[tuple[str, str]] = field(default_factory=list)

    @property
    def office(self) -> Office:
        """Give the installation."""
        return self.theatre.office

    def begin(self) -> None:
        """Let the ministry hear of the child."""
        said = scenarios.load(STORIES[MINISTRY]).said
        self.office.clock.moment = said["received_at"]
        given = {"agency": MINISTRY, "channel": said["channel"], "form": said["start"]["form"]}
        clerk = self.theatre.person(CLERK, MINISTRY)
        self.number = self.office.start(clerk, procedure="kemenpppa_penjangkauan", **given).case_number

    def hand_over(self) -> None:
        """Let the ministry reach the child and hand it over to Jember, which has not answered."""
        for one in steps(MINISTRY, until="siapkan_rujukan"):
            other = {"rujukan_penerima": JEMBER} if one["task"] == "siapkan_rujukan" else {}
            self.take(MINISTRY, one, **other)

    def tell(self) -> None:
        """Let both agencies work to the end, each in its own days; partners outside answer when the scenario says."""
        rest = [(MINISTRY, one) for one in steps(MINISTRY) if one["at"] > self.office.clock.now()]
        both = [*rest, *((JEMBER, one) for one in steps(JEMBER))]
        for agency, one in sorted(both, key=lambda told: told[1]["at"]):
            if one["do"] == "complete":
                self.take(agency, one)
            elif agency == JEMBER:
                self.answered(JEMBER, "diterima", at=one["at"])

    def take(self, agency: str, step: Step, number: str | None = None, **other: Any) -> None:
        """Let the person of a step complete it; ``other`` replaces single answers. Then all that is due happens."""
        self.office.clock.moment = max(step["at"], self.office.clock.moment)
        where = number or self.number_at(agency)
        who = self.theatre.person(step["by"], agency)
        self.office.complete(who, self._open(agency, where)[step["task"]], form=step["form"] | other)
        self._settle(step["task"])

    def answered(self, agency: str, answer: str, *, at: datetime) -> None:
        """Let the clerk record what a recipient outside answered."""
        self.office.clock.moment = at
        clerk = self.theatre.person(CLERK, agency)
        (waiting,) = [one for one in self.sent_by(agency) if one.state == "sent"]
        with self.office.acting(clerk) as tx:
            referrals.answer(tx, waiting.id, given=answer, reason=None)
        self._settle("jawaban_rujukan")

    def wait(self, hours: float) -> None:
        """Let time pass."""
        self.office.clock.advance(timedelta(hours=hours))
        self._settle("waktu_berlalu")

    def open_at(self, agency: str, number: str | None = None) -> list[str]:
        """Give the elements of the open tasks of an agency's case."""
        return sorted(self._open(agency, number or self.number_at(agency)))

    def number_at(self, agency: str) -> str:
        """Give the number of the agency's own case."""
        if agency == MINISTRY:
            return self.number
        (number,) = self.known_to(agency)
        return number

    def known_to(self, agency: str, role: str = SUPERVISOR) -> list[str]:
        """Give the numbers of all cases that a person of the agency finds."""
        with self.office.acting(self.theatre.person(role, agency)) as tx:
            return [one.number for one in cases.search(tx).items]

    def case(self, agency: str, number: str | None = None) -> CaseView:
        """Give a case, the agency's own one when none is named, as its supervisor sees it."""
        wanted = number or self.number_at(agency)
        with self.office.acting(self.theatre.person(SUPERVISOR, agency)) as tx:
            return cases.get(tx, wanted)

    def sent_by(self, agency: str) -> list[ReferralView]:
        """Give what an agency's case sent, newest first."""
        return [one for one in self.case(agency).referrals if one.direction == "out"]

    def package(self, agency: str, referral: ReferralView) -> Mapping[str, Any]:
        """Give what was told with a referral, as its sender or recipient reads it."""
        with self.office.acting(self.theatre.person(SUPERVISOR, agency)) as tx:
            shown = referrals.get(tx, referral.id).package
        assert shown is not None
        return shown

    def is_sound(self, *sides: str) -> bool:
        """Tell whether every chain of events holds and each agency's case, executed again, is the same bytes."""
        shown = [one.id for agency in sides for one in self.case(agency).instances]
        with self.office.acting(CLI) as tx:
            return history.verify(tx).ok and all(history.replay(tx, one).equal for one in shown)

    def _open(self, agency: str, number: str) -> dict[str, str]:
        with self.office.acting(self.theatre.person(SUPERVISOR, agency)) as tx:
            found = inbox.search(tx, inbox.TaskQuery(case_number=number)).items
        return {task.element_id: task.id for task in found}

    def _settle(self, after: str) -> None:
        """Do all that is due, in the house and outside, and note who answers for the case now."""
        assert draining.run_due(self.office.runtime).failures == 0
        assert draining.run_errands(self.office.runtime).failures == 0
        owner = self.case(MINISTRY).owner
        if not self.owners or self.owners[-1][1] != owner:
            self.owners.append((after, owner))


def steps(agency: str, *, until: str | None = None) -> Sequence[Step]:
    """Give what an agency's people do in its scenario, up to and with a task; Jember does it for this child, now."""
    told: Sequence[Step] = scenarios.load(STORIES[agency]).said["steps"]
    if agency == JEMBER:
        told = [_for_this_child(one) for one in told]
    names = [one.get("task") for one in told]
    return told if until is None else told[: names.index(until) + 1]


def _for_this_child(one: Step) -> Step:
    task = one.get("task", "")
    moved = {**one, "at": SOONER.get(task, one["at"] + LATER)}
    return moved | {"form": one["form"] | {"nama_korban": CHILD}} if task == "terima_pengaduan" else moved


def step(agency: str, task: str, *, at: datetime | None = None) -> Step:
    """Give the step that completes a task; at another moment if one is given."""
    found = next(one for one in steps(agency) if one.get("task") == task)
    return found if at is None else {**found, "at": at}


@contextmanager
def furnished(folder: Path, *, database_url: str, webhook: str) -> Iterator[Chain]:
    """Set the installation up: all agencies of the source tree, three procedures, the partner with a webhook."""
    data = folder / "workflows"
    shutil.copytree(scenarios.WORKFLOWS, data)
    with (data / "partners" / f"{PARTNER}.toml").open("a", encoding="utf-8") as file:
        file.write(f'webhook = "{webhook}"\n')
    clock = FixedClock(factories.MORNING)
    settings = factories.settings(folder / "data", database_url=database_url, workflows_dir=str(data))
    runtime = Runtime.build(settings, clock)
    with runtime.transaction(CLI) as tx:
        agencies.load(tx, folder=data)
    theatre = scenarios.Theatre(Office(runtime=runtime, clock=clock))
    for story in STORIES.values():
        theatre.put_into_force(story.partition("/")[0])
    yield Chain(theatre)
    runtime.close()
