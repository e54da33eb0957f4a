"""An installation in which everything happened once that the record speaks of: what the checks are tried on.

Small procedures, invented people. Cases: a letter that two people signed, with a file and a comment, and one that was
sent back; a referral that was answered and fed back, one that was taken back, one answered on paper; a report of the
public with its conversation; one that waits with clocks, timers and messages; one held, one called off.
"""

import secrets
import shutil
from datetime import date, timedelta
from pathlib import Path

from sqlalchemy import select

from engine.clock import FixedClock
from engine.domain.changes.changes import Wanted
from engine.runtime import Runtime
from engine.services.audits import assignments, samples
from engine.services.cases import cases, comments, files, instances, reports
from engine.services.changes import changes
from engine.services.changes import files as change_files
from engine.services.conformance import gathering
from engine.services.letters import register, signing
from engine.services.people import substitutions, users
from engine.services.policy import rollouts
from engine.services.public import public_reports, reporter_thread
from engine.services.referrals import referrals
from engine.services.time import readings
from engine.services.user_tasks import life_cycle
from engine.store.tables.cases import Case
from tasks import keeping
from tests.support.files import papers, small_files
from tests.support.house import sources
from tests.support.offices import ambiguous, assigned, factories, procedures, public_office, referring
from tests.support.offices.factories import Office
from tests.support.offices.referring import Pair
from tests.support.playing import awaiting

HOUSE_FORMS = ("lembar_laporan.form", "laporan_publik.form")
SHEET = {"korban": [{"nama": "Contoh Melati", "nik": "0000000000000001"}], "aman": "ya", "hubungi": "pelapor"}


def build(folder: Path, *, database_url: str) -> Office:
    """Set the installation up in a folder, let everything happen, and give it."""
    workflows = referring.workflows(folder / "workflows")
    for name in HOUSE_FORMS:
        shutil.copyfile(sources.ROOT / "workflows" / name, workflows / name)
    clock = FixedClock(factories.MORNING)
    settings = factories.settings(folder / "data", database_url=database_url, workflows_dir=str(workflows))
    pair = referring.furnish(Runtime.build(settings, clock), clock)
    _letters(pair)
    _referrals(pair)
    _public(pair)
    _waiting(pair)
    _rules(pair)
    _audits(pair)
    with pair.office.acting(factories.CLI) as tx:
        gathering.gather(tx, limit=1000)
    keeping.seal(pair.office.runtime, whole=True)
    return pair.office


def _audits(pair: Pair) -> None:
    office = pair.office
    head, _ = office.user("kartini", "kepala"), office.user("dewi", "pemeriksa")
    auditor = office.user("ratna", "pemeriksa")
    opened = assigned.assign(office, head, members=("dewi", "ratna"))
    with office.acting(auditor) as tx:
        instance = instances.search(tx, state=None, case_number=None, cursor=None, limit=1).items[0]
    with office.acting(auditor) as tx:
        promised = samples.promise(tx, opened.id, samples.Plan(size=2), word="kata")
    keeping.seal(office.runtime, whole=True)
    office.clock.advance(timedelta(days=1))
    with office.acting(auditor) as tx:
        samples.draw(tx, promised.id, word="kata")
    found = assigned.write(office, auditor, opened.id, [(instance.id, 1)])
    assigned.follow(office)
    assigned.send(office, auditor, found.id)
    assigned.work(office, head, found.id, "tanggapi_temuan")
    assigned.work(office, head, found.id, "laksanakan_tindak_lanjut")
    office.clock.advance(timedelta(hours=1))
    with office.acting(head) as tx:
        assignments.end(tx, opened.id)


def _letters(pair: Pair) -> None:
    office = pair.office
    office.deploy(procedures.with_letter(procedures.TWO_PEOPLE))
    signed, returned = papers.produced(office, pair.officer), papers.produced(office, pair.officer)
    office.clock.advance(timedelta(hours=1))
    papers.read(office, pair.supervisor, signed)
    papers.read(office, pair.supervisor, returned)
    with office.acting(pair.supervisor) as tx:
        signing.sign(tx, register.search(tx, case_number=signed)[0].id)
    with office.acting(pair.supervisor) as tx:
        signing.send_back(tx, register.search(tx, case_number=returned)[0].id, reason="Nama keliru.")
    task_id = pair.tasks(pair.supervisor, signed)["periksa"]
    with office.acting(pair.supervisor) as tx:
        life_cycle.claim(tx, task_id)
    with office.acting(pair.supervisor) as tx:
        comments.write(tx, task_id, text="Sudah diperiksa.")
        files.attach(tx, task_id, name="visum.pdf", content=small_files.PDF)
    office.clock.advance(timedelta(hours=1))
    with office.acting(pair.supervisor) as tx:
        life_cycle.complete(tx, task_id, form=procedures.ANSWERS)
        cases.get(tx, signed)


def _referrals(pair: Pair) -> None:
    office = pair.office
    pair.send()
    referring.run_due(pair)
    (own,) = pair.listed(pair.other_supervisor)
    number = str(own.case_number)
    office.clock.advance(timedelta(hours=1))
    pair.do(pair.other_officer, number, "jawab", {"jawaban_asal": "diterima"})
    referring.run_due(pair)
    office.clock.advance(timedelta(hours=1))
    pair.do(pair.other_officer, number, "layani", {"hasil_layanan": "selesai"})
    referring.run_due(pair)
    on_paper = pair.send(rujukan_penerima=referring.PAPER)
    with office.acting(pair.officer) as tx:
        (sent,) = [one for one in pair.listed_in(tx) if one.case_number == on_paper.case_number]
        referrals.answer(tx, sent.id, given="ditolak", reason="penuh")
    back = pair.send()
    with office.acting(pair.supervisor) as tx:
        (sent,) = [one for one in pair.listed_in(tx) if one.case_number == back.case_number]
        referrals.revoke(tx, sent.id)
    gone = pair.send(rujukan_penerima=referring.PAPER)
    office.clock.advance(timedelta(hours=1))
    referring.withdraw(pair, gone.case_number)
    referring.run_due(pair)


def _public(pair: Pair) -> None:
    office = pair.office
    office.deploy(public_office.procedure())
    with office.acting(public_reports.REPORTER) as tx:
        offered = public_reports.offer(tx, factories.AGENCY)
        secret = secrets.token_bytes(32)
        public_reports.receive(tx, offered, answers=public_office.ANSWERS, secret=secret, address="192.0.2.7")
        case = tx.session.scalars(select(Case).order_by(Case.opened_at.desc(), Case.number.desc())).first()
        assert case is not None
        case_id, number = case.id, case.number
    with office.acting(public_reports.REPORTER) as tx:
        reporter_thread.write(tx, case_id, text="Saya masih takut.")
    with office.acting(pair.supervisor) as tx:
        reporter_thread.answer(tx, number, text="Kami hubungi sore ini.")


def _waiting(pair: Pair) -> None:
    office, officer = pair.office, pair.officer
    office.deploy(awaiting.files())
    with office.acting(officer) as tx:
        given = {"process_definition": "uji", "agency": factories.AGENCY, "channel": "datang"}
        begun = reports.register(tx, **given, received_at=None, form={}, told=SHEET).instances[0]
    office.complete(officer, begun.open_user_tasks[0].id)
    open_at_door = office.start(officer)
    with office.acting(officer) as tx:
        life_cycle.claim(tx, open_at_door.open_user_tasks[0].id)
    held, called_off = office.start(officer), office.start(officer)
    with office.acting(pair.supervisor) as tx:
        instances.suspend(tx, held.id)
    with office.acting(pair.supervisor) as tx:
        instances.cancel(tx, called_off.id, reason_code="laporan_ganda")


def _rules(pair: Pair) -> None:
    office = pair.office
    deployed = office.deploy(ambiguous.files())
    with office.acting(factories.CLI) as tx:
        begin = tx.now + timedelta(days=30)
        pending = rollouts.put_in_force(
            tx, key=deployed.key, version=deployed.version - 1, agency=factories.AGENCY, valid_from=begin
        )
        rollouts.withdraw(tx, key=deployed.key, number=pending.number)
    chosen = {
        "procedure": "uji",
        "agency": factories.AGENCY,
        "ambiguity": ambiguous.AMBIGUITY,
        "reading": ambiguous.LONG,
    }
    official = {"chosen_by": "Contoh Pejabat", "sk": "CONTOH/1"}
    with office.acting(factories.CLI) as tx:
        readings.choose(tx, **chosen, **official, office=None, valid_from=None, valid_to=date(2027, 1, 31))
    office.user("budi", "petugas_pengaduan")
    with office.acting(pair.officer) as tx:
        ends_at = tx.now + timedelta(days=3)
        substitutions.name(
            tx, agency=factories.AGENCY, person="siti", substitute="budi", starts_at=tx.now, ends_at=ends_at
        )
        later = {"starts_at": ends_at, "ends_at": ends_at + timedelta(days=1)}
        put_off = substitutions.name(tx, agency=factories.AGENCY, person="siti", substitute="budi", **later)
        substitutions.end(tx, put_off.id)
    _departures(office)
    _changes(office)


def _changes(office: Office) -> None:
    """Let a policy officer change a procedure, take a file out, and give another change up."""
    drafter = office.user("rina", "admin_kebijakan")
    wanted = Wanted(
        procedure="uji", title="Nama langkah", reason="Nota dinas meminta.", decree="1/2026", clauses=("A",)
    )
    with office.acting(drafter) as tx:
        change, other = changes.begin(tx, wanted), changes.begin(tx, wanted)
    new = procedures.form("baru")
    with office.acting(drafter) as tx:
        change_files.store(tx, change_files.edit(tx, change.id, "forms/baru.form", new, seen=0), new)
    office.clock.advance(timedelta(hours=1))
    with office.acting(drafter) as tx:
        change_files.take_out(tx, change.id, "forms/baru.form", seen=1)
        changes.withdraw(tx, other.id)


def _departures(office: Office) -> None:
    """Let somebody lose a role and then the account."""
    office.user("lina", "petugas_pengaduan")
    with office.acting(factories.CLI) as tx:
        users.revoke(tx, username="lina", agency=factories.AGENCY, role="petugas_pengaduan")
        users.deactivate(tx, username="lina")
