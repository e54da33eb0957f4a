"""Messages that come before somebody waits for them: kept, taken once each, in their order."""

from collections.abc import Mapping
from typing import Any

import pytest

from engine import errors
from engine.services.audit import history
from engine.services.cases import instances
from engine.services.inbox import inbox
from engine.services.messages import messages
from engine.services.referrals import answering
from engine.services.running import outbox
from engine.services.user_tasks.results import InstanceView
from tasks import draining
from tests.support.offices import procedures, referring
from tests.support.offices.factories import CLI, Office
from tests.support.offices.referring import PAPER, SENDER, Pair

MESSAGE = '<messageEventDefinition messageRef="m_kabar"/>'


def early() -> dict[str, bytes]:
    """Give a procedure that tells itself two pieces of news before it waits for two."""
    tells = "".join(_event("intermediateThrowEvent", name) for name in ("kabari", "kabari_lagi"))
    waits = "".join(_event("intermediateCatchEvent", name) for name in ("tunggu", "tunggu_lagi"))
    names = ["mulai", "kabari", "kabari_lagi", "terima", "tunggu", "tunggu_lagi", "selesai"]
    content = procedures.start() + tells + procedures.task("terima", "Terima") + waits + procedures.end()
    files = procedures.bundle(content + procedures.flows(*names), lanes={"petugas_pengaduan": names})
    message = b'<message id="m_kabar" name="kabar"/><process '
    return {**files, "uji.bpmn": files["uji.bpmn"].replace(b"<process ", message, 1)}


def _event(kind: str, event_id: str) -> str:
    return f'<{kind} id="{event_id}" name="{event_id}" lindung:basis="P">{MESSAGE}</{kind}>'


@pytest.fixture
def started(office: Office) -> InstanceView:
    """Start a case whose news nobody waits for yet, and let the jobs find that out."""
    office.deploy(early())
    shown = office.start(office.user("siti", "petugas_pengaduan", "penyelia"))
    assert draining.run_due(office.runtime).failures == 0
    return shown


def complete(office: Office, shown: InstanceView, form: Mapping[str, Any] = procedures.ANSWERS) -> None:
    """Complete the first task of a case as its officer."""
    (task,) = shown.open_user_tasks
    with office.acting(CLI) as tx:
        actor = referring.person(tx, "siti")
    office.complete(actor, task.id, form=form)


def test_each_wait_takes_one_and_the_case_replays(office: Office, started: InstanceView) -> None:
    complete(office, started)

    assert draining.run_due(office.runtime).failures == 0

    with office.acting(CLI) as tx:
        assert history.replay(tx, started.id).equal
        assert history.verify(tx).ok
        types = [event.type for event in referring.events(tx, started.id)]
    assert types.count("message.received") == 2
    assert state(office, started) == "completed"


def test_an_instance_that_hears_itself_keeps_its_own_variables(office: Office, started: InstanceView) -> None:
    complete(office, started)
    draining.run_due(office.runtime)

    with office.acting(CLI) as tx:
        heard = [event for event in referring.events(tx, started.id) if event.type == "message.received"]
    assert ['"variables":{}' in event.data for event in heard] == [True, True]


def test_a_case_that_rests_takes_its_news_when_it_goes_on(office: Office, started: InstanceView) -> None:
    with office.acting(CLI) as tx:
        actor = referring.person(tx, "siti")
    complete(office, started)
    with office.acting(actor) as tx:
        instances.suspend(tx, started.id)
    draining.run_due(office.runtime)
    assert state(office, started) == "suspended"
    with office.acting(actor) as tx:
        instances.resume(tx, started.id)

    draining.run_due(office.runtime)

    assert state(office, started) == "completed"


def state(office: Office, shown: InstanceView) -> str:
    """Give the state of an instance."""
    with office.acting(CLI) as tx:
        return referring.found(tx, shown.id).instance.state


def test_news_for_nobody_wait_without_harm(office: Office, started: InstanceView) -> None:
    assert draining.run_due(office.runtime).jobs == 0

    with office.acting(CLI) as tx:
        outbox.look_again(tx, referring.found(tx, started.id))
    assert draining.run_due(office.runtime).jobs == 1  # one look for each kind of message


def test_an_officer_brings_the_answer_of_a_partner_as_news(pair: Pair) -> None:
    number = pair.send(rujukan_penerima=PAPER).case_number

    with pair.office.acting(pair.officer) as tx:
        messages.deliver(tx, name="jawaban_rujukan", case_number=number, variables={"rujukan_jawaban": "diterima"})

    assert pair.only().state == "accepted"
    assert referring.variables(pair, pair.supervisor, number)["rujukan_terbuka"] == 0
    with pair.office.acting(pair.officer) as tx:
        assert inbox.search(tx, inbox.TaskQuery(case_number=number)).items == ()


def test_news_of_an_answer_need_the_right_to_record_answers(pair: Pair) -> None:
    number = pair.send(rujukan_penerima=PAPER).case_number
    head = referring.with_roles(pair.supervisor, "kepala", agency=SENDER)

    with pytest.raises(errors.NotPermittedError) as refused, pair.office.acting(head) as tx:
        messages.deliver(tx, name="jawaban_rujukan", case_number=number, variables={"rujukan_jawaban": "diterima"})

    assert refused.value.ids["permission"] == "referral.answer"
    assert pair.only().state == "sent"


def test_nobody_brings_the_answer_of_an_agency_of_the_house(pair: Pair) -> None:
    number = pair.send().case_number

    with pytest.raises(answering.AnswerNotYoursError), pair.office.acting(pair.officer) as tx:
        messages.deliver(tx, name="jawaban_rujukan", case_number=number, variables={"rujukan_jawaban": "diterima"})
    assert pair.only().state == "sent"


def test_an_answer_without_a_question_is_not_expected(pair: Pair) -> None:
    number = pair.office.start(pair.officer, procedure="pengirim").case_number

    with pytest.raises(messages.MessageNotExpectedError), pair.office.acting(pair.officer) as tx:
        messages.deliver(tx, name="jawaban_rujukan", case_number=number, variables={"rujukan_jawaban": "ditolak"})
