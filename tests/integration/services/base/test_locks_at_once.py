"""On PostgreSQL nobody waits in a circle: whoever reads, completes, delivers or withdraws at one case at once."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from engine import errors
from engine.domain.people import actors
from engine.services.base.transaction import Transaction
from engine.services.cases import cases, comments
from engine.services.inbox import inbox
from engine.services.messages import messages
from engine.services.user_tasks import completions, life_cycle
from engine.store.cases import cases as stored
from engine.store.tables.audit import AccessEvent
from tasks import draining
from tests.support.offices import overlaid, procedures
from tests.support.offices.factories import Office
from tests.support.playing.at_once import somebody_else

pytestmark = pytest.mark.postgres


@pytest.fixture
def office(postgres_office: Office) -> Office:
    """Work where rows are locked one by one."""
    return postgres_office


@pytest.fixture
def ida(office: Office) -> actors.Actor:
    """Give an officer who is also a supervisor."""
    return office.user("ida", "petugas_pengaduan", "penyelia")


def test_a_task_s_page_and_the_completion_that_it_shows_do_not_wait_for_each_other(
    office: Office, ida: actors.Actor
) -> None:
    office.deploy(procedures.side_by_side(1))
    task_id = office.start(ida).open_user_tasks[0].id
    with office.acting(ida) as tx:
        life_cycle.claim(tx, task_id)
        comments.write(tx, task_id, text="halo")
    with office.acting(ida) as tx:
        completions.hand_in(tx, task_id, form=procedures.ANSWERS)
    with somebody_else(office) as begin, office.acting(ida) as page:
        comments.of_task(page, task_id)
        page.session.flush()
        office.clock.advance(timedelta(seconds=31))
        worker = begin(lambda: draining.run_due(office.runtime))
        refused = shown(page, task_id)

    assert (worker.result(), refused) == (draining.Drained(timers=0, jobs=1, failures=0), "nothing_held")


def shown(tx: Transaction, task_id: str) -> str | None:
    """Look at what a held completion will do, as its page does; give why it cannot be looked at."""
    try:
        completions.expected(tx, task_id)
    except errors.LindungError as refusal:
        return refusal.code
    return None


def waiting_in_turn(key: str) -> dict[str, bytes]:
    """Give a procedure that waits for the message ``kabar`` or a task, and after each for ``kabar_lagi``."""
    gate = '<parallelGateway id="pisah" name="Bersamaan" lindung:basis="P"/>'
    content = procedures.start() + gate + catch("t1", "kabar") + catch("t2", "kabar_lagi") + catch("t3", "kabar_lagi")
    content += procedures.task("terima", "Terima") + procedures.end("e1") + procedures.end("e2")
    content += procedures.flows("mulai", "pisah", "t1", "t2", "e1") + procedures.flows("pisah", "terima", "t3", "e2")
    nodes = ["mulai", "pisah", "t1", "t2", "e1", "terima", "t3", "e2"]
    files = procedures.bundle(content, lanes={"petugas_pengaduan": nodes}, key=key)
    declared = b'<message id="m_kabar" name="kabar"/><message id="m_kabar_lagi" name="kabar_lagi"/><process '
    return files | {f"{key}.bpmn": files[f"{key}.bpmn"].replace(b"<process ", declared, 1)}


def catch(element_id: str, message: str) -> str:
    return (
        f'<intermediateCatchEvent id="{element_id}" name="{message}" lindung:basis="P">'
        f'<messageEventDefinition messageRef="m_{message}"/></intermediateCatchEvent>'
    )


@pytest.fixture
def number(office: Office, ida: actors.Actor) -> str:
    """Give a case of a procedure to which the message ``data_bocor`` attaches an overlay; both wait for ``kabar``."""
    head = overlaid.by_message()["procedure.toml"].replace(b'sla = "sla"\n', b"")
    office.deploy(waiting_in_turn("uji"))
    office.deploy(waiting_in_turn("lapis") | {"procedure.toml": head})
    return office.start(ida).case_number


def deliver(office: Office, ida: actors.Actor, number: str, name: str) -> int:
    """Deliver a message in a transaction of its own and tell how many instances it reached."""
    with office.acting(ida) as tx:
        return len(messages.deliver(tx, name=name, case_number=number, variables={}))


def test_a_message_to_two_instances_and_a_completion_in_one_do_not_wait_for_each_other(
    office: Office, ida: actors.Actor, number: str
) -> None:
    deliver(office, ida, number, "data_bocor")
    with office.acting(ida) as tx:
        tasks = inbox.search(tx, inbox.TaskQuery()).items
    last = max(tasks, key=lambda task: task.process_instance)
    with office.acting(ida) as tx:
        life_cycle.claim(tx, last.id)
    with somebody_else(office) as begin, office.acting(ida) as tx:
        stored.lock(tx.session, last.process_instance)
        other = begin(lambda: deliver(office, ida, number, "kabar"))
        assert not other.done()  # it waits for the instance, without the case that a step needs
        life_cycle.complete(tx, last.id, form=procedures.ANSWERS)

    assert other.result() == 2


def test_a_message_reaches_an_instance_that_began_while_it_waited_for_the_case(
    office: Office, ida: actors.Actor, number: str
) -> None:
    with somebody_else(office) as begin, office.acting(ida) as tx:
        messages.deliver(tx, name="data_bocor", case_number=number, variables={})
        other = begin(lambda: deliver(office, ida, number, "kabar"))
        assert not other.done()

    assert other.result() == 2


def test_a_refusal_waits_for_no_case_and_is_recorded_when_it_is_free(
    office: Office, ida: actors.Actor, number: str
) -> None:
    stranger = office.user("tini", "lintas_sektor")

    def ask() -> str:
        try:
            with office.acting(stranger) as tx:
                return cases.get(tx, number).number
        except errors.NotFoundError as refusal:
            return refusal.code

    with somebody_else(office) as begin, office.acting(ida) as tx:
        stored.lock_case(tx.session, stored.known(tx.session, number).id)
        asked = begin(ask)
        assert asked.done()
        assert asked.result() == "not_found"
    assert draining.run_due(office.runtime).failures == 0

    with office.acting(ida) as tx:
        refused = tx.session.scalars(select(AccessEvent).where(AccessEvent.refused)).one()
    assert (refused.actor, refused.what) == (stranger.id, "case.read")


def test_a_page_that_reads_waits_for_nobody_until_its_end(office: Office, ida: actors.Actor, number: str) -> None:
    with office.acting(ida) as tx:
        case = stored.known(tx.session, number)
        stored.lock_case(tx.session, case.id)
        with office.acting(ida) as page:
            assert cases.get(page, number).number == number
            page.reads.accesses.clear()  # the record of the reading is the one thing that waits for the case
