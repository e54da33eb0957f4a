"""Reports of the public: they open a case at once, and only their code leads back to it."""

import secrets
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from engine import errors
from engine.domain.forms import forms
from engine.domain.people import actors
from engine.domain.public import receipts
from engine.services.audit import history
from engine.services.cases import cases, reports
from engine.services.inbox import inbox
from engine.services.people import agencies
from engine.services.policy import definitions
from engine.services.public import limits, public_reports
from engine.services.user_tasks import life_cycle, user_tasks
from engine.store.base.declarations import Base
from engine.store.policy import definitions as stored
from engine.store.tables.cases import Case
from engine.store.tables.public import PublicCount, PublicReport, ReporterVisit
from tests.support.house import canary
from tests.support.offices import public_office
from tests.support.offices.factories import AGENCY, CLI, Office
from tests.support.offices.public_office import ANSWERS, STORY

REPORTER = public_reports.REPORTER
HERE = "192.0.2.7"


@pytest.fixture
def door(office: Office) -> Office:
    """Deploy the procedure in which public reports begin."""
    office.deploy(public_office.procedure())
    return office


@pytest.fixture
def siti(door: Office) -> actors.Actor:
    """Give an intake officer."""
    return door.user("siti", "petugas_pengaduan")


def sent(office: Office, answers: Mapping[str, Any] = ANSWERS, *, address: str = HERE) -> str:
    with office.acting(REPORTER) as tx:
        offered = public_reports.offer(tx, AGENCY)
        return public_reports.receive(tx, offered, answers=answers, secret=secrets.token_bytes(32), address=address)


def standing(office: Office, code: str) -> public_reports.Standing:
    with office.acting(REPORTER) as tx:
        return public_reports.standing(tx, code)


def entered(office: Office, code: str) -> str:
    with office.acting(REPORTER) as tx:
        public_reports.admit(tx, address=HERE)
    with office.acting(REPORTER) as tx:
        return public_reports.enter(tx, code, address=HERE)


def count(office: Office, table: type[Base]) -> int:
    with office.acting(CLI) as tx:
        return tx.session.scalars(select(func.count()).select_from(table)).one()


def number_of(office: Office) -> str:
    with office.acting(CLI) as tx:
        return tx.session.scalars(select(Case.number)).one()


def waiting(office: Office, actor: actors.Actor) -> list[tuple[str, str]]:
    with office.acting(actor) as tx:
        return [(one.id, one.name) for one in inbox.search(tx, inbox.TaskQuery()).items]


def test_a_report_opens_a_case_at_once_with_a_task_for_the_role(door: Office, siti: actors.Actor) -> None:
    code = sent(door)

    assert [name for _, name in waiting(door, siti)] == ["Terima laporan"]
    shown = standing(door, code)
    assert (shown.agency_name, shown.received_at) == ("UPTD PPA Kota Tebing Tinggi", door.clock.now())
    assert (shown.read_at, shown.taken_up_at, shown.ended_at, shown.due_at) == (None, None, None, None)


def test_the_standing_tells_when_it_was_read_and_taken_up_and_ended(door: Office, siti: actors.Actor) -> None:
    code = sent(door)
    ida = door.user("ida", "penyelia")
    door.clock.advance(timedelta(minutes=5))
    task_id = waiting(door, siti)[0][0]
    with door.acting(siti) as tx:
        life_cycle.claim(tx, task_id)
    door.clock.advance(timedelta(minutes=5))
    with door.acting(siti) as tx:
        cases.get(tx, user_tasks.get(tx, task_id).case_number)
        life_cycle.complete(tx, task_id, form={"risiko": "sedang"})
    door.complete(ida, waiting(door, ida)[0][0])

    shown = standing(door, code)
    begun = shown.received_at
    assert shown.taken_up_at == begun + timedelta(minutes=5)
    assert shown.read_at == shown.ended_at == begun + timedelta(minutes=10)
    assert not shown.erased


def test_what_was_told_is_sealed_and_replays(door: Office, siti: actors.Actor) -> None:
    sent(door, {**ANSWERS, "nama_pelapor": "Kenari Uji", "kapan": "Pagi kenari"})

    with door.acting(CLI) as tx:
        instance_id = tx.session.scalars(select(PublicReport.instance_id)).one()
        assert history.replay(tx, instance_id).equal
        assert history.verify(tx).ok
    assert [row for row in canary.every_row(door.runtime) if STORY in row or "enari" in row or HERE in row] == []


@pytest.mark.parametrize(
    ("told", "sheet"),
    [
        ({}, {"aman": "belum_tahu"}),
        ({"kontak_pelapor": "081200000000", "aman_dihubungi": "ya"}, {"aman": "belum_tahu"}),
        ({"kontak_pelapor": "081200000000", "aman_dihubungi": "tidak"}, {"aman": "tidak"}),
        (
            {"kontak_pelapor": "081200000000", "aman_dihubungi": "tidak", "lewat": "Kakak saya", "kata_sandi": "teh"},
            {"aman": "ya", "hubungi": "pelapor", "lewat": "Kakak saya", "kata_sandi": "teh"},
        ),
    ],
)
def test_the_officer_sees_how_the_reporter_can_be_reached(
    door: Office, told: Mapping[str, str], sheet: Mapping[str, str]
) -> None:
    sent(door, {**ANSWERS, **told})
    ida = door.user("ida", "penyelia")

    with door.acting(ida) as tx:
        number = cases.search(tx).items[0].number
        contact = reports.contact(tx, number)

    assert contact is not None
    assert {key: value for key, value in contact.sheet.items() if value not in (False, [])} == sheet


def test_wrong_answers_open_nothing(door: Office) -> None:
    with pytest.raises(forms.FormInvalidError):
        sent(door, {"bahaya_sekarang": "ya"})

    assert count(door, Case) == count(door, PublicCount) == 0


def test_the_questions_are_those_of_the_start_form_in_words_for_a_reporter(door: Office) -> None:
    with door.acting(REPORTER) as tx:
        form = public_reports.asked(tx, public_reports.offer(tx, AGENCY))

    assert [one.key for one in form.fields] == [
        "bahaya_sekarang", "melapor_sebagai", "ringkasan", "nama_pelapor", "kontak_pelapor", "aman_dihubungi",
        "lewat", "kapan", "kata_sandi",
    ]  # fmt: skip
    said = {one.key: one for one in form.fields}
    assert said["ringkasan"].label == "Apa yang terjadi?"
    assert said["ringkasan"].required
    assert said["melapor_sebagai"].options[0].label == "Saya sendiri yang mengalami"
    assert not said["nama_pelapor"].required


def test_a_start_without_a_form_asks_only_how_to_be_reached(office: Office) -> None:
    office.deploy(public_office.procedure(form=None))

    with office.acting(REPORTER) as tx:
        form = public_reports.asked(tx, public_reports.offer(tx, AGENCY))

    assert [one.key for one in form.fields] == list(public_reports.CONTACT)


def test_a_question_that_the_public_words_do_not_know_is_asked_last_as_it_is(office: Office) -> None:
    office.deploy(public_office.procedure(form=public_office.OWN_FORM))

    with office.acting(REPORTER) as tx:
        form = public_reports.asked(tx, public_reports.offer(tx, AGENCY))

    assert [one.key for one in form.fields][:3] == ["ringkasan", "dusun", "lewat"]
    assert form.fields[1].label == "Dusun"


def test_only_agencies_whose_procedure_is_in_force_take_reports(office: Office) -> None:
    with office.acting(REPORTER) as tx:
        assert public_reports.offers(tx) == ()
    office.deploy(public_office.procedure())

    with office.acting(REPORTER) as tx:
        assert [one.agency for one in public_reports.offers(tx)] == [AGENCY]
        for code in ("p2tp2a_banyuwangi", "uptd_ppa_jember", "tidak_ada"):
            with pytest.raises(errors.NotFoundError):
                public_reports.offer(tx, code)


def test_a_channel_that_the_procedure_has_not_is_not_offered(office: Office) -> None:
    office.deploy(public_office.procedure(channel="loket"))

    with office.acting(REPORTER) as tx:
        assert public_reports.offers(tx) == ()


def test_every_agency_that_takes_reports_names_a_channel_of_a_procedure_in_force() -> None:
    """Hold the files of the house to each other, without deploying anything."""
    named = {code: found for code, found in public_office.named().items() if found is not None}

    assert set(named) == {"uptd_ppa_tebing_tinggi", "uptd_ppa_jember", "kemenpppa_ampk"}
    assert {code: public_office.start_form(found) for code, found in named.items()} == dict.fromkeys(
        named, "registrasi_pengaduan"
    )


@pytest.mark.parametrize("agency", [code for code, found in public_office.named().items() if found is not None])
def test_the_real_procedures_take_a_report_and_promise_a_time(office: Office, agency: str) -> None:
    found = public_office.named()[agency]
    assert found is not None
    office.deploy(definitions.read_folder(public_office.WORKFLOWS / found.procedure, public_office.WORKFLOWS))

    with office.acting(REPORTER) as tx:
        offered = public_reports.offer(tx, agency)
        secret = secrets.token_bytes(32)
        code = public_reports.receive(tx, offered, answers=ANSWERS, secret=secret, address=HERE)
        shown = public_reports.standing(tx, code)

    assert shown.due_at is not None
    assert shown.due_at > office.clock.now()
    assert not shown.is_late
    officer = office.user("siti", "petugas_pengaduan", agency=agency)
    assert waiting(office, officer) != []


def test_the_code_is_stored_as_a_digest_only(door: Office) -> None:
    code = sent(door)

    assert [row for row in canary.every_row(door.runtime) if code in row or receipts.shown(code) in row] == []


def test_a_visit_begins_with_the_code_and_ends_by_leaving(door: Office) -> None:
    secret = entered(door, receipts.shown(sent(door)).lower())

    with door.acting(REPORTER) as tx:
        assert public_reports.standing_of(tx, public_reports.visited(tx, secret)).received_at == door.clock.now()
        public_reports.leave(tx, secret)
    with door.acting(REPORTER) as tx, pytest.raises(public_reports.VisitEndedError):
        public_reports.visited(tx, secret)


def test_a_visit_ends_by_staying_away_and_lives_on_by_coming(door: Office) -> None:
    secret = entered(door, sent(door))
    for _ in range(2):
        door.clock.advance(timedelta(minutes=14))
        with door.acting(REPORTER) as tx:
            public_reports.visited(tx, secret)
    door.clock.advance(public_reports.IDLE)

    with door.acting(REPORTER) as tx, pytest.raises(public_reports.VisitEndedError):
        public_reports.visited(tx, secret)


@pytest.mark.parametrize("code", ["", "BUKAN-KODE", receipts.of(bytes(32))])
def test_a_wrong_code_is_answered_alike(door: Office, code: str) -> None:
    sent(door)

    with pytest.raises(public_reports.ReceiptUnknownError) as refusal:
        entered(door, code)
    with pytest.raises(public_reports.ReceiptUnknownError):
        standing(door, code)
    assert refusal.value.ids == {}


def test_wrong_codes_are_counted_and_right_ones_are_not(door: Office) -> None:
    code = sent(door)
    for _ in range(limits.CODES.each + 1):
        entered(door, code)
    for _ in range(limits.CODES.each):
        with pytest.raises(public_reports.ReceiptUnknownError):
            entered(door, receipts.of(bytes(32)))

    with pytest.raises(limits.PublicDelayedError) as refusal:
        entered(door, code)

    assert refusal.value.retry_after_seconds == 3601
    door.clock.advance(limits.WINDOW)
    entered(door, code)


def test_reports_from_one_address_are_limited_and_another_may_still_report(door: Office) -> None:
    for _ in range(limits.REPORTS.each):
        sent(door)

    with pytest.raises(limits.PublicDelayedError):
        sent(door)

    sent(door, address="192.0.2.8")
    assert count(door, Case) == limits.REPORTS.each + 1


def test_reports_of_everybody_are_limited_together(door: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "REPORTS", limits.Limit(name="reports", each=2, together=3))
    for number in range(3):
        sent(door, address=f"192.0.2.{number}")

    with pytest.raises(limits.PublicDelayedError):
        sent(door, address="192.0.2.99")


def test_old_visits_and_counts_are_forgotten(door: Office) -> None:
    entered(door, sent(door))
    door.clock.advance(limits.WINDOW + timedelta(seconds=1))

    with door.acting(CLI) as tx:
        public_reports.forget_old(tx)

    assert count(door, ReporterVisit) == count(door, PublicCount) == 0
    assert count(door, PublicReport) == 1


def test_a_destroyed_key_is_told(door: Office) -> None:
    code = sent(door)
    number = number_of(door)
    with door.acting(CLI) as tx:
        cases.destroy_key(tx, number)

    assert standing(door, code).erased


def test_the_public_may_do_nothing_else(door: Office) -> None:
    sent(door)

    number = number_of(door)
    with door.acting(REPORTER) as tx:
        with pytest.raises(errors.NotFoundError):
            cases.get(tx, number)
        assert cases.search(tx).items == ()
        assert agencies.search(tx) == ()
        assert stored.agency(tx.session, AGENCY) is not None
