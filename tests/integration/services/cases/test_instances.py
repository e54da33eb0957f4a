"""Process instances: started by a report, suspended, resumed, called off; one case's tasks in parallel."""

import threading
from datetime import timedelta
from typing import Any

import pytest

from engine import errors
from engine.domain.forms import forms
from engine.services.base import bundles, variables
from engine.services.cases import instances
from engine.services.running import steps, timers
from engine.services.user_tasks import user_tasks
from tests.support.offices import procedures
from tests.support.offices.factories import AGENCY, Office


@pytest.fixture
def ready(office: Office) -> Office:
    """Deploy two steps."""
    office.deploy(procedures.two_steps())
    return office


def test_case_numbers_count_up_by_agency_and_year(ready: Office) -> None:
    officer = ready.user("siti", "petugas_pengaduan")

    numbers = [ready.start(officer).case_number for _ in range(2)]

    assert numbers == ["TTG-2026-00001", "TTG-2026-00002"]


@pytest.mark.parametrize(
    ("given", "error"),
    [
        ({"procedure": "tidak_ada"}, errors.NotFoundError),
        ({"channel": "merpati"}, bundles.ChannelUnknownError),
        ({"variables": {"nomor_kasus": "TTG-1"}}, variables.ReservedVariableError),
        ({"form": {"apa": 1}}, errors.LindungError),
    ],
)
def test_a_bad_report_stores_nothing(ready: Office, given: dict[str, Any], error: type[errors.LindungError]) -> None:
    officer = ready.user("siti", "petugas_pengaduan")

    with pytest.raises(error):
        ready.start(officer, **given)

    with ready.acting(officer) as tx:
        assert instances.search(tx, state=None, case_number=None, cursor=None, limit=10).items == ()


def test_a_report_from_the_future_is_refused(ready: Office) -> None:
    officer = ready.user("siti", "petugas_pengaduan")

    with pytest.raises(instances.ReceivedInFutureError):
        ready.start(officer, received_at=ready.clock.now() + timedelta(seconds=1))


def test_who_may_not_register_may_not_start(ready: Office) -> None:
    auditor = ready.user("tono", "auditor")

    with pytest.raises(errors.NotPermittedError):
        ready.start(auditor)


def test_a_suspended_instance_completes_nothing_until_resumed(ready: Office) -> None:
    officer, supervisor = ready.user("siti", "petugas_pengaduan"), ready.user("ida", "penyelia")
    started = ready.start(officer)
    with ready.acting(supervisor) as tx:
        assert instances.suspend(tx, started.id, if_match=started.revision).state == "suspended"

    with pytest.raises(steps.InstanceNotActiveError):
        ready.complete(officer, started.open_user_tasks[0].id)
    with ready.acting(supervisor) as tx:
        instances.resume(tx, started.id)
    assert ready.complete(officer, started.open_user_tasks[0].id).process_instance.state == "active"


def test_a_stale_revision_changes_nothing(ready: Office) -> None:
    officer, supervisor = ready.user("siti", "petugas_pengaduan"), ready.user("ida", "penyelia")
    started = ready.start(officer)

    with pytest.raises(instances.StaleRevisionError), ready.acting(supervisor) as tx:
        instances.suspend(tx, started.id, if_match=started.revision + 1)
    with ready.acting(supervisor) as tx:
        assert instances.get(tx, started.id).state == "active"


def test_cancelling_closes_tasks_and_the_case(ready: Office) -> None:
    officer, supervisor = ready.user("siti", "petugas_pengaduan"), ready.user("ida", "kepala")
    started = ready.start(officer)

    with ready.acting(supervisor) as tx:
        ended = instances.cancel(tx, started.id, reason_code="duplikat")

    assert (ended.state, ended.open_user_tasks) == ("cancelled", ())
    with ready.acting(officer) as tx:
        assert user_tasks.get(tx, started.open_user_tasks[0].id).state == "cancelled"
    with pytest.raises(steps.InstanceNotActiveError), ready.acting(supervisor) as tx:
        instances.cancel(tx, started.id, reason_code="duplikat")


def test_timers_rest_while_suspended_and_fire_on_resume(office: Office) -> None:
    office.deploy(procedures.with_timer("PT8H"))
    officer, supervisor = office.user("siti", "petugas_pengaduan"), office.user("ida", "penyelia")
    started = office.start(officer)
    with office.acting(supervisor) as tx:
        instances.suspend(tx, started.id)
    office.clock.advance(timedelta(hours=9))

    with office.acting(supervisor) as tx:
        assert timers.due_instances(tx, limit=10) == []
        resumed = instances.resume(tx, started.id)

    assert {task.element_id for task in resumed.open_user_tasks} == {"terima", "tegur"}


def test_four_parallel_tasks_submitted_at_once_all_succeed(office: Office) -> None:
    office.deploy(procedures.side_by_side(4))
    officer = office.user("siti", "petugas_pengaduan")
    started = office.start(officer)
    outcomes: list[str] = []
    together = threading.Barrier(4)

    def submit(task_id: str) -> None:
        together.wait()
        outcomes.append(office.complete(officer, task_id).process_instance.state)

    people = [threading.Thread(target=submit, args=(task.id,)) for task in started.open_user_tasks]
    for person in people:
        person.start()
    for person in people:
        person.join()

    assert sorted(outcomes) == ["active", "active", "active", "completed"]


def test_the_start_form_is_none_where_the_start_asks_nothing(ready: Office) -> None:
    officer = ready.user("siti", "petugas_pengaduan")

    with ready.acting(officer) as tx:
        form: forms.Form | None = instances.start_form_of(tx, process_definition="uji", agency=AGENCY, channel="datang")

    assert form is None


def test_an_unknown_instance_is_not_found(ready: Office) -> None:
    officer = ready.user("siti", "petugas_pengaduan")

    with pytest.raises(errors.NotFoundError), ready.acting(officer) as tx:
        instances.get(tx, "00000000-0000-0000-0000-000000000000")


def test_what_runs_cannot_be_resumed(ready: Office) -> None:
    officer, supervisor = ready.user("siti", "petugas_pengaduan"), ready.user("ida", "penyelia")
    started = ready.start(officer)

    with pytest.raises(steps.InstanceNotActiveError), ready.acting(supervisor) as tx:
        instances.resume(tx, started.id)


def test_an_unknown_instance_cannot_be_suspended(ready: Office) -> None:
    supervisor = ready.user("ida", "penyelia")

    with pytest.raises(errors.NotFoundError), ready.acting(supervisor) as tx:
        instances.suspend(tx, "00000000-0000-0000-0000-000000000000")


def test_an_agency_that_does_not_run_the_procedure_registers_nothing(ready: Office) -> None:
    stranger = ready.user("joko", "petugas_pengaduan", agency="uptd_ppa_lain")

    with pytest.raises(errors.NotFoundError):
        ready.start(stranger, agency="uptd_ppa_lain")


def test_an_agency_that_is_not_loaded_registers_nothing(office: Office) -> None:
    files = procedures.two_steps()
    head = files["procedure.toml"].replace(AGENCY.encode(), b"uptd_ppa_lain")
    office.deploy({**files, "procedure.toml": head})
    officer = office.user("joko", "petugas_pengaduan", agency="uptd_ppa_lain")

    with pytest.raises(errors.NotFoundError):
        office.start(officer, agency="uptd_ppa_lain")


def test_the_list_of_instances_pages_and_filters(ready: Office) -> None:
    officer, head = ready.user("siti", "petugas_pengaduan"), ready.user("ida", "kepala")
    started = [ready.start(officer) for _ in range(3)]
    with ready.acting(head) as tx:
        instances.cancel(tx, started[0].id, reason_code="duplikat")

    with ready.acting(head) as tx:
        first = instances.search(tx, state=None, case_number=None, cursor=None, limit=2)
        rest = instances.search(tx, state=None, case_number=None, cursor=first.next, limit=2)
        active = instances.search(tx, state="active", case_number=None, cursor=None, limit=9).items
        one = instances.search(tx, state=None, case_number=started[1].case_number, cursor=None, limit=9).items
    assert {found.id for found in (*first.items, *rest.items)} == {found.id for found in started}
    assert rest.next is None
    assert {found.id for found in active} == {found.id for found in started[1:]}
    assert [found.id for found in one] == [started[1].id]
