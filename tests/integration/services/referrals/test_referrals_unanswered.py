"""What becomes of a referral that nobody in the house answers: recorded, taken back, never delivered."""

from datetime import timedelta

import pytest

from engine import errors
from engine.domain.referrals import referrals
from engine.services.cases import cases, waiting
from engine.services.jobs import jobs
from engine.services.referrals import answering
from engine.services.referrals import referrals as service
from tasks import draining
from tests.support.offices import referring
from tests.support.offices.referring import PAPER, Pair

THERE = "CTH-2026-00001"
ACCEPTED = {"jawaban_asal": "diterima"}


def test_an_officer_records_the_answer_of_a_recipient_outside(pair: Pair) -> None:
    number = pair.send(rujukan_penerima=PAPER).case_number
    with pair.office.acting(pair.officer) as tx:
        service.answer(tx, pair.listed_in(tx)[0].id, given="ditolak", reason="penuh")

    referring.run_due(pair)

    assert (pair.only().state, pair.only().via) == ("rejected", "letter")
    assert referring.open_at(pair, number) == ["siapkan"]
    assert referring.sound(pair, number)


def test_a_case_says_whose_answer_it_waits_for_until_it_came(pair: Pair) -> None:
    number = pair.send(rujukan_penerima=PAPER).case_number
    with pair.office.acting(pair.officer) as tx:
        before = waiting.of_case(tx, cases.get(tx, number)).answers
        service.answer(tx, pair.listed_in(tx)[0].id, given="ditolak", reason="penuh")
    with pair.office.acting(pair.officer) as tx:
        after = waiting.of_case(tx, cases.get(tx, number)).answers

    assert [name for name, _ in before] == [pair.only().recipient_name]
    assert after == ()


def test_an_answer_is_given_once_and_in_known_words(pair: Pair) -> None:
    pair.send(rujukan_penerima=PAPER)
    sent = pair.only()
    with pytest.raises(referrals.ReferralIncompleteError), pair.office.acting(pair.officer) as tx:
        service.answer(tx, sent.id, given="mungkin", reason=None)
    with pair.office.acting(pair.officer) as tx:
        service.answer(tx, sent.id, given="diterima", reason=None)

    with pytest.raises(service.ReferralSettledError), pair.office.acting(pair.officer) as tx:
        service.answer(tx, sent.id, given="ditolak", reason=None)


def test_nobody_answers_in_the_stead_of_an_agency_of_the_house(pair: Pair) -> None:
    pair.send()
    referring.run_due(pair)
    sent = pair.only()

    with pytest.raises(answering.AnswerNotYoursError), pair.office.acting(pair.officer) as tx:
        service.answer(tx, sent.id, given="diterima", reason=None)
    with pytest.raises(errors.NotPermittedError), pair.office.acting(pair.other_officer) as tx:
        service.answer(tx, sent.id, given="diterima", reason=None)


def test_a_referral_that_is_taken_back_never_arrives(pair: Pair) -> None:
    number = pair.send().case_number
    with pair.office.acting(pair.supervisor) as tx:
        service.revoke(tx, pair.listed_in(tx)[0].id)

    referring.run_due(pair)

    assert (pair.only().state, pair.listed(pair.other_supervisor)) == ("revoked", ())
    assert referring.open_at(pair, number) == ["siapkan"]


def test_whoever_has_it_is_told_that_it_was_taken_back(pair: Pair) -> None:
    pair.send()
    referring.run_due(pair)
    sent = pair.only()
    with pair.office.acting(pair.supervisor) as tx:
        service.revoke(tx, sent.id)
    pair.do(pair.other_officer, THERE, "jawab", ACCEPTED)
    referring.run_due(pair)

    # The message was kept until the recipient's case could hear it; its answer is noted, and changes nothing.
    assert referring.open_at(pair, THERE) == ["batalkan", "layani"]
    assert (pair.only().state, pair.only().answer) == ("revoked", "diterima")
    with pytest.raises(service.ReferralSettledError), pair.office.acting(pair.supervisor) as tx:
        service.revoke(tx, sent.id)


def test_a_recipient_that_closed_its_door_is_an_incident_in_the_end(pair: Pair) -> None:
    pair.send()
    pair.office.deploy(referring.receiving(channels=("surat",)))
    for _ in range(jobs.MAX_ATTEMPTS):
        draining.run_due(pair.office.runtime)
        pair.office.clock.advance(timedelta(minutes=15))

    (incident,) = referring.incidents_of(pair, pair.supervisor)
    assert (incident.code, pair.only().state) == ("referral_undelivered", "failed")
    pair.office.deploy(referring.receiving())
    referring.retry(pair, incident.id)
    referring.run_due(pair)
    assert pair.only(pair.other_supervisor).state == "sent"


def test_an_agency_without_a_door_is_reached_by_letter(pair: Pair) -> None:
    pair.send(rujukan_mode="koordinasi", rujukan_tujuan="layanan")

    assert pair.only().via == "letter"


def test_what_came_of_a_referral_that_was_taken_back_is_kept_all_the_same(pair: Pair) -> None:
    pair.send()
    referring.run_due(pair)
    with pair.office.acting(pair.supervisor) as tx:
        service.revoke(tx, pair.listed_in(tx)[0].id)
    pair.do(pair.other_officer, THERE, "jawab", ACCEPTED)

    pair.do(pair.other_officer, THERE, "layani", {"hasil_layanan": "berlanjut"})

    assert (pair.only().state, pair.only().feedback) == ("revoked", "berlanjut")
