"""What an audit leaves behind, so that its pages have something to show: figures, an assignment, findings, evidence."""

from datetime import timedelta

from engine.clock import FixedClock, SystemClock
from engine.domain.audits.assignments import Wanted
from engine.domain.people.actors import Actor
from engine.runtime import Runtime
from engine.services.audits import assignments, findings, samples
from engine.services.audits.samples import Plan
from engine.services.evidence import requests
from engine.services.user_tasks import life_cycle
from engine.services.verification import runs
from engine.settings import Settings
from engine.store.cases import cases
from engine.store.people import people
from tasks import draining, keeping
from tests.support.offices import assigned, practised
from tests.support.offices.factories import AGENCY, CLI
from tests.support.servers.service import Installation

HEAD, AUDITOR, EXAMINER = "kepala.ttg", "auditor.ttg", "pemeriksa.ttg"
PROCEDURES = ("tebing_tinggi_pengaduan", "tebing_tinggi_pengelolaan_kasus")
YEAR = timedelta(days=366)
AS_OFTEN = 4
"""How often each process is counted: a year of a hundred cases alone would publish no figure."""
TEXTS = {
    "condition": "Asesmen awal pada kasus ini selesai dua hari sesudah batasnya, tanpa alasan yang dicatat.",
    "cause": "Hanya satu petugas bertugas pada minggu itu, dan tidak ada pengganti yang ditunjuk.",
    "effect": "Rencana layanan disusun terlambat, sehingga rujukan baru dikirim pada minggu berikutnya.",
    "recommendation": "Tunjuk pengganti sebelum cuti, dan periksa daftar yang mendekati batas setiap pagi.",
}


def carry_out(installed: Installation, case: str) -> None:
    """Carry out an audit of which ``case`` is part, up to a sample that is drawn on the day after."""
    clock = FixedClock(SystemClock().now())
    runtime = Runtime.build(Settings.from_environment(installed.environment), clock)
    practised.as_if_often(runtime, times=AS_OFTEN)
    audit = _Audit(runtime, clock, case)
    audit.open()
    if audit.knows(case):
        audit.write()
        audit.hand_out()
    audit.sample()
    audit.check()
    runtime.close()


class _Audit:
    def __init__(self, runtime: Runtime, clock: FixedClock, case: str) -> None:
        self._runtime, self._clock, self._case = runtime, clock, case
        self._id = ""

    def open(self) -> None:
        today = self._clock.now().date()
        wanted = Wanted(
            letter_number="700/12/ITDA/2026",
            letter_date=today - timedelta(days=3),
            institution="inspektorat",
            agencies=(AGENCY,),
            procedures=PROCEDURES,
            first=today - YEAR,
            last=today,
            members=(AUDITOR, EXAMINER),
        )
        with self._runtime.transaction(self._who(HEAD)) as tx:
            self._id = assignments.open_assignment(tx, wanted).id

    def knows(self, number: str) -> bool:
        """Tell whether there is such a case; a shorter year has none."""
        with self._runtime.transaction(CLI) as tx:
            return cases.by_number(tx.session, number) is not None

    def write(self) -> None:
        """Write a draft, a finding that was sent, and one that was answered."""
        auditor = self._who(AUDITOR)
        with self._runtime.transaction(CLI) as tx:
            found = cases.by_number(tx.session, self._case)
            assert found is not None
            bundle = cases.of_case(tx.session, found.id)[0]
            instance = bundle.instance.id
            deployed = tx.installation.procedures.get(tx.session, bundle.bundle.id, version=bundle.bundle.version)
            clause = next(iter(deployed.documents[0].clauses))
        for number in range(3):
            with self._runtime.transaction(auditor) as tx:
                written = findings.write(tx, self._id, clause=clause, events=[(instance, 3)], texts=TEXTS)
            if number < 2:
                with self._runtime.transaction(auditor) as tx:
                    findings.send(tx, written.id)
            if number < 1:
                self._answer(written.id)

    def _answer(self, finding: str) -> None:
        """Let the head answer a finding in its task."""
        with self._runtime.transaction(self._who(HEAD)) as tx:
            file = findings.get(tx, finding).file
        assert file is not None
        [task] = [one.id for one in file.tasks if one.element_id == "tanggapi_temuan"]
        with self._runtime.transaction(self._who(HEAD)) as tx:
            life_cycle.claim(tx, task)
        with self._runtime.transaction(self._who(HEAD)) as tx:
            life_cycle.complete(tx, task, form=assigned.ANSWERS["tanggapi_temuan"])

    def hand_out(self) -> None:
        """Ask for evidence without values, and for one with them that waits for a second person."""
        for letter, with_values in (("0123/ORI-SU/2026", True), ("0119/ORI-SU/2026", False)):
            asked = {"recipient": "ombudsman", "basis": "keberatan", "letter_number": letter}
            with self._runtime.transaction(self._who(AUDITOR)) as tx:
                requests.ask(tx, self._case, **asked, with_values=with_values)

    def sample(self) -> None:
        """Promise two samples, and draw the first on the day after."""
        examiner = self._who(EXAMINER), self._who(AUDITOR)
        for who, plan in zip(examiner, (Plan(size=5, strata="breached"), Plan(size=3)), strict=True):
            with self._runtime.transaction(who) as tx:
                promised = samples.promise(tx, self._id, plan, word="melati")
            if plan.size == 5:
                drawn = promised.id
        keeping.seal(self._runtime, whole=True)
        self._clock.advance(timedelta(days=1))
        with self._runtime.transaction(examiner[0]) as tx:
            samples.draw(tx, drawn, word="melati")
        keeping.seal(self._runtime, whole=True)

    def check(self) -> None:
        """Check the whole record as somebody asks for it."""
        with self._runtime.transaction(self._who(AUDITOR)) as tx:
            runs.ask(tx)
        draining.run_checks(self._runtime)

    def _who(self, username: str) -> Actor:
        with self._runtime.transaction(CLI) as tx:
            row = people.by_username(tx.session, username)
            assert row is not None
            return Actor(id=row.id, roles=frozenset(people.roles_of(tx.session, {row.id})[row.id]))
