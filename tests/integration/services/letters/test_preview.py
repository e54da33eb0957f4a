"""A letter is looked at before it counts: nothing is kept, no number is used, and it says that it is a draft."""

import pytest

from engine import errors
from engine.domain.forms import forms
from engine.domain.people import actors
from engine.services.audit import history
from engine.services.letters import preview, register
from engine.services.user_tasks import life_cycle, user_tasks
from tests.support.files import papers
from tests.support.offices import procedures
from tests.support.offices.factories import CLI, Office


@pytest.fixture
def officer(office: Office) -> actors.Actor:
    """Give an intake officer of an office whose first step produces a letter."""
    office.deploy(procedures.with_letter())
    return office.user("siti", "petugas_pengaduan", "penyelia")


@pytest.fixture
def task_id(office: Office, officer: actors.Actor) -> str:
    """Register a report and claim its first task."""
    task = office.start(officer).open_user_tasks[0]
    with office.acting(officer) as tx:
        life_cycle.claim(tx, task.id)
    return task.id


def previewed(office: Office, officer: actors.Actor, task_id: str, **form: str) -> str:
    with office.acting(officer) as tx:
        return papers.text_of(preview.preview(tx, task_id, form={**procedures.ANSWERS, **form}))


def test_it_says_what_is_typed_now_and_that_it_is_a_draft(office: Office, officer: actors.Actor, task_id: str) -> None:
    text = previewed(office, officer, task_id, kronologi="Belum dikirim")

    assert "Belum dikirim" in text
    assert "KONSEP" in text
    assert "001/" not in text


def test_nothing_is_kept_and_the_first_number_is_still_free(
    office: Office, officer: actors.Actor, task_id: str
) -> None:
    previewed(office, officer, task_id)

    with office.acting(officer) as tx:
        task = user_tasks.get(tx, task_id)
        assert (task.state, register.search(tx, case_number=task.case_number)) == ("open", ())
    office.complete(officer, task_id, form=procedures.ANSWERS)
    assert str(papers.only(office, officer, task.case_number).number).startswith("001/")
    with office.acting(CLI) as tx:
        assert history.verify(tx).ok


def test_it_is_offered_where_a_step_names_a_document(office: Office, officer: actors.Actor, task_id: str) -> None:
    with office.acting(officer) as tx:
        assert preview.may_come(tx, task_id)
    second = office.complete(officer, task_id, form=procedures.ANSWERS).open_user_tasks[0]
    with office.acting(officer) as tx:
        life_cycle.claim(tx, second.id)
        assert not preview.may_come(tx, second.id)
        with pytest.raises(preview.NoLetterError):
            preview.preview(tx, second.id, form=procedures.ANSWERS)


def test_who_may_not_read_documents_sees_none_before_it_counts_either(office: Office) -> None:
    files = {
        name: content.replace(b"petugas_pengaduan", b"dinas") for name, content in procedures.with_letter().items()
    }
    office.deploy(files)
    task = office.start(office.user("ida", "penyelia", "dinas")).open_user_tasks[0]
    helper = office.user("budi", "dinas")
    with office.acting(helper) as tx:
        life_cycle.claim(tx, task.id)

    with office.acting(helper) as tx:
        assert not preview.may_come(tx, task.id)
        with pytest.raises(errors.NotPermittedError):
            preview.preview(tx, task.id, form=procedures.ANSWERS)


def test_wrong_answers_are_refused_as_in_the_form_itself(office: Office, officer: actors.Actor, task_id: str) -> None:
    with office.acting(officer) as tx, pytest.raises(forms.FormInvalidError):
        preview.preview(tx, task_id, form={})
