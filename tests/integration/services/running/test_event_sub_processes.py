"""Event sub-processes through the services: news at any moment, clocks that come due, tasks withdrawn, and a replay."""

from datetime import timedelta

import pytest
from lxml import etree

from engine import errors
from engine.domain.people import actors
from engine.services.audit import history
from engine.services.cases import instances
from engine.services.inbox import inbox as task_list
from engine.services.messages import messages
from engine.services.user_tasks.results import InstanceView
from tasks import draining
from tests.support.offices import procedures
from tests.support.offices.factories import CLI, Office

WITHDRAWN = '<messageEventDefinition messageRef="m_pencabutan"/>'
DANGER = '<messageEventDefinition messageRef="m_bahaya"/>'
DAILY = "<timerEventDefinition><timeCycle>R3/PT1H</timeCycle></timerEventDefinition>"


def by_event(name: str, starts: str, *, interrupting: str) -> str:
    """Give an event sub-process around one task."""
    begin, work, over = f"saat_{name}", f"urus_{name}", f"usai_{name}"
    said = f'id="{begin}" name="{name}" lindung:basis="P" isInterrupting="{interrupting}"'
    opens = f"<startEvent {said}>{starts}</startEvent>"
    inside = opens + procedures.task(work, f"Urus {name}") + procedures.end(over) + procedures.flows(begin, work, over)
    return f'<subProcess id="{name}" name="{name}" triggeredByEvent="true" lindung:basis="P">{inside}</subProcess>'


def guarded() -> dict[str, bytes]:
    """Give two tasks at once, one with a reminder, that a withdrawal ends and beside which danger is dealt with."""
    reminder = (
        '<boundaryEvent id="lewat" name="Terlambat" attachedToRef="terima" cancelActivity="false" lindung:basis="P">'
        "<timerEventDefinition><timeDuration>PT8H</timeDuration></timerEventDefinition></boundaryEvent>"
    )
    gates = "".join(f'<parallelGateway id="{name}" name="{name}" lindung:basis="P"/>' for name in ("pisah", "temu"))
    steps = procedures.task("terima", "Terima laporan") + procedures.task("dampingi", "Dampingi") + reminder
    ends = procedures.end() + procedures.end("ditegur")
    ways = procedures.flows("mulai", "pisah", "terima", "temu", "selesai") + procedures.flows("lewat", "ditegur")
    ways += procedures.flows("pisah", "dampingi", "temu")
    anytime = by_event("cabut", WITHDRAWN, interrupting="true") + by_event("bahaya", DANGER, interrupting="false")
    anytime += by_event("harian", DAILY, interrupting="false")
    officer = ["mulai", "pisah", "terima", "lewat", "dampingi", "temu", "selesai", "ditegur", "harian"]
    lanes = {"petugas_pengaduan": officer, "penyelia": ["cabut", "bahaya"]}
    files = procedures.bundle(procedures.start() + gates + steps + ends + ways + anytime, lanes=lanes)
    named = b'<message id="m_pencabutan" name="pencabutan"/><message id="m_bahaya" name="bahaya"/><process '
    return {**files, "uji.bpmn": files["uji.bpmn"].replace(b"<process ", named, 1)}


@pytest.fixture
def case(office: Office) -> InstanceView:
    """Start a case of an officer, with a supervisor beside."""
    office.deploy(guarded())
    return office.start(office.user("siti", "petugas_pengaduan", "auditor"))


@pytest.fixture
def supervisor(office: Office) -> actors.Actor:
    """Give the supervisor, who brings news and deals with them."""
    return office.user("ida", "penyelia", "auditor")


def bring(office: Office, actor: actors.Actor, case: InstanceView, name: str) -> None:
    """Deliver news to the case."""
    with office.acting(actor) as tx:
        messages.deliver(tx, name=name, case_number=case.case_number, variables={})


def inbox(office: Office, actor: actors.Actor) -> dict[str, str]:
    """Give the open tasks that the actor sees as {task id: element id}."""
    with office.acting(actor) as tx:
        return {task.id: task.element_id for task in task_list.search(tx, task_list.TaskQuery()).items}


def replays_equal(office: Office, case: InstanceView) -> bool:
    """Tell whether the history is whole and leads to the stored state byte for byte."""
    with office.acting(CLI) as tx:
        return history.verify(tx).ok and history.replay(tx, case.id).equal


def test_a_withdrawal_takes_all_tasks_and_timers_back_and_ends_the_case_by_its_own_way(
    office: Office, case: InstanceView, supervisor: actors.Actor
) -> None:
    bring(office, supervisor, case, "pencabutan")
    (task_id,) = inbox(office, supervisor)
    office.clock.advance(timedelta(hours=9))
    assert draining.run_due(office.runtime).timers == 0

    office.complete(supervisor, task_id)

    with office.acting(supervisor) as tx:
        ended = instances.get(tx, case.id)
    assert (ended.state, ended.open_user_tasks) == ("completed", ())
    assert replays_equal(office, case)


def test_a_task_that_was_withdrawn_cannot_be_completed(
    office: Office, case: InstanceView, supervisor: actors.Actor
) -> None:
    officer = actors.Actor(id=supervisor.id, roles=frozenset({(procedures.AGENCY, "petugas_pengaduan")}))
    bring(office, supervisor, case, "pencabutan")

    with pytest.raises(errors.ConflictError):
        office.complete(officer, case.open_user_tasks[0].id)
    with office.acting(supervisor) as tx:
        assert [task.element_id for task in instances.get(tx, case.id).open_user_tasks] == ["urus_cabut"]


def test_danger_is_dealt_with_beside_the_case_as_often_as_it_is_told(
    office: Office, case: InstanceView, supervisor: actors.Actor
) -> None:
    for _ in range(2):
        bring(office, supervisor, case, "bahaya")
    dangers = [task_id for task_id, element in inbox(office, supervisor).items() if element == "urus_bahaya"]
    for task_id in dangers:
        office.complete(supervisor, task_id)

    with office.acting(supervisor) as tx:
        open_now = sorted(task.element_id for task in instances.get(tx, case.id).open_user_tasks)

    assert (len(dangers), open_now) == (2, ["dampingi", "terima"])
    assert replays_equal(office, case)


def test_a_cycle_fires_by_the_worker_until_the_case_is_over(
    office: Office, case: InstanceView, supervisor: actors.Actor
) -> None:
    office.clock.advance(timedelta(hours=1))
    assert draining.run_due(office.runtime).timers == 1
    office.clock.advance(timedelta(hours=1))
    assert draining.run_due(office.runtime).timers == 1

    bring(office, supervisor, case, "pencabutan")
    office.clock.advance(timedelta(hours=5))

    assert draining.run_due(office.runtime).timers == 0
    assert replays_equal(office, case)


def test_a_case_that_ends_by_itself_takes_no_news_any_more(
    office: Office, case: InstanceView, supervisor: actors.Actor
) -> None:
    officer = actors.Actor(id=supervisor.id, roles=frozenset({(procedures.AGENCY, "petugas_pengaduan")}))
    for task in case.open_user_tasks:
        office.complete(officer, task.id)

    with pytest.raises(messages.MessageNotExpectedError):
        bring(office, supervisor, case, "pencabutan")
    assert replays_equal(office, case)


def test_the_diagram_shows_the_task_inside_as_where_the_case_stands(
    office: Office, case: InstanceView, supervisor: actors.Actor
) -> None:
    bring(office, supervisor, case, "bahaya")

    with office.acting(supervisor) as tx:
        drawn = etree.fromstring(history.diagram(tx, case.id))

    shown = {part.get("data-element-id"): str(part.get("class")) for part in drawn.iter()}
    assert "done" in shown["saat_bahaya"]
    assert "current" in shown["urus_bahaya"]
