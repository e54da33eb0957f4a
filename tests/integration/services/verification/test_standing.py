"""How the record stands: never checked, whole, not whole, sealed in time or late."""

from datetime import timedelta

import pytest
from sqlalchemy import select, text

from engine import errors
from engine.services.verification import runs, standing
from engine.services.verification.standing import Standing
from engine.store.tables.audit import ReaderEvent
from tasks import draining
from tests.support.offices import sealed_office
from tests.support.offices.factories import CLI, Office
from tests.support.offices.sealed_office import SealedOffice


@pytest.fixture
def sealed(office: Office) -> SealedOffice:
    """Furnish an office with a sealed case."""
    return sealed_office.sealed(office, 1)


def stands(office: Office) -> Standing:
    with office.acting(CLI) as tx:
        return standing.standing(tx)


def checked(office: Office) -> None:
    """Check the whole record."""
    with office.acting(CLI) as tx:
        runs.ask(tx)
    assert draining.run_checks(office.runtime).failures == 0


def test_before_the_first_check_nobody_knows(office: Office) -> None:
    found = stands(office)

    assert (found.is_whole, found.checked, found.night, found.sealed_at) == (None, None, None, None)
    assert (found.size, found.is_late, found.equal, found.differing) == (0, False, 0, 0)


def test_a_check_that_finds_nothing_says_that_the_record_is_whole(sealed: SealedOffice) -> None:
    checked(sealed.office)

    found = stands(sealed.office)

    assert (found.is_whole, found.equal, found.differing) == (True, 1, 0)
    assert found.checked is not None
    assert (found.checked.kind, found.checked.cases, found.checked.findings) == ("asked", 1, ())


def test_what_differs_is_counted_until_it_is_as_recorded_again(sealed: SealedOffice) -> None:
    with sealed.office.runtime.database.begin() as connection:
        connection.execute(text("UPDATE cases SET risk = 'rendah'"))
    checked(sealed.office)
    with sealed.office.runtime.database.begin() as connection:
        connection.execute(text("UPDATE cases SET risk = 'sedang'"))

    found = stands(sealed.office)

    assert (found.is_whole, found.equal, found.differing) == (False, 0, 1)
    sealed.office.clock.advance(timedelta(minutes=1))
    checked(sealed.office)
    assert stands(sealed.office).is_whole


def test_a_sealer_that_has_nothing_to_seal_is_not_late(sealed: SealedOffice) -> None:
    sealed.seal(whole=True)
    sealed.office.clock.advance(timedelta(days=2))

    assert not stands(sealed.office).is_late


def test_a_record_that_waits_too_long_for_its_seal_is_told(sealed: SealedOffice) -> None:
    sealed.work()
    young = stands(sealed.office)
    sealed.office.clock.advance(timedelta(minutes=16))

    assert (young.is_late, stands(sealed.office).is_late) == (False, True)


def test_checks_are_listed_newest_first_with_those_that_go_on(sealed: SealedOffice) -> None:
    checked(sealed.office)
    sealed.office.clock.advance(timedelta(minutes=1))
    with sealed.office.acting(CLI) as tx:
        asked = runs.ask(tx)
        listed = runs.recent(tx)

    assert [(one.id == asked.id, one.ended_at is None) for one in listed] == [(True, True), (False, False)]


def test_only_who_may_verify_is_told(sealed: SealedOffice) -> None:
    with sealed.office.acting(sealed.office.user("joko", "petugas_pengaduan")) as tx:
        for asked in (standing.standing, runs.recent, runs.last_ended):
            with pytest.raises(errors.NotPermittedError):
                asked(tx)


def test_a_look_at_how_the_record_stands_reads_no_list(sealed: SealedOffice) -> None:
    auditor = sealed.office.user("andi", "auditor")
    with sealed.office.acting(CLI) as tx:
        runs.night(tx)
    assert draining.run_checks(sealed.office.runtime).failures == 0

    with sealed.office.acting(auditor) as tx:
        found = standing.standing(tx)
    with sealed.office.acting(CLI) as tx:
        looks = tx.session.scalars(select(ReaderEvent).where(ReaderEvent.reader == auditor.id)).all()

    assert found.night is not None
    assert (found.night.kind, found.night.findings, list(looks)) == ("night", (), [])
