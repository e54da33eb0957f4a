"""How a person wants mail: an address that a code proves, choices that fit, and limits that spare strangers."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from engine.clock import FixedClock
from engine.services.notifying import mail_queue, mail_settings, mail_texts
from engine.store.notifying import notifications as stored
from tests.support.offices.factories import Office
from tests.support.offices.mail_office import ADDRESS, MailOffice, code_in, furnished
from tests.support.servers import mailroom


@pytest.fixture
def here(database_url: str, tmp_path: Path, clock: FixedClock) -> Iterator[MailOffice]:
    """Furnish an office with a mail server and one officer."""
    with mailroom.running() as room:
        made = furnished(tmp_path, room, clock, database_url=database_url)
        yield made
        made.office.runtime.close()


def give(here: MailOffice, address: str) -> None:
    with here.office.acting(here.officer) as tx:
        mail_settings.give_address(tx, address)


def verify(here: MailOffice, code: str) -> bool:
    with here.office.acting(here.officer) as tx:
        return mail_settings.verify(tx, code)


def test_at_first_nothing_is_mailed_and_the_night_is_quiet(here: MailOffice) -> None:
    shown = here.settings()

    assert (shown.is_possible, shown.address, shown.awaits_code, shown.mails) == (True, None, False, ())
    assert (shown.choice.quiet_from, shown.choice.quiet_until, shown.choice.digest_hour) == ("20:00", "06:00", None)
    assert shown.choice.kinds == ("escalated", "high_risk", "late")
    here.tell()
    assert here.run().jobs == 0


def test_an_address_gets_a_code_and_nothing_else_until_the_code_is_back(here: MailOffice) -> None:
    give(here, f"  {ADDRESS} ")
    here.tell()
    here.run()
    (carried,) = here.room.taken

    assert here.settings().awaits_code
    assert not verify(here, "00000000")
    assert verify(here, f" {code_in(carried.get_content())[:4]} {code_in(carried.get_content())[4:]} ")

    shown = here.settings()
    assert (shown.address, shown.verified_at, shown.awaits_code) == (ADDRESS, here.office.clock.now(), False)
    assert not verify(here, code_in(carried.get_content()))  # a code counts once
    assert carried["Subject"] == "Lindung: kode untuk alamat surel Anda"


def test_an_older_code_is_worthless_once_a_newer_one_is_asked_for(here: MailOffice) -> None:
    give(here, ADDRESS)
    here.run()
    give(here, "lain@kantor.example")
    older = code_in(here.room.taken[0].get_content())

    assert not verify(here, older)

    here.run()
    assert verify(here, code_in(here.room.taken[1].get_content()))
    assert here.settings().address == "lain@kantor.example"


def test_a_code_that_was_replaced_before_it_was_sent_is_not_sent(here: MailOffice) -> None:
    give(here, "pertama@kantor.example")
    give(here, "kedua@kantor.example")

    here.run()

    assert here.room.receivers == ["kedua@kantor.example"]


def test_a_code_ends_after_a_day_and_after_five_wrong_tries(here: MailOffice) -> None:
    give(here, ADDRESS)
    here.run()
    right = code_in(here.room.taken[0].get_content())
    for _ in range(mail_settings.MOST_TRIES):
        assert not verify(here, "1")
    assert not verify(here, right)
    assert not here.settings().awaits_code

    give(here, ADDRESS)
    here.run()
    here.office.clock.advance(mail_settings.CODE_LASTS)
    assert not verify(here, code_in(here.room.taken[1].get_content()))


def test_a_stranger_is_not_flooded_with_codes(here: MailOffice) -> None:
    for _ in range(mail_settings.MOST_CODES):
        give(here, "orang.lain@rumah.example")
    with pytest.raises(mail_settings.TooManyCodesError):
        give(here, "orang.lain@rumah.example")

    here.office.clock.advance(timedelta(hours=24))

    give(here, ADDRESS)


@pytest.mark.parametrize(
    "address",
    ["", "siti", "siti@", "@kantor.example", "siti@kantor", "a b@kantor.example", "siti@kantor.example\nBcc: x@y.id",
     "siti@kantor.example,x@y.id", "sitî@kantor.example", f"{'a' * 65}@kantor.example", f"a@{'b.' * 126}id"],
)  # fmt: skip
def test_what_is_no_address_is_refused(here: MailOffice, address: str) -> None:
    with pytest.raises(mail_settings.AddressInvalidError):
        give(here, address)

    assert here.settings().address is None


@pytest.mark.parametrize(
    "wrong",
    [
        {"agency": "uptd_ppa_jember"}, {"kinds": ("mail_undelivered",)}, {"kinds": ("x",)}, {"digest_hour": 24},
        {"digest_hour": -1}, {"quiet_from": "24:00"}, {"quiet_until": ""}, {"quiet_from": "8"},
    ],
)  # fmt: skip
def test_what_is_not_offered_cannot_be_chosen(here: MailOffice, wrong: dict[str, Any]) -> None:
    with pytest.raises(mail_settings.ChoiceUnfitError):
        here.choose(**wrong)


def test_what_was_chosen_is_kept(here: MailOffice) -> None:
    here.choose(kinds=("mentioned",), digest_hour=8, quiet_from="18:30", breaks_through=True, working_days_only=True)
    here.choose(kinds=("delegated",) * 3, digest_hour=8)

    choice = here.settings().choice
    assert (choice.kinds, choice.digest_hour, choice.quiet_from) == (("delegated",), 8, "20:00")
    assert (choice.breaks_through, choice.working_days_only) == (False, False)
    assert here.settings().digest_at is None  # until there is an address


def test_a_proved_address_sets_the_digest_going_and_a_forgotten_one_ends_it(here: MailOffice) -> None:
    here.choose(digest_hour=8)
    here.prove_address()
    due = here.settings().digest_at
    assert due is not None

    with here.office.acting(here.officer) as tx:
        mail_settings.forget_address(tx)

    here.office.start(here.officer)
    assert here.run(after=timedelta(days=2)).jobs == 0
    assert (here.settings().address, here.settings().digest_at, here.room.taken) == (None, None, [])


def test_forgetting_what_was_never_given_is_harmless(here: MailOffice) -> None:
    with here.office.acting(here.officer) as tx:
        mail_settings.forget_address(tx)
    assert not verify(here, "12345678")


def test_only_what_was_wanted_is_mailed(here: MailOffice) -> None:
    here.prove_address()
    here.choose(kinds=("delegated",))
    here.tell("late")
    assert here.run().jobs == 0

    here.tell("delegated")

    assert here.run().jobs == 1


def test_a_code_can_be_made_again_but_is_stored_nowhere(here: MailOffice) -> None:
    give(here, ADDRESS)
    with here.office.acting(here.officer) as tx:
        row = stored.settings(tx.session, here.officer.id)
        assert row is not None
        code = mail_texts.code_of(tx, str(row.code_mail_id))
        other = mail_texts.code_of(tx, "andere")

    assert len(code) == len(other) == 8
    assert code != other


def test_without_a_mail_server_there_is_no_address_and_no_mail(office: Office) -> None:
    officer = office.user("siti", "petugas_pengaduan")
    with office.acting(officer) as tx:
        assert not mail_settings.mine(tx).is_possible
        with pytest.raises(mail_settings.MailUnsetError):
            mail_settings.give_address(tx, ADDRESS)


def test_a_digest_of_who_has_left_the_settings_alone_is_harmless(office: Office) -> None:
    officer = office.user("siti", "petugas_pengaduan")
    with office.acting(officer) as tx:
        mail_queue.digest(tx, user_id=officer.id, at="2026-11-21T00:00:00+00:00")
