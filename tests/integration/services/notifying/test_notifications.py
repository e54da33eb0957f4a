"""Who is told of what: by role and agency, by who holds a task, in the background, once, and never with content."""

import uuid
from datetime import timedelta

import pytest

from engine import errors
from engine.domain.people import actors
from engine.services.base import cursors
from engine.services.inbox import at_once
from engine.services.letters import signing
from engine.services.notifying import notifications
from engine.services.notifying.notifications import NotificationView
from engine.services.people import substitutions
from engine.services.user_tasks import life_cycle, user_tasks
from engine.services.user_tasks.results import InstanceView
from engine.store.cases import cases
from engine.store.tables.jobs import Job
from engine.store.tables.letters import Document
from engine.store.tables.notifying import Notification
from tasks import draining
from tests.support.files import papers
from tests.support.offices import procedures
from tests.support.offices.factories import AGENCY, CLI, Office

CASE = "TTG-2026-00042"
HIGH = {"risiko": "tinggi", "kronologi": "Rahasia kenari."}


@pytest.fixture
def siti(office: Office) -> actors.Actor:
    """Deploy two steps and give an officer."""
    office.deploy(procedures.two_steps())
    return office.user("siti", "petugas_pengaduan")


def told(office: Office, actor: actors.Actor) -> list[str]:
    """Give the kinds of what a person was told once the background work is done, newest first."""
    draining.run_due(office.runtime)
    with office.acting(actor) as tx:
        return [one.kind for one in notifications.mine(tx)]


def tell(office: Office, actor: actors.Actor, *, case: str = CASE, task_id: str | None = None) -> None:
    with office.acting(draining.JOBS) as tx:
        notifications.tell(tx, actor.id, kind="mentioned", case_number=case, task_id=task_id)


def claimed(office: Office, actor: actors.Actor) -> InstanceView:
    """Register a report and claim its first task."""
    started = office.start(actor)
    with office.acting(actor) as tx:
        life_cycle.claim(tx, started.open_user_tasks[0].id)
    return started


def test_a_new_task_of_high_risk_is_told_to_its_role_in_its_agency_but_not_to_who_opened_it(
    office: Office, siti: actors.Actor
) -> None:
    ida = office.user("ida", "penyelia")
    both = office.user("rini", "petugas_pengaduan", "penyelia")
    elsewhere = office.user("jember", "penyelia", agency="uptd_ppa_jember")
    started = office.start(both)

    office.complete(both, started.open_user_tasks[0].id, form=HIGH)

    assert [told(office, one) for one in (ida, both, siti, elsewhere)] == [["high_risk"], [], [], []]
    with office.acting(ida) as tx:
        (one,) = notifications.mine(tx)
    assert (one.case_number, one.read_at) == (started.case_number, None)
    with office.acting(ida) as tx:
        assert user_tasks.get(tx, str(one.task_id)).name == "Periksa laporan"


def test_a_risk_that_is_raised_is_told_to_who_holds_or_may_take_what_was_open_before(office: Office) -> None:
    office.deploy(procedures.side_by_side(3))
    siti, budi = office.user("siti", "petugas_pengaduan"), office.user("budi", "petugas_pengaduan")
    first, second, _ = office.start(siti).open_user_tasks
    with office.acting(budi) as tx:
        life_cycle.claim(tx, second.id)

    office.complete(siti, first.id, form=HIGH)

    assert told(office, budi) == ["high_risk", "high_risk"]  # the one that he holds, and the one that nobody holds
    assert told(office, siti) == []
    ani = office.user("ani", "petugas_pengaduan")
    office.complete(budi, second.id, form=HIGH)
    assert told(office, ani) == []  # it was high before


@pytest.mark.parametrize("risk", ["sedang", "rendah"])
def test_what_is_less_urgent_waits_in_the_inbox(office: Office, siti: actors.Actor, risk: str) -> None:
    ida = office.user("ida", "penyelia")
    office.complete(siti, office.start(siti).open_user_tasks[0].id, form=HIGH | {"risiko": risk})

    assert told(office, ida) == []
    with office.acting(CLI) as tx:
        assert tx.session.query(Job).filter(Job.kind == "notifications.spread").all() == []


def test_what_somebody_took_meanwhile_is_told_to_them_alone_and_what_is_done_to_nobody(
    office: Office, siti: actors.Actor
) -> None:
    ida, ani = office.user("ida", "penyelia"), office.user("ani", "penyelia")
    opened = office.complete(siti, office.start(siti).open_user_tasks[0].id, form=HIGH).process_instance
    with office.acting(ida) as tx:
        taken = at_once.take_next(tx)
        assert taken is not None
        assert taken.case_number == opened.case_number
    assert [told(office, ida), told(office, ani)] == [["high_risk"], []]

    second = office.complete(siti, office.start(siti).open_user_tasks[0].id, form=HIGH).process_instance
    with office.acting(ani) as tx:
        task = at_once.take_next(tx)
        assert task is not None
        assert task.case_number == second.case_number
        life_cycle.complete(tx, task.id, form=HIGH)
    assert [told(office, ida), told(office, ani)] == [["high_risk"], []]


def test_a_task_that_a_timer_opened_is_an_escalation(office: Office, siti: actors.Actor) -> None:
    ida = office.user("ida", "penyelia")
    office.deploy(procedures.with_timer())
    office.start(siti)
    assert told(office, ida) == []

    office.clock.advance(timedelta(hours=8))

    assert told(office, ida) == ["escalated"]
    assert told(office, siti) == []


def test_who_is_handed_a_task_is_told_and_so_is_who_stands_in(office: Office, siti: actors.Actor) -> None:
    budi, ani = office.user("budi", "petugas_pengaduan"), office.user("ani", "petugas_pengaduan", "penyelia")
    started = claimed(office, siti)
    now = office.clock.now()
    with office.acting(budi) as tx:
        substitutions.name(
            tx, agency=AGENCY, person="budi", substitute="ani", starts_at=now, ends_at=now + timedelta(days=1)
        )
    with office.acting(siti) as tx:
        life_cycle.delegate(tx, started.open_user_tasks[0].id, to_username="budi")

    assert [told(office, one) for one in (siti, budi, ani)] == [[], ["delegated"], ["delegated"]]
    office.clock.advance(timedelta(minutes=1))
    tell(office, budi, task_id=started.open_user_tasks[0].id)
    assert [told(office, one) for one in (budi, ani)] == [["mentioned", "delegated"], ["delegated"]]


def test_who_stands_in_without_the_role_is_not_told(office: Office, siti: actors.Actor) -> None:
    budi, ani = office.user("budi", "petugas_pengaduan", "penyelia"), office.user("ani", "penyelia")
    started = claimed(office, siti)
    now = office.clock.now()
    with office.acting(budi) as tx:
        substitutions.name(
            tx, agency=AGENCY, person="budi", substitute="ani", starts_at=now, ends_at=now + timedelta(days=1)
        )

    with office.acting(siti) as tx:
        life_cycle.delegate(tx, started.open_user_tasks[0].id, to_username="budi")

    assert told(office, ani) == []


def test_who_takes_a_task_for_themselves_is_not_told(office: Office) -> None:
    office.deploy(procedures.two_steps())
    ida = office.user("ida", "petugas_pengaduan", "penyelia")
    started = claimed(office, ida)

    with office.acting(ida) as tx:
        life_cycle.delegate(tx, started.open_user_tasks[0].id, to_username="ida")

    assert told(office, ida) == []


def test_a_letter_is_told_to_who_must_sign_beside_its_maker(office: Office) -> None:
    office.deploy(procedures.with_letter(procedures.TWO_PEOPLE))
    maker, ida = office.user("siti", "petugas_pengaduan", "penyelia"), office.user("ida", "penyelia")

    office.complete(maker, office.start(maker).open_user_tasks[0].id)

    assert [told(office, one) for one in (maker, ida)] == [[], ["letter_to_sign"]]


def test_a_letter_that_was_signed_waits_for_nobody(office: Office) -> None:
    office.deploy(procedures.with_letter(procedures.TWO_PEOPLE))
    maker = office.user("siti", "petugas_pengaduan", "penyelia")
    ida, ani = office.user("ida", "penyelia"), office.user("ani", "penyelia")
    number, other = papers.produced(office, maker), papers.produced(office, maker)
    assert told(office, ani) == ["letter_to_sign", "letter_to_sign"]

    letter = papers.only(office, ida, number).id
    with office.acting(ida) as tx:
        signing.sign(tx, letter)

    for person in (ida, ani):
        with office.acting(person) as tx:
            assert {one.case_number for one in notifications.mine(tx) if one.read_at is None} == {other}


def test_another_letter_of_the_case_that_waits_keeps_the_word(office: Office) -> None:
    office.deploy(procedures.with_letter(procedures.TWO_PEOPLE))
    maker, ida = office.user("siti", "petugas_pengaduan", "penyelia"), office.user("ida", "penyelia")
    number = papers.produced(office, maker)
    letter = papers.only(office, ida, number).id
    assert told(office, ida) == ["letter_to_sign"]
    with office.acting(CLI) as tx:
        first = tx.session.query(Document).one()
        names = ("case_id", "instance_id", "element_id", "document", "at", "agency", "second_role", "maker")
        tx.session.add(Document(id=str(uuid.uuid4()), **{name: getattr(first, name) for name in names}))

    with office.acting(ida) as tx:
        signing.sign(tx, letter)

    with office.acting(ida) as tx:
        assert notifications.unread(tx) == 1


def test_who_let_go_of_a_task_meanwhile_is_not_told_that_it_is_late(office: Office, siti: actors.Actor) -> None:
    ida = office.user("ida", "penyelia")
    started = claimed(office, siti)
    task_id = started.open_user_tasks[0].id
    with office.acting(siti) as tx:
        life_cycle.release(tx, task_id)

    with office.acting(draining.JOBS) as tx:
        news = [{"kind": "late", "task": task_id}]
        notifications.spread(tx, agency=AGENCY, case_number=started.case_number, news=news)

    assert [told(office, one) for one in (siti, ida)] == [[], []]


def test_a_letter_is_told_only_to_who_may_see_its_case(office: Office, siti: actors.Actor) -> None:
    guide, stranger = office.user("rini", "pendamping"), office.user("budi", "pendamping")
    started = claimed(office, siti)
    with office.acting(CLI) as tx:
        case = cases.known(tx.session, started.case_number)
        cases.add_member(tx.session, case_id=case.id, user_id=guide.id)

    with office.acting(draining.JOBS) as tx:
        news = [{"kind": "letter_to_sign", "role": "pendamping", "but": siti.id}]
        notifications.spread(tx, agency=AGENCY, case_number=started.case_number, news=news)

    assert [told(office, one) for one in (guide, stranger)] == [["letter_to_sign"], []]


def test_the_same_word_is_told_once_until_it_is_read(office: Office, siti: actors.Actor) -> None:
    ida = office.user("ida", "penyelia")
    news = [{"kind": "mail_undelivered", "permission": "incident.read"}]
    for _ in range(2):
        with office.acting(draining.JOBS) as tx:
            notifications.spread(tx, agency=AGENCY, case_number="", news=news)
    assert told(office, ida) == ["mail_undelivered"]
    with office.acting(ida) as tx:
        notifications.read_all(tx)

    with office.acting(draining.JOBS) as tx:
        notifications.spread(tx, agency=AGENCY, case_number="", news=news)

    assert told(office, ida) == ["mail_undelivered", "mail_undelivered"]
    assert told(office, siti) == []


def pages(office: Office, actor: actors.Actor, *, limit: int) -> list[tuple[NotificationView, ...]]:
    """Give all pages of a person's list."""
    found, cursor = [], None
    while True:
        with office.acting(actor) as tx:
            page = notifications.search(tx, cursor=cursor, limit=limit)
        found.append(page.items)
        cursor = page.next
        if cursor is None:
            return found


def test_the_list_goes_on_page_by_page_newest_first(office: Office, siti: actors.Actor) -> None:
    for number in range(5):
        tell(office, siti, case=f"K-{number}")
        office.clock.advance(timedelta(minutes=number % 2))  # two of them at one moment

    found = pages(office, siti, limit=2)

    assert [len(page) for page in found] == [2, 2, 1]
    flat = [one for page in found for one in page]
    assert {one.case_number for one in flat} == {f"K-{number}" for number in range(5)}
    assert [one.at for one in flat] == sorted((one.at for one in flat), reverse=True)
    with office.acting(siti) as tx, pytest.raises(cursors.CursorInvalidError):
        notifications.search(tx, cursor="x", limit=2)


def test_reading_one_and_reading_all(office: Office, siti: actors.Actor) -> None:
    for number in range(3):
        tell(office, siti, case=f"K-{number}")
    with office.acting(siti) as tx:
        first = notifications.read(tx, notifications.mine(tx)[0].id)
        assert notifications.unread(tx) == 2
        notifications.read_all(tx)
    office.clock.advance(timedelta(hours=1))

    with office.acting(siti) as tx:
        assert notifications.read(tx, first.id).read_at == first.read_at
        assert notifications.unread(tx) == 0


def test_counting_stops_where_the_number_says_enough(office: Office, siti: actors.Actor) -> None:
    with office.acting(draining.JOBS) as tx:
        for _ in range(notifications.MOST_COUNTED + 5):
            notifications.tell(tx, siti.id, kind="mentioned", case_number=CASE, task_id=None)

    with office.acting(siti) as tx:
        assert notifications.unread(tx) == notifications.MOST_COUNTED


def test_nobody_reads_anothers(office: Office, siti: actors.Actor) -> None:
    ida = office.user("ida", "penyelia")
    tell(office, siti)
    with office.acting(siti) as tx:
        (one,) = notifications.mine(tx)

    with office.acting(ida) as tx, pytest.raises(errors.NotFoundError):
        notifications.read(tx, one.id)
    with office.acting(ida) as tx:
        assert (notifications.mine(tx), notifications.unread(tx)) == ((), 0)


def test_a_word_of_a_task_is_over_once_somebody_did_it(office: Office, siti: actors.Actor) -> None:
    ida, ani = office.user("ida", "penyelia"), office.user("ani", "penyelia")
    office.complete(siti, office.start(siti).open_user_tasks[0].id, form=HIGH)
    draining.run_due(office.runtime)
    with office.acting(ida) as tx:
        (one,) = notifications.mine(tx)
        assert (one.is_over, notifications.unread(tx)) == (False, 1)
    office.complete(ani, str(one.task_id), form=HIGH)

    with office.acting(ida) as tx:
        (over,) = notifications.mine(tx)
        assert (over.is_over, over.read_at, notifications.unread(tx)) == (True, None, 0)
    draining.tidy(office.runtime)
    with office.acting(ida) as tx:
        assert notifications.mine(tx)[0].read_at == office.clock.now()


def test_a_mention_at_a_task_that_is_done_still_waits_to_be_read(office: Office, siti: actors.Actor) -> None:
    started = claimed(office, siti)
    task_id = started.open_user_tasks[0].id
    tell(office, siti, task_id=task_id)
    office.complete(siti, task_id)
    draining.tidy(office.runtime)

    with office.acting(siti) as tx:
        (one,) = notifications.mine(tx)
        assert (one.is_over, one.read_at, notifications.unread(tx)) == (False, None, 1)
        assert notifications.read(tx, one.id).due_at is None


def test_what_is_old_is_forgotten(office: Office, siti: actors.Actor) -> None:
    tell(office, siti)
    office.clock.advance(notifications.KEPT_FOR)
    tell(office, siti)
    office.clock.advance(timedelta(hours=1))

    draining.tidy(office.runtime)

    with office.acting(CLI) as tx:
        assert tx.session.query(Notification).count() == 1
