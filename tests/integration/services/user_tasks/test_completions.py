"""Handing in with a moment to take it back: nothing leaves before the window closes, and nothing typed is lost."""

from datetime import timedelta
from typing import Any

import pytest

from engine import errors
from engine.domain.forms import forms
from engine.domain.people import actors
from engine.services.audit import history
from engine.services.notifying import notifications
from engine.services.user_tasks import completions, drafts, life_cycle, user_tasks
from engine.services.user_tasks.results import InstanceView
from tasks import draining
from tests.support.offices import procedures
from tests.support.offices.factories import CLI, Office

ANSWERS = procedures.ANSWERS


@pytest.fixture
def siti(office: Office) -> actors.Actor:
    """Give an officer."""
    return office.user("siti", "petugas_pengaduan")


@pytest.fixture
def ida(office: Office) -> actors.Actor:
    """Give a supervisor who is also an officer."""
    return office.user("ida", "penyelia", "petugas_pengaduan")


def handed_in(office: Office, actor: actors.Actor, files: Any = None) -> tuple[InstanceView, str]:
    """Deploy, register a report, claim its first task and hand it in."""
    office.deploy(procedures.two_steps() if files is None else files)
    started = office.start(actor)
    task_id = started.open_user_tasks[0].id
    with office.acting(actor) as tx:
        life_cycle.claim(tx, task_id)
    with office.acting(actor) as tx:
        completions.hand_in(tx, task_id, form=ANSWERS)
    return started, task_id


def state_of(office: Office, actor: actors.Actor, task_id: str) -> str:
    with office.acting(actor) as tx:
        return user_tasks.get(tx, task_id).state


def wait(office: Office) -> draining.Drained:
    """Let the window close and the worker look."""
    office.clock.advance(completions.WINDOW)
    return draining.run_due(office.runtime)


def test_nothing_happens_before_the_window_closes(office: Office, siti: actors.Actor) -> None:
    started, task_id = handed_in(office, siti)

    draining.run_due(office.runtime)

    assert state_of(office, siti, task_id) == "open"
    with office.acting(siti) as tx:
        assert [event.type for event in history.events(tx, started.id).items][-1] == "user_task.claimed"


def test_the_job_completes_in_the_name_of_who_handed_it_in(office: Office, siti: actors.Actor) -> None:
    started, task_id = handed_in(office, siti)

    wait(office)

    assert state_of(office, siti, task_id) == "completed"
    with office.acting(siti) as tx:
        last = history.events(tx, started.id).items[-1]
        assert (last.type, last.actor, last.at) == ("user_task.completed", siti.id, office.clock.now())
        assert drafts.get(tx, task_id) is None
    with office.acting(CLI) as tx:
        assert history.replay(tx, started.id).equal


def test_what_will_happen_is_tried_and_leaves_nothing(office: Office, siti: actors.Actor) -> None:
    _, task_id = handed_in(office, siti)

    with office.acting(siti) as tx:
        told = completions.expected(tx, task_id)

    assert told == completions.Expected(
        opened=(("Periksa laporan", "penyelia"),), withdrawn=(), documents=(), ends=False
    )
    assert state_of(office, siti, task_id) == "open"


def test_the_last_task_says_that_the_procedure_ends(office: Office, siti: actors.Actor) -> None:
    _, task_id = handed_in(office, siti, procedures.side_by_side(1))

    with office.acting(siti) as tx:
        told = completions.expected(tx, task_id)

    assert told is not None
    assert told.ends


def test_taken_back_it_is_a_draft_again_and_the_job_does_nothing(office: Office, siti: actors.Actor) -> None:
    _, task_id = handed_in(office, siti)
    with pytest.raises(drafts.CompletionHeldError), office.acting(siti) as tx:
        drafts.save(tx, task_id, {}, revision=1)
    with pytest.raises(drafts.CompletionHeldError), office.acting(siti) as tx:
        drafts.discard(tx, task_id)

    with office.acting(siti) as tx:
        revision = completions.take_back(tx, task_id)
    wait(office)

    assert state_of(office, siti, task_id) == "open"
    with office.acting(siti) as tx:
        draft = drafts.get(tx, task_id)
        assert draft is not None
        assert (draft.answers, draft.revision, draft.held_until) == (ANSWERS, revision, None)


def test_handed_in_again_after_taking_back_only_the_second_counts(office: Office, siti: actors.Actor) -> None:
    _, task_id = handed_in(office, siti)
    office.clock.advance(timedelta(seconds=20))
    with office.acting(siti) as tx:
        completions.take_back(tx, task_id)
        completions.hand_in(tx, task_id, form=ANSWERS)
    office.clock.advance(timedelta(seconds=20))
    draining.run_due(office.runtime)
    assert state_of(office, siti, task_id) == "open"

    wait(office)

    assert state_of(office, siti, task_id) == "completed"


def test_who_does_not_want_to_wait_carries_it_out(office: Office, siti: actors.Actor) -> None:
    _, task_id = handed_in(office, siti)

    with office.acting(siti) as tx:
        completions.carry_out_now(tx, task_id)

    assert state_of(office, siti, task_id) == "completed"
    with pytest.raises(completions.NothingHeldError), office.acting(siti) as tx:
        completions.carry_out_now(tx, task_id)
    with pytest.raises(completions.NothingHeldError), office.acting(siti) as tx:
        completions.take_back(tx, task_id)
    assert wait(office).failures == 0


def test_handing_in_twice_is_refused_while_it_waits(office: Office, siti: actors.Actor) -> None:
    _, task_id = handed_in(office, siti)

    with pytest.raises(drafts.CompletionHeldError), office.acting(siti) as tx:
        completions.hand_in(tx, task_id, form=ANSWERS)


def test_wrong_answers_are_not_held(office: Office, siti: actors.Actor) -> None:
    office.deploy(procedures.two_steps())
    task_id = office.start(siti).open_user_tasks[0].id
    with office.acting(siti) as tx:
        life_cycle.claim(tx, task_id)

    with pytest.raises(forms.FormInvalidError), office.acting(siti) as tx:
        completions.hand_in(tx, task_id, form={"risiko": "entah"})

    with office.acting(siti) as tx:
        assert drafts.get(tx, task_id) is None


def test_nobody_waits_while_a_deadline_is_near(office: Office, siti: actors.Actor) -> None:
    office.deploy(procedures.with_timer("PT20S"))
    task_id = office.start(siti).open_user_tasks[0].id
    with office.acting(siti) as tx:
        life_cycle.claim(tx, task_id)

    with office.acting(siti) as tx:
        done = completions.hand_in(tx, task_id, form=ANSWERS)

    assert done.held_until is None
    assert state_of(office, siti, task_id) == "completed"


def test_a_task_that_was_handed_on_meanwhile_keeps_the_answers_and_says_why(
    office: Office, siti: actors.Actor, ida: actors.Actor
) -> None:
    started, task_id = handed_in(office, siti)
    with office.acting(ida) as tx:
        life_cycle.delegate(tx, task_id, to_username="ida")
    with office.acting(siti) as tx:
        assert completions.expected(tx, task_id) is None

    wait(office)

    with office.acting(siti) as tx:
        draft = drafts.get(tx, task_id)
        told = notifications.mine(tx)
    assert draft is not None
    assert (draft.answers, draft.refused, draft.held_until) == (ANSWERS, "already_claimed", None)
    assert [(one.kind, one.case_number, one.task_id) for one in told] == [
        ("completion_refused", started.case_number, task_id)
    ]


def test_a_task_that_is_not_there_cannot_be_handed_in(office: Office, siti: actors.Actor) -> None:
    with pytest.raises(errors.NotFoundError), office.acting(siti) as tx:
        completions.hand_in(tx, "11111111-1111-4111-8111-111111111111", form={})
