"""From agency to agency: sent behind the gate, answered, told what came of it; each side sees its own."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import update

from engine import errors
from engine.domain.cases import consent
from engine.domain.referrals import referrals
from engine.services.cases import cases, instances
from engine.services.referrals import receiving, recipients
from engine.services.referrals import referrals as service
from engine.store.tables.referrals import Referral
from tasks import draining
from tests.support.offices import referring
from tests.support.offices.factories import CLI
from tests.support.offices.referring import HANDED_OVER, NAME, PAPER, RECIPIENT, STORY, Pair

THERE = "CTH-2026-00001"
ACCEPTED, REFUSED = {"jawaban_asal": "diterima"}, {"jawaban_asal": "ditolak", "jawaban_alasan": "penuh"}


def delivered(pair: Pair, **answers: Any) -> str:
    """Send a referral, let it arrive, and give the sender's case number."""
    number = pair.send(**answers).case_number
    referring.run_due(pair)
    return number


def answered(pair: Pair, answer: dict[str, str], **answers: Any) -> str:
    """Send a referral, let the recipient answer it and the answer arrive; give the sender's case number."""
    number = delivered(pair, **answers)
    pair.do(pair.other_officer, THERE, "jawab", answer)
    referring.run_due(pair)
    return number


def test_a_referral_opens_a_case_is_accepted_and_comes_back(pair: Pair) -> None:
    number = answered(pair, ACCEPTED)
    assert (pair.only().state, referring.open_at(pair, THERE)) == ("accepted", ["layani"])

    pair.do(pair.other_officer, THERE, "layani", {"hasil_layanan": "selesai"})
    referring.run_due(pair)

    assert (pair.only().state, pair.only().feedback) == ("done", "selesai")
    assert pair.case(pair.supervisor, number).state == "closed"
    assert referring.sound(pair, number, THERE)


def test_the_recipient_is_told_the_minimum_and_may_read_it(pair: Pair) -> None:
    delivered(pair)

    told = pair.only(pair.other_supervisor).package

    assert told is not None
    assert told["data"] == {"nama_korban": NAME, "kronologi": STORY, "usia_korban": 31}
    assert told["from"] == {"agency": referring.SENDER, "name": "UPTD PPA Kota Tebing Tinggi"}
    assert "TTG-2026" not in str(told)


def test_a_case_that_was_sent_knows_where_it_comes_from(pair: Pair) -> None:
    delivered(pair, bahaya_sekarang="ya", rujukan_mode="rujukan")

    (row,) = pair.case(pair.other_supervisor, THERE).instances

    assert (row.channel, row.process_definition) == ("rujukan_masuk", "penerima")
    variables = referring.variables(pair, pair.other_supervisor, THERE)
    assert variables["asal_rujukan"] == pair.only().id
    assert (variables["asal_mode"], variables["bahaya_sekarang"]) == ("rujukan", "ya")


def test_a_refusal_sends_the_case_to_somebody_else(pair: Pair) -> None:
    number = answered(pair, REFUSED)

    assert referring.open_at(pair, number) == ["siapkan"]
    pair.do(pair.officer, number, "siapkan", {**referring.AGREED, "rujukan_penerima": PAPER})
    states = {one.recipient: (one.state, one.answer_reason) for one in pair.listed(pair.supervisor)}
    assert states == {RECIPIENT: ("rejected", "penuh"), PAPER: ("sent", None)}
    assert referring.open_at(pair, THERE) == []


def test_who_does_not_answer_in_time_is_asked_after(pair: Pair) -> None:
    number = delivered(pair)
    pair.office.clock.advance(timedelta(hours=49))
    referring.run_due(pair)
    assert (pair.only().state, referring.open_at(pair, number)) == ("no_answer", ["tagih"])

    pair.do(pair.other_officer, THERE, "jawab", ACCEPTED)
    referring.run_due(pair)

    # The late answer is kept at the referral, and for the wait that may come.
    assert (pair.only().state, referring.open_at(pair, number)) == ("accepted", ["tagih"])
    assert referring.sound(pair, number, THERE)


def test_an_answer_that_came_too_late_reaches_the_next_wait(pair: Pair) -> None:
    number = delivered(pair)
    pair.office.clock.advance(timedelta(hours=49))
    referring.run_due(pair)
    pair.do(pair.other_officer, THERE, "jawab", ACCEPTED)
    referring.run_due(pair)

    pair.do(pair.supervisor, number, "tagih", {"kabar": "ya"})
    pair.do(pair.officer, number, "siapkan", {**referring.AGREED, "rujukan_penerima": PAPER})
    referring.run_due(pair)

    variables = referring.variables(pair, pair.supervisor, number)
    assert (variables["rujukan_jawaban"], variables["rujukan_terbuka"]) == ("diterima", 1)
    assert referring.sound(pair, number)


def test_only_an_accepted_handover_moves_the_ownership(pair: Pair) -> None:
    number = delivered(pair, **HANDED_OVER)
    assert pair.case(pair.supervisor, number).owner == referring.SENDER

    pair.do(pair.other_officer, THERE, "jawab", ACCEPTED)
    referring.run_due(pair)

    assert pair.case(pair.supervisor, number).owner == RECIPIENT
    assert pair.case(pair.other_supervisor, THERE).owner == RECIPIENT


@pytest.mark.parametrize("given", [{}, {**HANDED_OVER, "answer": REFUSED}], ids=["referral", "refused handover"])
def test_nothing_else_moves_it(pair: Pair, given: dict[str, Any]) -> None:
    answer = {**given}.pop("answer", ACCEPTED)
    number = answered(pair, answer, **{key: value for key, value in given.items() if key != "answer"})

    assert pair.case(pair.supervisor, number).owner == referring.SENDER


REFUSALS: dict[str, dict[str, Any]] = {
    "not_given": {"persetujuan": None},
    "refused": {"persetujuan": "ditolak"},
    "purpose_out_of_scope": {"persetujuan_lingkup": ["layanan"]},
    "purpose_unfit": {"rujukan_tujuan": "layanan"},
    "guardian_accused": {"persetujuan_oleh": "wali", "wali_terlapor": "ya"},
    "guardian_not_cleared": {"persetujuan_oleh": "wali"},
    "child_alone": {"usia_korban": 15},
    "emergency_without_reason": {"persetujuan": "ditolak", "dasar_darurat": "ya"},
}


@pytest.mark.parametrize("reason", REFUSALS)
def test_without_consent_nothing_leaves_and_nothing_changes(pair: Pair, reason: str) -> None:
    answers = {key: value for key, value in {**referring.AGREED, **REFUSALS[reason]}.items() if value is not None}
    started = pair.office.start(pair.officer, procedure="pengirim")

    with pytest.raises(consent.ConsentMissingError) as refused:
        pair.do(pair.officer, started.case_number, "siapkan", answers)

    assert refused.value.ids["reason"] == reason
    assert pair.listed(pair.supervisor) == ()
    assert referring.open_at(pair, started.case_number) == ["siapkan"]
    assert draining.run_due(pair.office.runtime).jobs == 0


def test_an_emergency_with_a_reason_needs_no_consent(pair: Pair) -> None:
    delivered(pair, persetujuan="ditolak", dasar_darurat="ya", alasan_darurat="Nyawa terancam malam ini.")

    seen = pair.only(pair.other_supervisor)

    assert (seen.basis, seen.consent_by, seen.state) == ("darurat", None, "sent")
    assert "Nyawa" not in str(pair.only())


@pytest.mark.parametrize("code", ["tidak_ada", referring.SENDER])
def test_a_recipient_that_is_none_is_refused(pair: Pair, code: str) -> None:
    with pytest.raises(recipients.RecipientUnknownError):
        pair.send(rujukan_penerima=code)


def test_a_diagram_must_say_to_whom(pair: Pair) -> None:
    answers = {key: value for key, value in referring.AGREED.items() if key != "rujukan_penerima"}
    number = pair.office.start(pair.officer, procedure="pengirim").case_number

    with pytest.raises(referrals.ReferralIncompleteError):
        pair.do(pair.officer, number, "siapkan", answers)


def test_a_job_that_runs_twice_opens_one_case(pair: Pair) -> None:
    delivered(pair)
    (sent,) = pair.listed(pair.supervisor)

    with pair.office.acting(draining.JOBS) as tx:
        receiving.deliver(tx, referral_id=sent.id)

    with pair.office.acting(pair.other_supervisor) as tx:
        assert [case.number for case in cases.search(tx).items] == [THERE]


def test_two_workers_at_once_open_one_case(pair: Pair) -> None:
    pair.send()
    (sent,) = pair.listed(pair.supervisor)
    ready = threading.Barrier(2)

    def deliver() -> None:
        ready.wait()
        with pair.office.acting(draining.JOBS) as tx:
            receiving.deliver(tx, referral_id=sent.id)

    with ThreadPoolExecutor(2) as pool:
        for done in [pool.submit(deliver) for _ in range(2)]:
            done.result()

    with pair.office.acting(pair.other_supervisor) as tx:
        assert [case.number for case in cases.search(tx).items] == [THERE]


def test_two_agencies_do_not_see_each_others_cases(pair: Pair) -> None:
    number = delivered(pair)

    for person, foreign in ((pair.other_supervisor, number), (pair.supervisor, THERE)):
        with pytest.raises(errors.NotFoundError), pair.office.acting(person) as tx:
            cases.get(tx, foreign)
    assert pair.only(pair.other_supervisor).case_number == THERE
    assert pair.only().case_number == number
    assert [one.direction for one in pair.listed(pair.other_supervisor)] == ["in"]
    assert pair.listed(pair.other_supervisor, "out") == pair.listed(pair.supervisor, "in") == ()


def test_a_third_agency_sees_nothing(pair: Pair) -> None:
    delivered(pair)
    stranger = pair.office.user("joko", "penyelia", agency="uptd_ppa_lain")
    sent = pair.only()

    assert pair.listed(stranger) == ()
    with pytest.raises(errors.NotFoundError), pair.office.acting(stranger) as tx:
        service.get(tx, sent.id)
    with pytest.raises(errors.NotFoundError), pair.office.acting(stranger) as tx:
        service.revoke(tx, sent.id)


def test_before_it_arrives_the_recipient_knows_of_nothing(pair: Pair) -> None:
    pair.send()

    assert pair.listed(pair.other_supervisor) == ()


@pytest.mark.parametrize("role", ["auditor", "pendamping", "pengelola_data"])
def test_roles_see_as_much_as_their_right_reaches(pair: Pair, role: str) -> None:
    delivered(pair)
    sent = pair.only()
    reader = pair.office.user("budi", role, agency=referring.SENDER)

    seen = [one.id for one in pair.listed(reader)]

    assert seen == ([sent.id] if role == "auditor" else [])
    if role == "auditor":
        with pair.office.acting(reader) as tx:
            assert service.get(tx, sent.id).package is None


def test_an_entrusted_officer_sees_what_their_case_sent(pair: Pair) -> None:
    number = delivered(pair)
    helper = pair.office.user("budi", "pendamping", "penyelia", agency=referring.SENDER)
    pair.office.clock.advance(timedelta(hours=49))
    referring.run_due(pair)
    pair.do(helper, number, "tagih", {"kabar": "ya"})

    with pair.office.runtime.transaction(referring.with_roles(helper, "pendamping", agency=referring.SENDER)) as tx:
        found = service.search(tx, direction="out", state="no_answer", cursor=None, limit=1)

    assert (len(found.items), found.next) == (1, None)


def test_the_list_is_paged_newest_first(pair: Pair) -> None:
    for _ in range(3):
        pair.send()
        pair.office.clock.advance(timedelta(minutes=1))

    with pair.office.acting(pair.supervisor) as tx:
        first = service.search(tx, direction=None, state=None, cursor=None, limit=2)
        rest = service.search(tx, direction=None, state=None, cursor=first.next, limit=2)

    moments = [one.sent_at for one in (*first.items, *rest.items)]
    assert (len(moments), rest.next) == (3, None)
    assert moments == sorted(moments, reverse=True)


def test_what_was_sent_goes_on_with_what_it_told(pair: Pair) -> None:
    """The recipient refers on: what it was sent counts as known, and its own consent is asked."""
    pair.office.deploy(referring.receiving(channels=("surat",)))
    pair.office.deploy(referring.sending(agency=RECIPIENT, key="penerus", channel="rujukan_masuk"))
    delivered(pair)
    answers = {name: value for name, value in referring.AGREED.items() if name not in {"nama_korban", "kronologi"}}

    pair.do(pair.other_officer, THERE, "siapkan", {**answers, "rujukan_penerima": referring.WIRED})

    (onward,) = pair.listed(pair.other_supervisor, "out")
    with pair.office.acting(pair.other_supervisor) as tx:
        told = service.get(tx, onward.id).package
    assert told is not None
    assert told["data"] == {"nama_korban": NAME, "kronologi": STORY, "usia_korban": 31}
    assert pair.listed(pair.supervisor, "in") == ()


def test_who_may_see_a_case_but_no_referral_sees_none(pair: Pair) -> None:
    number = pair.send().case_number
    reader = pair.office.user("budi", "pengelola_data", agency=referring.SENDER)

    assert pair.case(reader, number).referrals == ()
    assert [one.direction for one in pair.case(pair.supervisor, number).referrals] == ["out"]


def test_a_case_that_came_by_itself_answers_nobody(pair: Pair) -> None:
    with pair.office.acting(pair.other_officer) as tx:
        number = instances.start(
            tx,
            process_definition="penerima",
            agency=RECIPIENT,
            channel="rujukan_masuk",
            received_at=None,
            variables={},
            form={},
        ).case_number

    pair.do(pair.other_officer, number, "jawab", ACCEPTED)
    pair.do(pair.other_officer, number, "layani", {"hasil_layanan": "selesai"})

    assert pair.case(pair.other_supervisor, number).state == "closed"


def test_after_the_key_is_destroyed_nothing_is_read_and_everything_holds(pair: Pair) -> None:
    number = delivered(pair)
    with pair.office.acting(CLI) as tx:
        cases.destroy_key(tx, number)

    assert pair.only().package is None
    assert pair.only(pair.other_supervisor).package is not None
    assert referring.sound(pair, number, THERE)


def test_a_package_that_was_changed_is_told_by_the_history(pair: Pair) -> None:
    number = delivered(pair)
    with pair.office.acting(CLI) as tx:
        tx.session.execute(update(Referral).values(sealed=b"lain"))

    assert not referring.sound(pair, number)
