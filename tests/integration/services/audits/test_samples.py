"""A sample is promised, drawn on a later day from a root that nobody knew, and found equal when it is drawn again."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text

from engine import errors
from engine.domain.audits.drawing import CheckpointMissingError, SampleInvalidError
from engine.domain.people.actors import Actor
from engine.services.audits import assignments, samples
from engine.services.audits.assignments import AssignmentView
from engine.services.audits.samples import Plan, SampleView
from engine.services.verification import verification
from tasks import keeping
from tests.support.offices import procedures
from tests.support.offices.factories import AGENCY, CLI, Office

NOWHERE = "00000000-0000-4000-8000-000000000000"
EMPTY: tuple[dict[str, Any], ...] = (
    {"breached": True},
    {"first_month": "2026-12"},
    {"last_month": "2026-10"},
)


@pytest.fixture
def head(office: Office) -> Actor:
    """Give the head of an agency with six cases."""
    office.deploy(procedures.two_steps())
    officer = office.user("siti", "petugas_pengaduan")
    for _ in range(6):
        office.start(officer)
    return office.user("kartini", "kepala")


def promise(office: Office, auditor: Actor, opened: AssignmentView, plan: Plan) -> SampleView:
    with office.acting(auditor) as tx:
        return samples.promise(tx, opened.id, plan, word="kata")


def draw(office: Office, auditor: Actor, sample: str, word: str = "kata") -> SampleView:
    with office.acting(auditor) as tx:
        return samples.draw(tx, sample, word=word)


def overnight(office: Office) -> None:
    """Seal the log and let a day pass."""
    keeping.seal(office.runtime, whole=True)
    office.clock.advance(timedelta(days=1))


def test_a_sample_is_drawn_and_found_equal_again(office: Office, auditor: Actor, opened: AssignmentView) -> None:
    promised = promise(office, auditor, opened, Plan(size=3))
    overnight(office)
    drawn = draw(office, auditor, promised.id)

    assert (promised.numbers, promised.is_same, promised.word) == ((), None, None)
    assert (len(set(drawn.numbers)), drawn.population, drawn.is_same) == (3, 6, True)
    assert draw(office, auditor, promised.id, "lain") == drawn
    with office.acting(auditor) as tx:
        assert samples.of_assignment(tx, opened.id) == (drawn,)
    with office.acting(CLI) as tx:
        assert list(verification.part(tx, limit=1000).findings) == []


def test_another_list_than_the_drawn_one_is_not_the_same(
    office: Office, auditor: Actor, opened: AssignmentView
) -> None:
    promised = promise(office, auditor, opened, Plan(size=3))
    overnight(office)
    draw(office, auditor, promised.id)
    with office.acting(CLI) as tx:
        tx.session.execute(text("UPDATE audit_samples SET word = 'lain'"))

    with office.acting(auditor) as tx:
        assert samples.of_assignment(tx, opened.id)[0].is_same is False


@pytest.mark.parametrize("is_sealed_before", [True, False])
def test_without_a_checkpoint_after_the_promise_and_before_today_nothing_is_drawn(
    office: Office, auditor: Actor, opened: AssignmentView, *, is_sealed_before: bool
) -> None:
    if is_sealed_before:
        overnight(office)
    promised = promise(office, auditor, opened, Plan(size=3))
    office.clock.advance(timedelta(minutes=1))
    if not is_sealed_before:
        keeping.seal(office.runtime, whole=True)

    with pytest.raises(CheckpointMissingError):
        draw(office, auditor, promised.id)


@pytest.mark.parametrize(
    ("plan", "population"),
    [
        (Plan(size=2, strata="agency", agency=AGENCY, first_month="2026-11", last_month="2026-11"), 6),
        (Plan(size=2, strata="procedure", procedure="uji"), 6),
        (Plan(size=2, strata="breached", breached=False), 6),
    ],
)
def test_a_plan_takes_what_it_names(
    office: Office, auditor: Actor, opened: AssignmentView, *, plan: Plan, population: int
) -> None:
    promised = promise(office, auditor, opened, plan)
    overnight(office)
    drawn = draw(office, auditor, promised.id)

    assert (drawn.population, len(drawn.numbers), drawn.plan) == (population, 2, plan)


@pytest.mark.parametrize("given", EMPTY, ids=str)
def test_an_empty_population_and_another_word_are_refused(
    office: Office, auditor: Actor, opened: AssignmentView, given: dict[str, Any]
) -> None:
    promised = promise(office, auditor, opened, Plan(size=2, **given))
    overnight(office)

    for word, field in (("lain", "word"), ("kata", "population")):
        with pytest.raises(SampleInvalidError) as refused:
            draw(office, auditor, promised.id, word)
        assert refused.value.ids == {"field": field}


@pytest.mark.parametrize(
    "plan",
    [
        Plan(size=0),
        Plan(size=1, strata="umur"),
        Plan(size=1, first_month="x"),
        Plan(size=1, last_month="2026-13"),
        Plan(size=1, agency="lain"),
        Plan(size=1, procedure="x"),
    ],
)
def test_an_impossible_plan_is_refused(office: Office, auditor: Actor, opened: AssignmentView, plan: Plan) -> None:
    with pytest.raises(SampleInvalidError):
        promise(office, auditor, opened, plan)


def test_samples_are_the_members_own_while_the_assignment_is_open(
    office: Office, head: Actor, auditor: Actor, opened: AssignmentView
) -> None:
    promised = promise(office, auditor, opened, Plan(size=3))
    with pytest.raises(errors.NotFoundError):
        promise(office, head, opened, Plan(size=3))
    with pytest.raises(errors.NotFoundError):
        draw(office, auditor, NOWHERE)
    with office.acting(head) as tx:
        assignments.end(tx, opened.id)

    with pytest.raises(errors.NotFoundError):
        draw(office, auditor, promised.id)
