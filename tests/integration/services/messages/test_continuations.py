"""Continuations: the next procedure begins on the same case, once, by a diagram's message or a person's."""

import uuid
from datetime import timedelta

import pytest
from sqlalchemy import select

from engine.domain import vocabulary
from engine.domain.people import actors
from engine.services.audit import history
from engine.services.cases import cases, instances
from engine.services.messages import continuations, messages
from engine.services.user_tasks.results import InstanceView
from engine.store.tables.messages import OutboxMessage
from tasks import draining
from tests.support.offices import overlaid, procedures, zoned
from tests.support.offices.factories import CLI, MORNING, Office

DONE = '<messageEventDefinition messageRef="m_selesai"/>'
AGAIN = '<messageEventDefinition messageRef="m_lagi"/>'
WAYS = """
[[continues]]
message = "bagian_selesai"
start = "lanjut"
[[continues]]
message = "dibuka_lagi"
start = "lagi"
role = "penyelia"
"""


def first() -> dict[str, bytes]:
    """Give a procedure that tells, when its one task is done, that its part is over."""
    tell = f'<intermediateThrowEvent id="kabari" name="Selesai" lindung:basis="P">{DONE}</intermediateThrowEvent>'
    ways = procedures.flows("mulai", "terima", "kabari", "selesai")
    content = procedures.start() + procedures.task("terima", "Terima") + tell + procedures.end() + ways
    return _speaking(procedures.bundle(content, lanes={"petugas_pengaduan": ["mulai", "terima", "kabari", "selesai"]}))


def second() -> dict[str, bytes]:
    """Give a procedure that begins when the first is over, or when the supervisor opens the case again."""
    starts = "".join(
        f'<startEvent id="{name}" name="{name}" lindung:basis="P">{definition}</startEvent>'
        for name, definition in (("lanjut", DONE), ("lagi", AGAIN))
    )
    merge = '<exclusiveGateway id="temu" lindung:basis="P"/>'
    ways = procedures.flows("mulai", "temu", "kelola", "selesai")
    ways += procedures.flows("lanjut", "temu") + procedures.flows("lagi", "temu")
    content = procedures.start() + starts + merge + procedures.task("kelola", "Kelola") + procedures.end() + ways
    nodes = ["mulai", "lanjut", "lagi", "temu", "kelola", "selesai"]
    files = _speaking(procedures.bundle(content, lanes={"penyelia": nodes}, key="lanjutan"))
    return {**files, "procedure.toml": files["procedure.toml"] + WAYS.encode()}


def _speaking(files: dict[str, bytes]) -> dict[str, bytes]:
    (name,) = (path for path in files if path.endswith(".bpmn"))
    told = b'<message id="m_selesai" name="bagian_selesai"/><message id="m_lagi" name="dibuka_lagi"/><process '
    return {**files, name: files[name].replace(b"<process ", told, 1)}


@pytest.fixture
def supervisor(office: Office) -> actors.Actor:
    """Deploy both procedures and hire a supervisor."""
    office.deploy(first())
    office.deploy(second())
    return office.user("ida", "penyelia")


def finished(office: Office, name: str = "siti") -> InstanceView:
    """Give a case whose first part is over, and whose message was passed on."""
    officer = office.user(name, "petugas_pengaduan")
    started = office.start(officer)
    office.complete(officer, started.open_user_tasks[0].id)
    assert draining.run_due(office.runtime).failures == 0
    return started


def on_case(office: Office, supervisor: actors.Actor, number: str) -> list[tuple[str, str]]:
    """Give (procedure, state) of the case's instances, oldest first."""
    with office.acting(supervisor) as tx:
        found = instances.search(tx, state=None, case_number=number, cursor=None, limit=10).items
    return [(one.process_definition, one.state) for one in reversed(found)]


def reopen(office: Office, actor: actors.Actor, number: str) -> None:
    """Bring the news that the case is open again."""
    with office.acting(actor) as tx:
        messages.deliver(tx, name="dibuka_lagi", case_number=number, variables={})


def test_the_next_procedure_begins_on_the_same_case(office: Office, supervisor: actors.Actor) -> None:
    case = finished(office)

    found = on_case(office, supervisor, case.case_number)
    assert sorted(found) == [("lanjutan", "active"), ("uji", "completed")]
    with office.acting(supervisor) as tx:
        assert cases.get(tx, case.case_number).state == "open"
        (task,) = instances.search(tx, state="active", case_number=case.case_number, cursor=None, limit=2).items
        begun = instances.get(tx, task.id)
    assert ([one.element_id for one in begun.open_user_tasks], begun.risk) == (["kelola"], "sedang")
    assert begun.channel == "datang"


def test_what_goes_on_is_the_version_in_force_when_the_message_arrives(
    office: Office, supervisor: actors.Actor
) -> None:
    later = second()
    later["procedure.toml"] = later["procedure.toml"].replace(b"Prosedur uji", b"Prosedur uji 2")
    zoned.put(office, zoned.store(office, later), key="lanjutan", at=MORNING + timedelta(hours=1))

    before = finished(office)
    office.clock.advance(timedelta(hours=1))
    after = finished(office, "budi")

    with office.acting(supervisor) as tx:
        numbers = [one.case_number for one in (before, after)]
        found = [
            instances.search(tx, state="active", case_number=one, cursor=None, limit=2).items[0].version
            for one in numbers
        ]
    assert found == [1, 2]


def test_a_message_that_is_passed_on_twice_begins_one(office: Office, supervisor: actors.Actor) -> None:
    case = finished(office)
    manage(office, supervisor, case.case_number)

    with office.acting(draining.JOBS) as tx:
        (sent,) = tx.session.scalars(select(OutboxMessage.id))
        assert messages.forward(tx, message_id=sent) == 0

    assert [state for _, state in on_case(office, supervisor, case.case_number)] == ["completed", "completed"]


def test_a_procedure_that_runs_on_the_case_is_not_begun_beside_itself(office: Office, supervisor: actors.Actor) -> None:
    case = finished(office)

    with pytest.raises(messages.MessageNotExpectedError):
        reopen(office, supervisor, case.case_number)


def test_the_supervisor_opens_a_case_again(office: Office, supervisor: actors.Actor) -> None:
    case = finished(office)
    manage(office, supervisor, case.case_number)

    reopen(office, supervisor, case.case_number)

    assert [state for _, state in on_case(office, supervisor, case.case_number)].count("active") == 1
    with office.acting(supervisor) as tx:
        assert cases.get(tx, case.case_number).state == "open"
    with office.acting(CLI) as tx:
        assert history.verify(tx).ok


def test_what_is_opened_again_knows_what_the_last_procedure_knew(office: Office, supervisor: actors.Actor) -> None:
    office.deploy(overlaid.by_message())
    case = finished(office)
    manage(office, supervisor, case.case_number)
    office.clock.advance(timedelta(days=1))
    with office.acting(supervisor) as tx:
        messages.deliver(tx, name="data_bocor", case_number=case.case_number, variables={})

    reopen(office, supervisor, case.case_number)

    with office.acting(supervisor) as tx:
        found = instances.search(tx, state="active", case_number=case.case_number, cursor=None, limit=9).items
        (begun,) = (one for one in found if one.process_definition == "lanjutan")
        told = history.events(tx, begun.id, limit=1).items[0].data["after"]
    assert told["risiko"] == "sedang"


def test_nobody_else_opens_it_again(office: Office, supervisor: actors.Actor) -> None:
    case = finished(office)
    manage(office, supervisor, case.case_number)
    officer = office.user("budi", "petugas_pengaduan")

    with pytest.raises(messages.MessageNotExpectedError):
        reopen(office, officer, case.case_number)


def test_who_sent_the_case_is_known_to_what_goes_on(office: Office, supervisor: actors.Actor) -> None:
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(vocabulary, "GIVEN", frozenset[str]())
        officer = office.user("siti", "petugas_pengaduan")
        started = office.start(officer, variables={"asal_rujukan": "R-1"})
    office.complete(officer, started.open_user_tasks[0].id)
    draining.run_due(office.runtime)

    with office.acting(supervisor) as tx:
        (active,) = instances.search(tx, state="active", case_number=started.case_number, cursor=None, limit=2).items
        told = history.events(tx, active.id, limit=1).items[0].data["after"]
    assert (told["asal_rujukan"], told["risiko"], told["saluran"]) == ("R-1", "sedang", "datang")


def manage(office: Office, supervisor: actors.Actor, number: str) -> None:
    """Complete the one task of the second procedure."""
    with office.acting(supervisor) as tx:
        (active,) = instances.search(tx, state="active", case_number=number, cursor=None, limit=2).items
        task = instances.get(tx, active.id).open_user_tasks[0]
    office.complete(supervisor, task.id)


def test_a_message_of_an_instance_that_is_not_there_begins_nothing(office: Office) -> None:
    message = OutboxMessage(id=str(uuid.uuid4()), instance_id=str(uuid.uuid4()), name="bagian_selesai", variables="{}")
    with office.acting(CLI) as tx:
        assert continuations.by_diagram(tx, message) == []
