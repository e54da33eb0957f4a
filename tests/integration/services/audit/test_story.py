"""What may leave a case now: the page is told what the consent gate itself decides, on both databases."""

from datetime import timedelta
from typing import Any

import pytest

from engine import errors
from engine.domain.people.actors import Actor
from engine.domain.referrals import referrals
from engine.services.audit import story
from engine.services.inbox import inbox
from engine.services.messages import messages
from tests.support.offices import procedures, referring
from tests.support.offices.factories import Office

GIVEN = {
    "persetujuan": "diberikan",
    "persetujuan_lingkup": ["layanan", "rujukan"],
    "persetujuan_oleh": "klien",
    "usia_korban": 31,
}


@pytest.fixture
def siti(office: Office) -> Actor:
    """Deploy two steps that each ask for consent, and give an officer who may do them and read the history."""
    office.deploy(procedures.two_steps() | {"forms/isian.form": procedures.form(fields=referring.PREPARING)})
    return office.user("siti", "petugas_pengaduan", "penyelia", "pendamping")


def _answer(office: Office, who: Actor, answers: dict[str, Any]) -> None:
    """Complete the open step with these answers, an hour later."""
    office.clock.advance(timedelta(hours=1))
    with office.acting(who) as tx:
        (task,) = inbox.search(tx, inbox.TaskQuery()).items
    office.complete(who, task.id, form=answers)


def _told(office: Office, who: Actor, number: str) -> dict[str, str | None]:
    with office.acting(who) as tx:
        told, _ = story.of_case(tx, number)
    return {one.name: one.refusal for one in told.purposes}


def _withdraw(office: Office, who: Actor, number: str) -> None:
    office.clock.advance(timedelta(hours=1))
    with office.acting(who) as tx:
        messages.deliver(tx, name=referrals.WITHDRAWN, case_number=number, variables={})


def test_nothing_is_told_while_nobody_has_decided(office: Office, siti: Actor) -> None:
    assert _told(office, siti, office.start(siti).case_number) == {}


def test_only_what_was_agreed_to_may_leave(office: Office, siti: Actor) -> None:
    number = office.start(siti).case_number
    _answer(office, siti, GIVEN)

    told = _told(office, siti, number)

    assert (told["rujukan"], told["pelimpahan"]) == (None, "purpose_out_of_scope")


def test_a_withdrawal_stops_everything(office: Office, siti: Actor) -> None:
    number = office.start(siti).case_number
    _answer(office, siti, GIVEN)
    _withdraw(office, siti, number)

    assert set(_told(office, siti, number).values()) == {"withdrawn"}


def test_the_same_consent_given_anew_counts_again(office: Office, siti: Actor) -> None:
    number = office.start(siti).case_number
    _answer(office, siti, GIVEN)
    _withdraw(office, siti, number)
    _answer(office, siti, GIVEN)

    assert _told(office, siti, number)["rujukan"] is None


@pytest.mark.parametrize(
    ("answers", "why"),
    [
        ({"usia_korban": 12}, "child_alone"),
        ({"persetujuan_oleh": "wali", "wali_terlapor": "ya"}, "guardian_accused"),
        ({"persetujuan_oleh": "wali"}, "guardian_not_cleared"),
    ],
)
def test_the_gates_own_reason_is_told(office: Office, siti: Actor, answers: dict[str, Any], why: str) -> None:
    number = office.start(siti).case_number
    _answer(office, siti, GIVEN | answers)

    assert _told(office, siti, number)["layanan"] == why


def test_who_may_not_read_the_history_is_told_nothing(office: Office, siti: Actor) -> None:
    number = office.start(siti).case_number
    stranger = office.user("lain", "pendamping")

    for asked in (number, "CTH-2026-99999"):
        with office.acting(stranger) as tx, pytest.raises(errors.NotFoundError):
            story.of_case(tx, asked)
