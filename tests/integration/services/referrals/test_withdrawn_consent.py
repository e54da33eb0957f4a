"""Consent that is withdrawn after sending: whoever has the data is told, and nothing more leaves."""

import pytest

from engine.domain.cases import consent
from engine.services.audit import history
from engine.services.messages import messages
from engine.services.referrals import referrals
from tests.support.offices import referring
from tests.support.offices.referring import PAPER, Pair

THERE = "CTH-2026-00001"
ACCEPTED = {"jawaban_asal": "diterima"}


def served(pair: Pair) -> str:
    """Bring a referral to where the recipient serves the person; give the sender's case number."""
    number = pair.send().case_number
    referring.run_due(pair)
    pair.do(pair.other_officer, THERE, "jawab", ACCEPTED)
    referring.run_due(pair)
    return number


def test_the_recipients_case_is_told_and_shows_it(pair: Pair) -> None:
    number = served(pair)

    referring.withdraw(pair, number)
    referring.run_due(pair)

    assert "hentikan" in pair.tasks(pair.other_supervisor, THERE)
    for side in (pair.only(), pair.only(pair.other_supervisor)):
        assert side.consent_withdrawn_at == side.withdrawal_told_at == pair.office.clock.now()
    assert referring.sound(pair, number, THERE)


def test_telling_twice_tells_once(pair: Pair) -> None:
    number = served(pair)
    for _ in range(2):
        referring.withdraw(pair, number)
        referring.run_due(pair)

    with pair.office.acting(pair.supervisor) as tx:
        (shown,) = referrals.of_case(tx, referring.case_row(tx, number))
    assert shown.state == "accepted"
    assert len(pair.tasks(pair.other_supervisor, THERE)) == 2


def test_what_is_on_its_way_is_stopped(pair: Pair) -> None:
    number = pair.send().case_number

    referring.withdraw(pair, number)
    referring.run_due(pair)

    assert (pair.only().state, pair.listed(pair.other_supervisor)) == ("revoked", ())
    assert list(pair.tasks(pair.supervisor, number)) == ["siapkan"]


def test_what_left_in_an_emergency_is_not_stopped_but_told(pair: Pair) -> None:
    number = pair.send(persetujuan="ditolak", dasar_darurat="ya", alasan_darurat="Nyawa terancam.").case_number

    referring.withdraw(pair, number)
    referring.run_due(pair)

    assert pair.only(pair.other_supervisor).consent_withdrawn_at is not None
    assert pair.only().state == "sent"


def test_who_got_a_letter_is_left_to_the_officer(pair: Pair) -> None:
    number = pair.send(rujukan_penerima=PAPER).case_number

    referring.withdraw(pair, number)

    assert pair.only().consent_withdrawn_at is not None
    assert (pair.only().withdrawal_told_at, pair.only().state) == (None, "sent")


def test_nothing_leaves_until_consent_is_given_anew(pair: Pair) -> None:
    started = pair.office.start(pair.officer, procedure="pengirim")
    referring.withdraw(pair, started.case_number)
    pair.do(pair.officer, started.case_number, "siapkan", {**referring.AGREED})  # it was asked for once more

    assert pair.only().state == "sent"


def test_an_answer_that_withdraws_counts_like_the_news(pair: Pair) -> None:
    started = pair.office.start(pair.officer, procedure="pengirim")

    with pytest.raises(consent.ConsentMissingError) as refused:
        pair.do(pair.officer, started.case_number, "siapkan", {**referring.AGREED, "persetujuan": "ditarik"})

    assert refused.value.ids["reason"] == "withdrawn"


def test_a_withdrawal_elsewhere_in_the_case_closes_the_gate(pair: Pair) -> None:
    started = pair.office.start(pair.officer, procedure="pengirim")
    referring.withdraw(pair, started.case_number)
    answers = {key: value for key, value in referring.AGREED.items() if key != "persetujuan"}

    with pytest.raises(consent.ConsentMissingError) as refused:
        pair.do(pair.officer, started.case_number, "siapkan", answers)

    assert refused.value.ids["reason"] == "withdrawn"


def test_the_news_counts_even_where_no_diagram_waits_for_it(pair: Pair) -> None:
    number = pair.office.start(pair.officer, procedure="pengirim").case_number

    with pair.office.acting(pair.supervisor) as tx:
        assert messages.deliver(tx, name="persetujuan_ditarik", case_number=number, variables={}) == ()

    (shown,) = pair.case(pair.supervisor, number).instances
    with pair.office.acting(pair.supervisor) as tx:
        assert history.events(tx, shown.id).items[-1].type == "referral.consent_withdrawn"
