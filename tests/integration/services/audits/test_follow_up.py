"""What follows on a finding: tasks of two sides, a clock, and nobody else who sees any of it."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from engine import errors
from engine.domain.people.actors import Actor
from engine.services.accesses import searching
from engine.services.accesses.searching import AccessQuery
from engine.services.audit import history
from engine.services.audits import assignments, findings
from engine.services.base.transaction import Transaction
from engine.services.cases import cases, instances
from engine.services.conformance import gathering
from engine.services.exports import exporting
from engine.services.inbox import inbox, team
from engine.services.incidents import incidents
from engine.services.messages import messages
from engine.services.notifying import notifications
from engine.services.time import sla_clocks
from engine.services.user_tasks import colleagues, life_cycle, user_tasks
from engine.services.user_tasks.life_cycle import DelegateUnfitError
from engine.services.verification import verification
from engine.store.tables.conformance import PracticeFact
from engine.store.tables.jobs import Job
from tasks import draining
from tests.support.offices import assigned, procedures
from tests.support.offices.assigned import look, send, task_of, work
from tests.support.offices.factories import AGENCY, CLI, Office

ANSWERING, DOING, CHECKING = "tanggapi_temuan", "laksanakan_tindak_lanjut", "periksa_tindak_lanjut"
OTHER = "uptd_ppa_jember"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """A finding that was sent, its file, and the people around it; ``others`` are everybody else, by their role."""

    office: Office
    finding: str
    assignment: str
    number: str
    instance: str
    head: Actor
    auditor: Actor
    own: Actor
    others: Mapping[str, Actor]

    def task(self, side: Actor, element: str) -> str:
        return task_of(self.office, side, self.finding, element)

    def answered(self) -> None:
        work(self.office, self.head, self.finding, ANSWERING)
        work(self.office, self.head, self.finding, DOING)

    def wait(self, **passed: float) -> None:
        self.office.clock.advance(timedelta(**passed))
        assert draining.run_due(self.office.runtime).failures == 0


@pytest.fixture
def sent(office: Office) -> Sent:
    """Send a finding whose assignment names one auditor from outside and one of the agency's own."""
    office.deploy(procedures.two_steps())
    assigned.follow(office)
    head, auditor, own = (
        office.user("kartini", "kepala"),
        office.user("dewi", "pemeriksa"),
        office.user("andi", "auditor"),
    )
    roles = ("petugas_pengaduan", "pendamping", "penyelia", "pengelola_data", "dinas", "lintas_sektor")
    others = {role: office.user(f"lain_{role}", role) for role in (*roles, "auditor", "pemeriksa", "admin_sistem")}
    others["kepala lain"] = office.user("raden", "kepala", agency=OTHER)
    case = office.start(others["petugas_pengaduan"])
    opened = assigned.assign(office, head, members=("dewi", "andi"))
    finding = send(office, auditor, assigned.write(office, auditor, opened.id, [(case.id, 1)]).id)
    assert finding.file is not None
    return Sent(
        office=office,
        finding=finding.id,
        assignment=opened.id,
        number=finding.file.number,
        instance=finding.file.process_instance,
        head=head,
        auditor=auditor,
        own=own,
        others=others,
    )


def shown(office: Office, actor: Actor, ask: Callable[[Transaction], object]) -> bool:
    """Tell whether somebody is shown something; a refusal is that there is none."""
    try:
        with office.acting(actor) as tx:
            return bool(ask(tx))
    except (errors.NotFoundError, errors.NotPermittedError):
        return False


def looks(sent: Sent) -> dict[str, Callable[[Transaction], object]]:
    """Give every way to look for the file of a finding."""
    number, instance = sent.number, sent.instance
    return {
        "finding": lambda tx: findings.get(tx, sent.finding),
        "findings": findings.search,
        "case": lambda tx: cases.get(tx, number),
        "cases": lambda tx: [one for one in cases.search(tx).items if one.number == number],
        "searched": lambda tx: cases.search(tx, q=number).items,
        "may read": lambda tx: cases.may_read(tx, number),
        "instance": lambda tx: instances.get(tx, instance),
        "instances": lambda tx: instances.search(tx, state=None, case_number=number, cursor=None, limit=9).items,
        "history": lambda tx: history.events(tx, instance, limit=9).items,
        "clocks": lambda tx: sla_clocks.search(tx, case_number=number).items,
    }


def test_both_sides_see_the_file_by_every_way_and_nobody_else_by_any(sent: Sent) -> None:
    for name, ask in looks(sent).items():
        for side in (sent.head, sent.auditor, sent.own):
            assert shown(sent.office, side, ask), (name, side)
        for role, other in sent.others.items():
            assert not shown(sent.office, other, ask), (name, role)


def test_each_task_is_in_the_inbox_of_its_side_alone(sent: Sent) -> None:
    def waiting(actor: Actor) -> set[str]:
        with sent.office.acting(actor) as tx:
            found = inbox.search(tx, inbox.TaskQuery(process_definition="tindak_lanjut_temuan")).items
            own = {one.element_id for one in inbox.search(tx, inbox.TaskQuery(inbox="roles")).items}
        assert {one.element_id for one in found} <= own
        return {one.element_id for one in found}

    first = {name: waiting(one) for name, one in {"head": sent.head, "out": sent.auditor, "own": sent.own}.items()}
    sent.answered()
    later = {name: waiting(one) for name, one in {"head": sent.head, "out": sent.auditor, "own": sent.own}.items()}

    assert first == {"head": {ANSWERING}, "out": set(), "own": set()}
    assert later == {"head": set(), "out": {CHECKING}, "own": {CHECKING}}
    for role, other in sent.others.items():
        assert waiting(other) == set(), role


@pytest.mark.parametrize("element", [ANSWERING, CHECKING])
def test_nobody_but_its_side_opens_takes_or_does_a_task(sent: Sent, element: str) -> None:
    if element == CHECKING:
        sent.answered()
    mine, theirs = (sent.head, sent.auditor) if element == ANSWERING else (sent.auditor, sent.head)
    task = sent.task(mine, element)

    for other in (theirs, *sent.others.values()):
        for ask in (user_tasks.get, life_cycle.claim, life_cycle.release, user_tasks.seen):
            with pytest.raises(errors.NotFoundError), sent.office.acting(other) as tx:
                ask(tx, task)
        with sent.office.acting(other) as tx:
            assert not user_tasks.may_read(tx, task)
    with sent.office.acting(mine) as tx:
        assert user_tasks.may_claim(tx, task)


def test_an_own_auditor_checks_what_one_from_outside_wrote(sent: Sent) -> None:
    sent.answered()

    assert work(sent.office, sent.own, sent.finding, CHECKING).state == "selesai"


def test_a_task_is_handed_on_within_its_side(sent: Sent) -> None:
    second = sent.office.user("sari", "kepala")
    sent.answered()
    task = sent.task(sent.auditor, CHECKING)
    with sent.office.acting(sent.auditor) as tx:
        life_cycle.claim(tx, task)

    with sent.office.acting(sent.auditor) as tx:
        assert [one.username for one in colleagues.successors(tx, user_tasks.get(tx, task))] == ["andi"]
    for stranger in ("lain_pemeriksa", "kartini", "nobody"):
        with pytest.raises(DelegateUnfitError), sent.office.acting(sent.auditor) as tx:
            life_cycle.delegate(tx, task, to_username=stranger)
    with sent.office.acting(sent.auditor) as tx:
        assert life_cycle.delegate(tx, task, to_username="andi").assignee == sent.own.id
    assert shown(sent.office, second, lambda tx: cases.get(tx, sent.number))


def test_what_was_finished_or_left_is_seen_as_long_as_somebody_stands_on_a_side(sent: Sent) -> None:
    with sent.office.acting(sent.head) as tx:
        assignments.end(tx, sent.assignment)
    sent.answered()
    gone = Actor(id=sent.head.id, roles=frozenset({(AGENCY, "penyelia")}))

    assert work(sent.office, sent.auditor, sent.finding, CHECKING).state == "selesai"
    assert not shown(sent.office, gone, lambda tx: cases.get(tx, sent.number))


def test_the_file_is_on_no_team_board_in_no_other_audit_and_in_no_figure(sent: Sent) -> None:
    sent.office.clock.advance(timedelta(minutes=1))
    with sent.office.acting(sent.head) as tx:
        steps = {one.procedure for one in team.board(tx).steps}
        names = {one.user_id for one in team.board(tx).people}
    sent.answered()
    work(sent.office, sent.auditor, sent.finding, CHECKING)
    wide = {"procedures": ("uji", "tindak_lanjut_temuan"), "members": ("lain_pemeriksa",)}
    assigned.assign(sent.office, sent.head, letter_number="700/13", **wide)

    assert steps == {"uji"}
    assert sent.auditor.id not in names
    assert not shown(sent.office, sent.others["pemeriksa"], lambda tx: cases.get(tx, sent.number))
    with sent.office.acting(CLI) as tx:
        gathering.gather(tx)
        assert tx.session.scalar(select(func.count()).where(PracticeFact.instance_id == sent.instance)) == 0
    with pytest.raises(errors.NotFoundError), sent.office.acting(sent.own) as tx:
        list(exporting.export(tx, "tindak_lanjut_temuan", agency=AGENCY, form="csv", reason="mutu"))


def test_who_reads_the_file_is_told_to_its_sides_alone(sent: Sent) -> None:
    def told(actor: Actor) -> set[str]:
        with sent.office.acting(actor) as tx:
            return {one.case_number for one in searching.search(tx, AccessQuery()).items}

    look(sent.office, sent.auditor, sent.finding)

    assert sent.number in told(sent.head)
    assert sent.number in told(sent.own)
    assert sent.number not in told(sent.others["auditor"])


def test_a_technical_stop_in_the_file_is_told_to_the_head_and_to_who_mends(sent: Sent) -> None:
    with sent.office.acting(CLI) as tx:
        incidents.open_for(tx, code="unexpected", instance_id=sent.instance)

    def told(actor: Actor) -> list[str | None]:
        with sent.office.acting(actor) as tx:
            return [one.case_number for one in incidents.search(tx, state=None, cursor=None, limit=9).items]

    assert told(sent.head) == told(sent.others["admin_sistem"]) == [sent.number]
    assert told(sent.others["penyelia"]) == told(sent.others["auditor"]) == []


def test_no_news_and_no_other_procedure_reach_the_file(sent: Sent) -> None:
    for name in ("risiko_berubah", "akses_data_diminta", "kasus_dibuka_kembali"):
        with pytest.raises(messages.MessageNotExpectedError), sent.office.acting(sent.head) as tx:
            messages.deliver(tx, name=name, case_number=sent.number, variables={})


def test_nobody_begins_the_procedure_by_a_report(sent: Sent) -> None:
    with pytest.raises(errors.NotFoundError):
        sent.office.start(sent.others["petugas_pengaduan"], procedure="tindak_lanjut_temuan")


def test_the_clock_warns_the_head_and_tells_the_auditors_that_the_answer_is_late(sent: Sent) -> None:
    def elements(side: Actor) -> list[str]:
        file = look(sent.office, side, sent.finding).file
        assert file is not None
        return sorted(one.element_id for one in file.tasks)

    def told(actor: Actor) -> list[str]:
        with sent.office.acting(actor) as tx:
            return [one.kind for one in notifications.mine(tx)]

    sent.wait(days=48)
    warned = elements(sent.head)
    sent.wait(days=12)
    late = look(sent.office, sent.head, sent.finding)

    assert warned == ["tanggapi_peringatan_jawaban_temuan", ANSWERING]
    assert elements(sent.auditor) == ["tinjau_keterlambatan_jawaban_temuan"]
    assert late.file is not None
    assert late.file.clock is not None
    assert (late.file.clock.breached_at, late.file.clock.warned) == (late.file.clock.due_at, (50, 80))
    assert told(sent.head) == told(sent.auditor) == told(sent.own) == ["escalated"]
    assert [told(other) for other in sent.others.values()] == [[]] * len(sent.others)
    assert work(sent.office, sent.head, sent.finding, ANSWERING).state == "ditanggapi"


def test_a_promised_day_that_passed_is_told_to_the_auditors(sent: Sent) -> None:
    work(sent.office, sent.head, sent.finding, ANSWERING, tanggal_tindak_lanjut="2026-12-10")
    sent.office.clock.moment = sent.office.clock.now().replace(year=2026, month=12, day=10, hour=16)
    assert draining.run_due(sent.office.runtime).failures == 0
    before = look(sent.office, sent.auditor, sent.finding).file
    sent.wait(hours=2)
    after = look(sent.office, sent.auditor, sent.finding).file

    assert before is not None
    assert after is not None
    assert before.tasks == ()
    assert [one.element_id for one in after.tasks] == ["tinjau_tindak_lanjut_terlambat"]


@pytest.mark.parametrize(
    ("answers", "state"),
    [
        ({"putusan_tindak_lanjut": "dikembalikan", "tanggal_tindak_lanjut": "2026-12-31"}, "ditanggapi"),
        ({"putusan_tindak_lanjut": "tidak_dapat"}, "tidak_dapat_ditindaklanjuti"),
    ],
)
def test_the_auditors_decide_what_becomes_of_it(sent: Sent, answers: dict[str, str], state: str) -> None:
    sent.answered()

    assert work(sent.office, sent.auditor, sent.finding, CHECKING, **answers).state == state


def test_a_reason_why_nothing_can_be_done_is_examined_first(sent: Sent) -> None:
    answered = work(sent.office, sent.head, sent.finding, ANSWERING, dapat_ditindaklanjuti="tidak")
    accepted = work(sent.office, sent.auditor, sent.finding, "periksa_alasan")

    assert (answered.state, accepted.state) == ("ditanggapi", "tidak_dapat_ditindaklanjuti")


def test_what_is_written_stands_in_no_variable_event_job_or_news(sent: Sent) -> None:
    sent.answered()
    work(sent.office, sent.auditor, sent.finding, CHECKING)

    with sent.office.acting(sent.head) as tx:
        events = history.events(tx, sent.instance, limit=99).items
        jobs = [row.payload for row in tx.session.scalars(select(Job))]
    said = json.dumps([dict(one.data) for one in events]) + "".join(jobs)
    assert "enari" not in said
    assert sent.finding in said
    assert variables(events) == {
        "nomor_kasus": sent.number,
        "instansi": AGENCY,
        "saluran": "temuan",
        "temuan": sent.finding,
        "dapat_ditindaklanjuti": "ya",
        "putusan_tindak_lanjut": "selesai",
    }


def variables(events: Any) -> dict[str, Any]:
    """Give the variables after these events, but for the moment of receipt, the readings and what is empty."""
    found: dict[str, Any] = {}
    for one in events:
        found |= one.data.get("after", {})
    return {name: value for name, value in found.items() if value and name not in {"diterima_pada", "tafsir"}}


def test_a_file_leads_to_its_finding_and_the_case_of_a_person_to_none(sent: Sent) -> None:
    with sent.office.acting(sent.head) as tx:
        found = findings.of_file(tx, sent.number)
        assert found is not None
        assert found.id == sent.finding
        assert findings.of_file(tx, found.events[0].case_number) is None
        assert findings.of_file(tx, "TTG-TEMUAN-0") is None


def test_the_words_are_sealed_under_the_key_of_the_assignment(sent: Sent) -> None:
    sent.answered()
    file = look(sent.office, sent.auditor, sent.finding).file

    assert file is not None
    assert [dict(one.answers or {})["tanggapan"] for one in file.said[:1]] == ["Kenari tanggapan."]
    with sent.office.acting(CLI) as tx:
        cases.destroy_key(tx, sent.number)
    gone = look(sent.office, sent.auditor, sent.finding)
    assert gone.file is not None
    assert [one.answers for one in gone.file.said] == [None, None]
    assert gone.condition == assigned.TEXTS["condition"]


def test_the_rows_follow_from_the_events_and_the_file_is_executed_alike(sent: Sent) -> None:
    sent.wait(days=60)
    sent.answered()
    work(sent.office, sent.auditor, sent.finding, CHECKING)

    with sent.office.acting(CLI) as tx:
        assert list(verification.part(tx, limit=1000).findings) == []


def test_a_message_of_that_name_from_another_procedure_moves_no_finding(office: Office) -> None:
    message = '<messageEventDefinition messageRef="temuan_selesai"/>'
    content = (
        procedures.start()
        + procedures.task("terima", "Terima")
        + f'<intermediateThrowEvent id="kabari" name="Kabari" lindung:basis="P">{message}</intermediateThrowEvent>'
        + procedures.end()
        + procedures.flows("mulai", "terima", "kabari", "selesai")
    )
    files = procedures.bundle(content, lanes={"petugas_pengaduan": ["mulai", "terima", "kabari", "selesai"]})
    named = b'<message id="temuan_selesai" name="temuan_selesai"/>'
    files["uji.bpmn"] = files["uji.bpmn"].replace(b"<process", named + b"<process", 1)
    office.deploy(files)
    officer = office.user("siti", "petugas_pengaduan")

    done = office.complete(officer, office.start(officer).open_user_tasks[0].id)

    assert done.process_instance.state == "completed"
