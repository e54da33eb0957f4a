"""Drafts: kept for one person at one task, sealed, on any device; what two devices typed is never lost."""

from datetime import timedelta

import pytest
from sqlalchemy import text

from engine import errors
from engine.domain.people import actors
from engine.services.cases import cases
from engine.services.content import submissions
from engine.services.user_tasks import drafts, life_cycle
from engine.services.user_tasks.results import InstanceView
from tests.support.offices import procedures
from tests.support.offices.factories import CLI, Office

TYPED = {"risiko": "mungkin", "kronologi": "Belum selesai ditulis."}


@pytest.fixture
def siti(office: Office) -> actors.Actor:
    """Deploy two steps and give an officer."""
    office.deploy(procedures.two_steps())
    return office.user("siti", "petugas_pengaduan")


@pytest.fixture
def ida(office: Office) -> actors.Actor:
    """Give a supervisor who is also an officer."""
    return office.user("ida", "penyelia", "petugas_pengaduan")


def claimed(office: Office, actor: actors.Actor) -> tuple[InstanceView, str]:
    """Register a report and claim its first task."""
    started = office.start(actor)
    task_id = started.open_user_tasks[0].id
    with office.acting(actor) as tx:
        life_cycle.claim(tx, task_id)
    return started, task_id


def save(office: Office, actor: actors.Actor, task_id: str, *, revision: int = 0) -> int:
    with office.acting(actor) as tx:
        return drafts.save(tx, task_id, TYPED, revision=revision)


def seen(office: Office, actor: actors.Actor, task_id: str) -> drafts.DraftView | None:
    with office.acting(actor) as tx:
        return drafts.get(tx, task_id)


def test_what_was_typed_comes_back_right_or_not(office: Office, siti: actors.Actor) -> None:
    _, task_id = claimed(office, siti)
    assert seen(office, siti, task_id) is None

    revision = save(office, siti, task_id)

    draft = seen(office, siti, task_id)
    assert draft is not None
    assert (draft.answers, draft.revision, draft.is_left_over) == (TYPED, revision, False)


def test_a_draft_is_its_writers_alone(office: Office, siti: actors.Actor, ida: actors.Actor) -> None:
    _, task_id = claimed(office, siti)
    save(office, siti, task_id)

    assert seen(office, ida, task_id) is None
    with pytest.raises(errors.NotPermittedError):
        save(office, ida, task_id)


def test_the_second_device_is_told_and_overwrites_only_knowingly(office: Office, siti: actors.Actor) -> None:
    _, task_id = claimed(office, siti)
    first = save(office, siti, task_id)

    with pytest.raises(drafts.DraftOvertakenError) as refused:
        save(office, siti, task_id, revision=0)

    assert refused.value.ids["revision"] == first
    assert save(office, siti, task_id, revision=first) == first + 1


def test_what_was_typed_survives_a_task_that_was_handed_on(
    office: Office, siti: actors.Actor, ida: actors.Actor
) -> None:
    _, task_id = claimed(office, siti)
    first = save(office, siti, task_id)
    with office.acting(ida) as tx:
        life_cycle.delegate(tx, task_id, to_username="ida")

    save(office, siti, task_id, revision=first)

    draft = seen(office, siti, task_id)
    assert draft is not None
    assert draft.is_left_over
    with office.acting(siti) as tx:
        drafts.discard(tx, task_id)
        drafts.discard(tx, task_id)
    assert seen(office, siti, task_id) is None


def test_what_its_writer_handed_in_is_a_draft_no_more(office: Office, siti: actors.Actor) -> None:
    _, task_id = claimed(office, siti)
    save(office, siti, task_id)
    with office.acting(siti) as tx:
        life_cycle.complete(tx, task_id, form=procedures.ANSWERS)

    assert seen(office, siti, task_id) is None
    with office.acting(CLI) as tx:
        drafts.forget_old(tx)
    assert _count(office) == 0


def test_a_draft_that_nobody_comes_back_for_is_dropped_in_the_end(
    office: Office, siti: actors.Actor, ida: actors.Actor
) -> None:
    _, task_id = claimed(office, siti)
    save(office, siti, task_id)
    with office.acting(ida) as tx:
        life_cycle.delegate(tx, task_id, to_username="ida")
    with office.acting(ida) as tx:
        life_cycle.complete(tx, task_id, form=procedures.ANSWERS)
    counted = []
    for wait in (timedelta(), drafts.KEPT_FOR + timedelta(seconds=1)):
        office.clock.advance(wait)
        with office.acting(CLI) as tx:
            drafts.forget_old(tx)
        counted.append(_count(office))

    assert counted == [1, 0]


def test_a_draft_dies_with_the_key_of_its_case(office: Office, siti: actors.Actor) -> None:
    started, task_id = claimed(office, siti)
    save(office, siti, task_id)

    with office.acting(CLI) as tx:
        cases.destroy_key(tx, started.case_number)

    assert _count(office) == 0
    with pytest.raises(submissions.CaseErasedError):
        save(office, siti, task_id)


def test_nobody_elses_task_is_known(office: Office, siti: actors.Actor) -> None:
    with pytest.raises(errors.NotFoundError), office.acting(siti) as tx:
        drafts.get(tx, "11111111-1111-4111-8111-111111111111")


def _count(office: Office) -> int:
    with office.acting(CLI) as tx:
        return int(tx.session.execute(text("SELECT count(*) FROM drafts")).scalar_one())
