"""Who may ask for evidence, who releases it, and that nobody hands out values alone."""

from datetime import timedelta

import pytest

from engine import errors
from engine.domain.evidence import packages
from engine.domain.people import actors
from engine.services.chains import registers
from engine.services.evidence import making, requests
from engine.services.log import checkpoints
from tests.support.offices import procedures
from tests.support.offices.factories import Office

LETTER = "B-7/X/2026"


@pytest.fixture
def number(office: Office) -> str:
    """Give the number of a case."""
    office.deploy(procedures.two_steps())
    return office.start(office.user("siti", "petugas_pengaduan")).case_number


@pytest.fixture
def auditor(office: Office) -> actors.Actor:
    return office.user("andi", "auditor")


@pytest.fixture
def head(office: Office) -> actors.Actor:
    return office.user("ratna", "kepala")


def asked(office: Office, who: actors.Actor, number: str, *, with_values: bool = True) -> str:
    with office.acting(who) as tx:
        return requests.ask(tx, number, recipient="bpk", basis="temuan", letter_number=LETTER, with_values=with_values)


def seen(office: Office, who: actors.Actor, number: str) -> requests.PackageView:
    with office.acting(who) as tx:
        [found] = requests.of_case(tx, number)
    return found


def test_what_was_asked_for_is_shown_with_what_each_may_do(
    office: Office, number: str, auditor: actors.Actor, head: actors.Actor
) -> None:
    asked(office, auditor, number)

    own, others = seen(office, auditor, number), seen(office, head, number)

    assert (own.state, own.may_release, own.may_make) == (packages.WAITING, False, False)
    assert (others.state, others.may_release, others.may_make) == (packages.WAITING, True, False)
    assert (own.package.letter_number, own.names[auditor.id]) == (LETTER, "Andi")


def test_what_one_transaction_did_it_sees(
    office: Office, number: str, auditor: actors.Actor, head: actors.Actor
) -> None:
    package = asked(office, auditor, number)

    with office.acting(head) as tx:
        registers.append(tx, registers.EXPORTS, "traces.exported", subject="uji", data={})
        requests.release(tx, package)
        released = requests.get(tx, package)
        with pytest.raises(requests.EvidenceNotReadyError):
            requests.release(tx, package)

    assert (released.state, released.package.released_by) == (packages.READY, head.id)
    assert seen(office, auditor, number).state == packages.READY


def test_whoever_asked_makes_it_when_somebody_else_released_it(
    office: Office, number: str, auditor: actors.Actor, head: actors.Actor
) -> None:
    package = asked(office, auditor, number)
    with office.acting(head) as tx:
        requests.release(tx, package)

    assert (seen(office, auditor, number).may_make, seen(office, head, number).may_make) == (True, False)
    with office.acting(head) as tx, pytest.raises(requests.EvidenceNotReadyError):
        making.make(tx, package)


def test_nobody_releases_what_they_asked_for(office: Office, number: str, auditor: actors.Actor) -> None:
    package = asked(office, auditor, number)

    with office.acting(auditor) as tx, pytest.raises(requests.ReleasedByAnotherError):
        requests.release(tx, package)
    with office.acting(auditor) as tx, pytest.raises(requests.EvidenceNotReadyError) as refused:
        making.make(tx, package)

    assert refused.value.ids == {"state": packages.WAITING}


def test_another_auditor_releases_too(office: Office, number: str, auditor: actors.Actor) -> None:
    package = asked(office, auditor, number)

    with office.acting(office.user("budi", "auditor")) as tx:
        requests.release(tx, package)

    assert seen(office, auditor, number).state == packages.READY


def test_values_are_asked_for_by_who_may_see_them(office: Office, number: str, head: actors.Actor) -> None:
    with pytest.raises(errors.NotPermittedError):
        asked(office, head, number)


@pytest.mark.parametrize("who", ["auditor", "head"])
def test_a_request_is_refused_or_taken_back(
    office: Office, number: str, auditor: actors.Actor, head: actors.Actor, who: str
) -> None:
    package = asked(office, auditor, number)

    with office.acting({"auditor": auditor, "head": head}[who]) as tx:
        requests.refuse(tx, package)

    assert seen(office, auditor, number).state == "refused"
    with office.acting(head) as tx, pytest.raises(requests.EvidenceNotReadyError):
        requests.release(tx, package)


def test_what_lapsed_is_asked_for_again(office: Office, number: str, auditor: actors.Actor) -> None:
    package = asked(office, auditor, number, with_values=False)
    office.clock.advance(packages.READY_FOR + timedelta(minutes=1))

    with office.acting(auditor) as tx, pytest.raises(requests.EvidenceNotReadyError):
        making.make(tx, package)


def test_before_anything_was_sealed_there_is_nothing_to_prove_with(
    office: Office, number: str, auditor: actors.Actor
) -> None:
    package = asked(office, auditor, number, with_values=False)

    with office.acting(auditor) as tx, pytest.raises(checkpoints.NothingSealedError):
        making.make(tx, package)


@pytest.mark.parametrize(
    "fields",
    [{"recipient": "tetangga"}, {"basis": "ingin tahu"}, {"letter_number": ""}],
)
def test_a_request_says_for_whom_and_why(
    office: Office, number: str, auditor: actors.Actor, fields: dict[str, str]
) -> None:
    given = {"recipient": "bpk", "basis": "temuan", "letter_number": LETTER} | fields

    with office.acting(auditor) as tx, pytest.raises(packages.EvidenceRequestInvalidError):
        requests.ask(tx, number, with_values=False, **given)


def test_for_others_neither_case_nor_package_exists(office: Office, number: str, auditor: actors.Actor) -> None:
    package = asked(office, auditor, number)
    stranger = office.user("tono", "pengelola_data")

    for act in (
        lambda tx: requests.of_case(tx, number),
        lambda tx: requests.of_case(tx, "TTG-2026-99999"),
        lambda tx: requests.release(tx, package),
        lambda tx: requests.refuse(tx, "00000000-0000-4000-8000-000000000000"),
    ):
        with office.acting(stranger) as tx, pytest.raises(errors.NotFoundError):
            act(tx)
    with office.acting(stranger) as tx, pytest.raises(errors.NotPermittedError):
        requests.search(tx)


def test_all_packages_of_ones_agencies_are_listed(office: Office, number: str, auditor: actors.Actor) -> None:
    first = asked(office, auditor, number)
    office.clock.advance(timedelta(minutes=1))
    second = asked(office, auditor, number, with_values=False)

    with office.acting(auditor) as tx:
        assert [one.package.id for one in requests.search(tx)] == [second, first]
