"""Letters that two people sign, and what anybody may learn of a letter by its code."""

import hashlib
from datetime import timedelta

import pytest
from sqlalchemy import select

from engine import errors
from engine.domain.people import actors
from engine.services.audit import history
from engine.services.cases import cases
from engine.services.letters import files, signing
from engine.services.letters.results import DocumentView
from engine.services.notifying import notifications
from engine.services.people import auth
from engine.services.user_tasks import life_cycle
from engine.store.tables.audit import HistoryEvent
from engine.store.tables.letters import Document
from tests.support.files import papers
from tests.support.offices import procedures
from tests.support.offices.factories import CLI, Office


@pytest.fixture
def ready(office: Office) -> Office:
    """Deploy a step that produces a letter, and one after it."""
    office.deploy(procedures.with_letter())
    return office


@pytest.fixture
def officer(ready: Office) -> actors.Actor:
    """Give an intake officer."""
    return ready.user("siti", "petugas_pengaduan")


@pytest.fixture
def supervisor(ready: Office) -> actors.Actor:
    """Give a supervisor."""
    return ready.user("ida", "penyelia")


@pytest.fixture
def pair(office: Office) -> tuple[str, actors.Actor, actors.Actor]:
    """Produce a letter that a supervisor must sign too; give the case number, its maker, and a supervisor."""
    office.deploy(procedures.with_letter(procedures.TWO_PEOPLE))
    maker = office.user("siti", "petugas_pengaduan", "penyelia")
    return papers.produced(office, maker), maker, office.user("ida", "penyelia")


def sign(office: Office, actor: actors.Actor, number: str) -> DocumentView:
    """Sign the one letter of a case."""
    document_id = papers.only(office, actor, number).id
    with office.acting(actor) as tx:
        return signing.sign(tx, document_id)


def test_the_second_person_signs_and_the_letter_says_so(
    office: Office, pair: tuple[str, actors.Actor, actors.Actor]
) -> None:
    number, _, supervisor = pair
    before, unsigned = papers.only(office, supervisor, number), papers.read(office, supervisor, number)
    office.clock.advance(timedelta(hours=2))

    after = sign(office, supervisor, number)

    assert (before.second_signature, before.may_sign, before.signed_at) == ("penyelia", True, None)
    assert (after.may_sign, after.signed_at) == (False, office.clock.now())
    signed = papers.read(office, supervisor, number)
    assert "Ida" not in papers.text_of(unsigned)
    assert "Ida Disahkan secara elektronik Jumat, 20 November 2026 pukul 11.00 WIB" in papers.text_of(signed)
    with office.acting(CLI) as tx:
        event = tx.session.scalars(select(HistoryEvent).where(HistoryEvent.type == "document.signed")).one()
        assert (event.actor, event.role) == (supervisor.id, "penyelia")
        assert str(after.digest) in event.data
        assert history.verify(tx).ok


def test_a_letter_that_waits_for_its_second_person_is_not_yet_valid(
    office: Office, pair: tuple[str, actors.Actor, actors.Actor]
) -> None:
    number, _, supervisor = pair
    code = str(papers.only(office, supervisor, number).verification_code)

    waiting = papers.verified(office, code)
    sign(office, supervisor, number)

    assert (waiting.standing, waiting.digest) == ("awaiting_signature", None)
    assert papers.verified(office, code).standing == "valid"


def test_whoever_made_a_letter_cannot_be_its_second_person(
    office: Office, pair: tuple[str, actors.Actor, actors.Actor]
) -> None:
    number, maker, _ = pair

    assert not papers.only(office, maker, number).may_sign
    with pytest.raises(life_cycle.SamePersonError):
        sign(office, maker, number)


def test_a_letter_is_signed_once(office: Office, pair: tuple[str, actors.Actor, actors.Actor]) -> None:
    number, _, supervisor = pair
    sign(office, supervisor, number)

    with pytest.raises(signing.SignatureNotAwaitedError):
        sign(office, supervisor, number)


def test_only_the_role_that_must_sign_may(office: Office, pair: tuple[str, actors.Actor, actors.Actor]) -> None:
    number, *_ = pair
    head = office.user("kep", "kepala")

    assert not papers.only(office, head, number).may_sign
    with pytest.raises(errors.NotPermittedError):
        sign(office, head, number)


def test_a_destroyed_letter_cannot_be_signed(office: Office, pair: tuple[str, actors.Actor, actors.Actor]) -> None:
    number, _, supervisor = pair
    with office.acting(CLI) as tx:
        cases.destroy_key(tx, number)

    assert not papers.only(office, supervisor, number).may_sign
    with pytest.raises(files.DocumentErasedError):
        sign(office, supervisor, number)


def test_a_letter_that_needs_one_signature_waits_for_no_other(
    ready: Office, officer: actors.Actor, supervisor: actors.Actor
) -> None:
    number = papers.produced(ready, officer)

    with pytest.raises(signing.SignatureNotAwaitedError):
        sign(ready, supervisor, number)


def test_anybody_may_ask_by_code_and_learns_no_name(
    ready: Office, officer: actors.Actor, supervisor: actors.Actor
) -> None:
    number = papers.produced(ready, officer)
    pdf, entry = papers.read(ready, supervisor, number), papers.only(ready, supervisor, number)

    for typed in (str(entry.verification_code), str(entry.verification_code).replace("-", " ").lower()):
        found = papers.verified(ready, typed)
        assert (found.title, found.number, found.agency_name) == (
            "Tanda Terima",
            "001/TT/TTG/XI/2026",
            "UPTD PPA Kota Tebing Tinggi",
        )
        assert (found.at, found.standing) == (ready.clock.now(), "valid")
        assert found.digest == hashlib.sha256(pdf).hexdigest()[:16]


def test_what_looks_alike_is_taken_for_what_it_is(ready: Office, officer: actors.Actor) -> None:
    number = papers.produced(ready, officer)
    with ready.acting(CLI) as tx:
        tx.session.scalars(select(Document)).one().code = "0123456789ABCD01"

    assert papers.only(ready, officer, number).verification_code == "0123-4567-89AB-CD01"
    assert papers.verified(ready, "oi23 4567 89ab cdol").number == "001/TT/TTG/XI/2026"


def test_guessing_codes_becomes_slow_for_the_address_that_guesses(ready: Office, officer: actors.Actor) -> None:
    number = papers.produced(ready, officer)
    code = str(papers.only(ready, officer, number).verification_code)
    for _ in range(auth.FREE_FROM_ADDRESS):
        assert papers.verify(ready, "0000-0000-0000-0000") is None

    with pytest.raises(auth.GuessingDelayedError) as delayed:
        papers.verified(ready, code)

    assert delayed.value.retry_after_seconds > 0
    assert papers.verified(ready, code, address="10.0.0.2").standing == "valid"
    ready.clock.advance(timedelta(hours=25))
    assert papers.verified(ready, code).standing == "valid"


def test_asking_for_letters_that_exist_is_never_slowed(ready: Office, officer: actors.Actor) -> None:
    code = str(papers.only(ready, officer, papers.produced(ready, officer)).verification_code)

    found = [papers.verified(ready, code) for _ in range(auth.FREE_FROM_ADDRESS + 1)]

    assert all(found)


def test_a_letter_that_is_sent_back_is_not_in_force_and_its_maker_is_told(
    office: Office, pair: tuple[str, actors.Actor, actors.Actor]
) -> None:
    number, maker, supervisor = pair
    document_id = papers.only(office, supervisor, number).id

    with office.acting(supervisor) as tx:
        entry = signing.send_back(tx, document_id, reason=" Alamatnya keliru ")

    assert (entry.returned_at, entry.signed_at, entry.may_sign) == (office.clock.now(), None, True)
    with office.acting(maker) as tx:
        assert files.look(tx, document_id).objection == "Alamatnya keliru"
        assert [one.kind for one in notifications.mine(tx)] == ["letter_returned"]
    with office.acting(CLI) as tx:
        event = tx.session.scalars(select(HistoryEvent).where(HistoryEvent.type == "document.returned")).one()
        assert (event.actor, "keliru" in event.data) == (supervisor.id, False)
        assert history.verify(tx).ok
    assert sign(office, supervisor, number).signed_at is not None


@pytest.mark.parametrize("reason", ["", "  ", "x" * 1001])
def test_a_letter_is_sent_back_for_a_reason(
    office: Office, pair: tuple[str, actors.Actor, actors.Actor], reason: str
) -> None:
    number, _, supervisor = pair
    document_id = papers.only(office, supervisor, number).id

    with office.acting(supervisor) as tx, pytest.raises(signing.ObjectionUnfitError):
        signing.send_back(tx, document_id, reason=reason)

    assert papers.only(office, supervisor, number).returned_at is None


def test_nobody_else_sends_a_letter_back(office: Office, pair: tuple[str, actors.Actor, actors.Actor]) -> None:
    number, maker, _ = pair
    document_id = papers.only(office, maker, number).id

    with office.acting(maker) as tx, pytest.raises(life_cycle.SamePersonError):
        signing.send_back(tx, document_id, reason="Keliru")


def test_those_that_wait_are_listed_for_signer_and_maker_alone(
    office: Office, pair: tuple[str, actors.Actor, actors.Actor]
) -> None:
    number, maker, supervisor = pair
    other = office.user("budi", "petugas_pengaduan")

    def waiting(actor: actors.Actor) -> list[tuple[str, bool]]:
        with office.acting(actor) as tx:
            return [(one.case_number, one.mine_to_sign) for one in signing.waiting(tx)]

    assert (waiting(supervisor), waiting(maker), waiting(other)) == ([(number, True)], [(number, False)], [])
    with office.acting(CLI) as tx:
        cases.destroy_key(tx, number)
    assert waiting(supervisor) == []


def test_a_destroyed_letter_tells_nothing_of_why_it_was_sent_back(
    office: Office, pair: tuple[str, actors.Actor, actors.Actor]
) -> None:
    number, _, supervisor = pair
    document_id = papers.only(office, supervisor, number).id
    with office.acting(supervisor) as tx:
        signing.send_back(tx, document_id, reason="Keliru")
    with office.acting(CLI) as tx:
        cases.destroy_key(tx, number)

    for ask in (files.look, lambda tx, id_: files.sheet(tx, id_, 1)):
        with office.acting(supervisor) as tx, pytest.raises(files.DocumentErasedError):
            ask(tx, document_id)


def test_a_sheet_is_counted_from_one(office: Office, pair: tuple[str, actors.Actor, actors.Actor]) -> None:
    number, _, supervisor = pair
    document_id = papers.only(office, supervisor, number).id

    with office.acting(supervisor) as tx:
        assert files.sheet(tx, document_id, 1).startswith(b"\x89PNG")
        for missing in (0, 2):
            with pytest.raises(files.SheetUnknownError):
                files.sheet(tx, document_id, missing)


def test_a_letter_that_nobody_made_by_hand_is_sent_back_to_nobody(
    office: Office, pair: tuple[str, actors.Actor, actors.Actor]
) -> None:
    number, _, supervisor = pair
    document_id = papers.only(office, supervisor, number).id
    with office.acting(CLI) as tx:
        tx.session.get_one(Document, document_id).maker = "system:timers"

    with office.acting(supervisor) as tx:
        assert signing.send_back(tx, document_id, reason="Keliru").returned_at is not None
        assert files.look(tx, document_id).maker_name is None
