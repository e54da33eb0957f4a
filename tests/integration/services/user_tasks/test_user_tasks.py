"""User tasks through the services: who may, in which state, and what the history keeps of it."""

from datetime import timedelta

import pytest
from sqlalchemy import text

from engine import errors
from engine.domain.forms import forms
from engine.services.audit import history
from engine.services.inbox import inbox
from engine.services.inbox.inbox import TaskQuery
from engine.services.policy import definitions
from engine.services.running import steps
from engine.services.user_tasks import life_cycle, user_tasks
from tests.support.house import sources
from tests.support.offices import procedures
from tests.support.offices.factories import Office

WORKFLOWS = sources.ROOT / "workflows"


@pytest.fixture
def ready(office: Office) -> Office:
    """Deploy two steps and know four people."""
    office.deploy(procedures.two_steps(separate=True))
    return office


def test_a_report_opens_the_first_task_for_its_role(ready: Office) -> None:
    officer = ready.user("siti", "petugas_pengaduan")

    opened = ready.start(officer).open_user_tasks

    assert [(task.element_id, task.role, task.state) for task in opened] == [("terima", "petugas_pengaduan", "open")]


def test_completing_opens_the_next_task_and_routes_the_answer(ready: Office) -> None:
    officer, supervisor = ready.user("siti", "petugas_pengaduan"), ready.user("ida", "penyelia")
    task = ready.start(officer).open_user_tasks[0]

    ready.complete(officer, task.id)

    with ready.acting(supervisor) as tx:
        items = inbox.search(tx, TaskQuery()).items
    assert [(item.element_id, item.risk) for item in items] == [("periksa", "sedang")]


def test_a_task_must_be_claimed_before_it_is_completed(ready: Office) -> None:
    officer = ready.user("siti", "petugas_pengaduan")
    task = ready.start(officer).open_user_tasks[0]

    with pytest.raises(life_cycle.NotClaimedError), ready.acting(officer) as tx:
        life_cycle.complete(tx, task.id, form=procedures.ANSWERS)


def test_a_claimed_task_is_not_for_another(ready: Office) -> None:
    first, second = ready.user("siti", "petugas_pengaduan"), ready.user("budi", "petugas_pengaduan")
    task = ready.start(first).open_user_tasks[0]
    with ready.acting(first) as tx:
        life_cycle.claim(tx, task.id)

    with pytest.raises(life_cycle.AlreadyClaimedError), ready.acting(second) as tx:
        life_cycle.claim(tx, task.id)


def test_claiming_twice_is_harmless_and_leaves_one_event(ready: Office) -> None:
    officer = ready.user("siti", "petugas_pengaduan", "auditor")
    started = ready.start(officer)
    for _ in range(2):
        with ready.acting(officer) as tx:
            life_cycle.claim(tx, started.open_user_tasks[0].id)

    with ready.acting(officer) as tx:
        types = [event.type for event in history.events(tx, started.id).items]
    assert types == ["instance.started", "user_task.claimed"]


def test_a_released_task_can_be_claimed_by_another(ready: Office) -> None:
    first, second = ready.user("siti", "petugas_pengaduan"), ready.user("budi", "petugas_pengaduan")
    task = ready.start(first).open_user_tasks[0]
    with ready.acting(first) as tx:
        life_cycle.claim(tx, task.id)
        life_cycle.release(tx, task.id)

    with ready.acting(second) as tx:
        assert life_cycle.claim(tx, task.id).assignee == second.id


def test_only_the_assignee_or_a_supervisor_releases(ready: Office) -> None:
    first, second = ready.user("siti", "petugas_pengaduan"), ready.user("budi", "petugas_pengaduan")
    supervisor = ready.user("ida", "penyelia")
    task = ready.start(first).open_user_tasks[0]
    with ready.acting(first) as tx:
        life_cycle.claim(tx, task.id)

    with pytest.raises(errors.NotPermittedError), ready.acting(second) as tx:
        life_cycle.release(tx, task.id)
    with ready.acting(supervisor) as tx:
        assert life_cycle.release(tx, task.id).assignee is None


def test_a_task_is_delegated_to_a_holder_of_its_role_only(ready: Office) -> None:
    first, second = ready.user("siti", "petugas_pengaduan"), ready.user("budi", "petugas_pengaduan")
    ready.user("ida", "penyelia")
    task = ready.start(first).open_user_tasks[0]
    with ready.acting(first) as tx:
        life_cycle.claim(tx, task.id)

    with pytest.raises(life_cycle.DelegateUnfitError), ready.acting(first) as tx:
        life_cycle.delegate(tx, task.id, to_username="ida")
    with ready.acting(first) as tx:
        assert life_cycle.delegate(tx, task.id, to_username="budi").assignee == second.id


def test_a_two_person_step_refuses_the_same_person(ready: Office) -> None:
    both = ready.user("ida", "petugas_pengaduan", "penyelia")
    task = ready.start(both).open_user_tasks[0]
    review = ready.complete(both, task.id).open_user_tasks[0]

    with pytest.raises(life_cycle.SamePersonError), ready.acting(both) as tx:
        life_cycle.claim(tx, review.id)


def test_a_completed_task_cannot_be_completed_again(ready: Office) -> None:
    officer = ready.user("siti", "petugas_pengaduan")
    task = ready.start(officer).open_user_tasks[0]
    ready.complete(officer, task.id)

    with pytest.raises(life_cycle.TaskNotOpenError), ready.acting(officer) as tx:
        life_cycle.complete(tx, task.id, form=procedures.ANSWERS)


def test_a_bad_form_changes_nothing(ready: Office) -> None:
    officer = ready.user("siti", "petugas_pengaduan", "auditor")
    started = ready.start(officer)

    with pytest.raises(forms.FormInvalidError):
        ready.complete(officer, started.open_user_tasks[0].id, form={"risiko": "entah", "asing": 1})

    with ready.acting(officer) as tx:
        assert user_tasks.get(tx, started.open_user_tasks[0].id).state == "open"
        assert len(history.events(tx, started.id).items) == 2


def test_a_task_of_another_role_does_not_exist(ready: Office) -> None:
    officer, clerk = ready.user("siti", "petugas_pengaduan"), ready.user("dewi", "pengelola_data")
    task = ready.start(officer).open_user_tasks[0]

    with pytest.raises(errors.NotFoundError), ready.acting(clerk) as tx:
        user_tasks.get(tx, task.id)
    with pytest.raises(errors.NotFoundError), ready.acting(clerk) as tx:
        life_cycle.claim(tx, task.id)


def test_a_task_of_another_agency_does_not_exist(ready: Office) -> None:
    officer = ready.user("siti", "petugas_pengaduan")
    stranger = ready.user("joko", "petugas_pengaduan", agency="uptd_ppa_lain")
    task = ready.start(officer).open_user_tasks[0]

    with ready.acting(stranger) as tx:
        assert inbox.search(tx, TaskQuery()).items == ()
    with pytest.raises(errors.NotFoundError), ready.acting(stranger) as tx:
        user_tasks.get(tx, task.id)


def test_the_inbox_pages_by_cursor_without_gap_or_double(ready: Office) -> None:
    officer = ready.user("siti", "petugas_pengaduan")
    wanted = {ready.start(officer).open_user_tasks[0].id for _ in range(5)}

    seen, cursor = [], None
    with ready.acting(officer) as tx:
        while True:
            page = inbox.search(tx, TaskQuery(limit=2, cursor=cursor))
            seen += [item.id for item in page.items]
            cursor = page.next
            if cursor is None:
                break
    assert len(seen) == 5
    assert set(seen) == wanted


@pytest.mark.parametrize(
    ("query", "count"),
    [
        (TaskQuery(assignee="me"), 1),
        (TaskQuery(assignee="none"), 1),
        (TaskQuery(role="petugas_pengaduan"), 2),
        (TaskQuery(role="penyelia"), 0),
        (TaskQuery(q="TERIMA"), 2),
        (TaskQuery(q="%"), 0),
        (TaskQuery(sla_state="none"), 2),
        (TaskQuery(sla_state="breached"), 0),
        (TaskQuery(sla_state="warning"), 0),
        (TaskQuery(sla_state="on_time"), 0),
        (TaskQuery(state="completed"), 0),
        (TaskQuery(process_definition="uji", sort="created_at"), 2),
        (TaskQuery(risk="tinggi"), 0),
    ],
)
def test_the_inbox_filters(ready: Office, query: TaskQuery, count: int) -> None:
    officer = ready.user("siti", "petugas_pengaduan")
    first, _ = ready.start(officer), ready.start(officer)
    with ready.acting(officer) as tx:
        life_cycle.claim(tx, first.open_user_tasks[0].id)

    with ready.acting(officer) as tx:
        assert len(inbox.search(tx, query).items) == count


def test_the_form_of_a_task_is_the_bundles(ready: Office) -> None:
    officer = ready.user("siti", "petugas_pengaduan")
    task = ready.start(officer).open_user_tasks[0]

    with ready.acting(officer) as tx:
        form = user_tasks.form_of(tx, task.id)
        clauses = user_tasks.clause_of(tx, task.id)

    assert form is not None
    assert form.id == "isian"
    assert clauses == ()


def test_another_person_does_the_second_of_two_steps(ready: Office) -> None:
    officer, supervisor = ready.user("siti", "petugas_pengaduan"), ready.user("ida", "penyelia")
    ready.complete(officer, ready.start(officer).open_user_tasks[0].id)
    with ready.acting(supervisor) as tx:
        (review,) = inbox.search(tx, TaskQuery()).items

    assert ready.complete(supervisor, review.id).process_instance.state == "completed"


def test_releasing_what_nobody_holds_is_harmless(ready: Office) -> None:
    officer, supervisor = ready.user("siti", "petugas_pengaduan"), ready.user("ida", "penyelia")
    task = ready.start(officer).open_user_tasks[0]

    with ready.acting(supervisor) as tx:
        assert life_cycle.release(tx, task.id).assignee is None


def test_a_task_that_its_timer_withdrew_cannot_be_completed(office: Office) -> None:
    files = procedures.with_timer("PT1H")
    office.deploy({**files, "uji.bpmn": files["uji.bpmn"].replace(b'cancelActivity="false"', b'cancelActivity="true"')})
    officer = office.user("siti", "petugas_pengaduan")
    task = office.start(officer).open_user_tasks[0]
    office.clock.advance(timedelta(hours=2))

    with pytest.raises(life_cycle.TaskNotOpenError):
        office.complete(officer, task.id)


@pytest.mark.parametrize("task_id", ["00000000-0000-4000-8000-000000000000", "bukan-id"])
def test_an_unknown_task_is_not_found(ready: Office, task_id: str) -> None:
    officer = ready.user("siti", "petugas_pengaduan")

    with pytest.raises(errors.NotFoundError), ready.acting(officer) as tx:
        life_cycle.complete(tx, task_id, form=procedures.ANSWERS)
    with pytest.raises(errors.NotFoundError), ready.acting(officer) as tx:
        steps.deployed_of(tx, task_id)


def test_a_task_shows_its_form_or_that_it_has_none(ready: Office) -> None:
    officer = ready.user("siti", "petugas_pengaduan")
    task = ready.start(officer).open_user_tasks[0]

    with ready.acting(officer) as tx:
        form = user_tasks.form_of(tx, task.id)
        tx.session.execute(text("UPDATE user_tasks SET form = NULL"))  # today's check refuses to deploy such a step
        assert user_tasks.form_of(tx, task.id) is None
    assert form is not None
    assert form.check(procedures.ANSWERS).routing == {"risiko": "sedang"}


def test_the_inbox_asks_what_is_due_before_a_moment(office: Office) -> None:
    office.deploy(definitions.read_folder(WORKFLOWS / "tebing_tinggi_pengaduan", WORKFLOWS))
    officer = office.user("siti", "petugas_pengaduan")
    report = {"bahaya_sekarang": "tidak", "melapor_sebagai": "korban", "ringkasan": "Ringkasan uji."}
    due = office.start(officer, procedure="tebing_tinggi_pengaduan", form=report).open_user_tasks[0].due_at

    assert due is not None
    with office.acting(officer) as tx:
        assert inbox.search(tx, TaskQuery(due_before=due)).items == ()
        assert len(inbox.search(tx, TaskQuery(due_before=due + timedelta(seconds=1))).items) == 1
