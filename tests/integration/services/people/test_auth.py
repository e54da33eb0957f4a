"""Who comes in: passwords, sessions, tokens, and how guessing is slowed down."""

from datetime import timedelta

import pytest

from engine import errors
from engine.domain.people import actors
from engine.services.people import auth, tokens, users
from engine.store.people import people
from tests.support.offices.factories import AGENCY, CLI, PASSWORD, Office

AUTH = actors.system("auth")


def sign_in(office: Office, *, password: str = PASSWORD, username: str = "siti", address: str = "10.0.0.1") -> str:
    """Sign in as the edge does it: the attempt is counted first, in a transaction of its own."""
    with office.acting(AUTH) as tx:
        auth.admit(tx, username=username, address=address)
    with office.acting(AUTH) as tx:
        return auth.sign_in(tx, username=username, password=password, address=address).token


def test_the_right_password_opens_a_session_that_ends(office: Office) -> None:
    officer = office.user("siti", "petugas_pengaduan")
    token = sign_in(office)

    with office.runtime.request(auth.SessionCookie(token)) as tx:
        assert tx.actor == officer
    office.clock.advance(auth.SESSION_LENGTH)
    with pytest.raises(auth.CredentialRefusedError), office.runtime.request(auth.SessionCookie(token)):
        pass


@pytest.mark.parametrize(("username", "password"), [("siti", "salah"), ("tak_ada", PASSWORD)])
def test_wrong_name_and_wrong_password_are_refused_alike(office: Office, username: str, password: str) -> None:
    office.user("siti", "petugas_pengaduan")

    with pytest.raises(auth.LoginRefusedError):
        sign_in(office, username=username, password=password)


def test_signing_out_ends_the_session(office: Office) -> None:
    office.user("siti", "petugas_pengaduan")
    token = sign_in(office)
    with office.acting(AUTH) as tx:
        auth.sign_out(tx, token=token)

    with pytest.raises(auth.CredentialRefusedError), office.runtime.request(auth.SessionCookie(token)):
        pass


def test_guessing_is_slowed_down_and_forgiven_after_success(office: Office) -> None:
    office.user("siti", "petugas_pengaduan")
    for _ in range(auth.FREE_ATTEMPTS):
        with pytest.raises(auth.LoginRefusedError):
            sign_in(office, password="salah")

    with pytest.raises(auth.LoginDelayedError) as delayed:
        sign_in(office)
    assert delayed.value.retry_after_seconds == 2
    office.clock.advance(timedelta(seconds=2))
    assert sign_in(office)
    assert sign_in(office)


def test_the_delay_grows_to_a_quarter_of_an_hour(office: Office) -> None:
    office.user("siti", "petugas_pengaduan")
    for _ in range(auth.FREE_ATTEMPTS + 10):
        with office.acting(AUTH) as tx:
            auth.admit(tx, username="siti", address="10.0.0.1")
        office.clock.advance(auth.LONGEST_DELAY)
    with office.acting(AUTH) as tx:
        auth.admit(tx, username="siti", address="10.0.0.1")

    with pytest.raises(auth.LoginDelayedError) as delayed:
        sign_in(office)
    assert delayed.value.retry_after_seconds == auth.LONGEST_DELAY.total_seconds() + 1


def test_one_address_that_tries_many_names_is_slowed_down(office: Office) -> None:
    office.user("siti", "petugas_pengaduan")
    for number in range(auth.FREE_FROM_ADDRESS):
        with pytest.raises(auth.LoginRefusedError):
            sign_in(office, username=f"nama{number}")

    with pytest.raises(auth.LoginDelayedError):
        sign_in(office)
    assert sign_in(office, address="10.0.0.2")


def test_old_failures_are_forgotten(office: Office) -> None:
    office.user("siti", "petugas_pengaduan")
    for _ in range(auth.FREE_ATTEMPTS):
        with pytest.raises(auth.LoginRefusedError):
            sign_in(office, password="salah")
    office.clock.advance(auth.FORGOTTEN_AFTER)

    with pytest.raises(auth.LoginRefusedError):
        sign_in(office, password="salah")
    assert sign_in(office)


def test_a_token_carries_its_users_roles_until_it_is_revoked(office: Office) -> None:
    officer = office.user("siti", "petugas_pengaduan")
    with office.acting(CLI) as tx:
        token = tokens.create(tx, username="siti", name="uji", days=1)

    with office.runtime.request(auth.Bearer(token), reads_only=True) as tx:
        assert tx.actor == officer
    with pytest.raises(auth.CredentialRefusedError), office.runtime.request(auth.SessionCookie(token)):
        pass
    with office.acting(CLI) as tx:
        assert tokens.revoke(tx, username="siti", name="uji") == 1
    with pytest.raises(auth.CredentialRefusedError), office.runtime.request(auth.Bearer(token)):
        pass


def test_a_deactivated_user_is_out_at_once(office: Office) -> None:
    office.user("siti", "petugas_pengaduan")
    token = sign_in(office)
    with office.acting(CLI) as tx:
        assert not users.deactivate(tx, username="siti").active

    with pytest.raises(auth.CredentialRefusedError), office.runtime.request(auth.SessionCookie(token)):
        pass
    with pytest.raises(auth.LoginRefusedError):
        sign_in(office)


def test_users_are_managed_by_who_may(office: Office) -> None:
    admin, officer = office.user("adi", "admin_sistem"), office.user("siti", "petugas_pengaduan")
    with office.acting(admin) as tx:
        made, password = users.create(tx, username="baru", display_name="Baru")
        assert users.grant(tx, username="baru", agency=AGENCY, role="penyelia").roles == ((AGENCY, "penyelia"),)
        assert users.grant(tx, username="baru", agency=AGENCY, role="penyelia").roles == ((AGENCY, "penyelia"),)
        assert users.revoke(tx, username="baru", agency=AGENCY, role="penyelia").roles == ()
        assert users.revoke(tx, username="baru", agency=AGENCY, role="penyelia").roles == ()
        assert [user.username for user in users.search(tx)] == ["adi", "baru", "siti"]
    assert made.roles == ()
    assert len(password) >= 16
    with pytest.raises(errors.NotPermittedError), office.acting(officer) as tx:
        users.search(tx)


@pytest.mark.parametrize(
    ("verb", "given", "error"),
    [
        (users.create, {"username": "siti", "display_name": "Lagi"}, users.UsernameTakenError),
        (users.grant, {"username": "siti", "agency": AGENCY, "role": "raja"}, users.RoleUnknownError),
        (users.grant, {"username": "x", "agency": AGENCY, "role": "penyelia"}, errors.NotFoundError),
        (tokens.create, {"username": "x", "name": "uji", "days": 1}, errors.NotFoundError),
        (tokens.revoke, {"username": "x", "name": "uji"}, errors.NotFoundError),
    ],
)
def test_a_bad_change_of_users_is_refused(
    office: Office, verb: object, given: dict[str, object], error: type[errors.LindungError]
) -> None:
    office.user("siti", "petugas_pengaduan")

    with pytest.raises(error), office.acting(CLI) as tx:
        verb(tx, **given)  # type: ignore[operator] # a table of several verbs


def test_one_knows_oneself(office: Office) -> None:
    officer = office.user("siti", "petugas_pengaduan")

    with office.acting(officer) as tx:
        assert users.me(tx).username == "siti"
    with pytest.raises(errors.NotFoundError), office.acting(CLI) as tx:
        users.me(tx)


def test_staying_gives_a_session_its_length_again_but_no_more_than_a_day(office: Office) -> None:
    office.user("siti", "petugas_pengaduan")
    token = sign_in(office)
    begun = office.clock.now()
    office.clock.advance(timedelta(hours=10))
    with office.acting(AUTH) as tx:
        assert auth.stay(tx, token=token) == begun + timedelta(hours=22)
    office.clock.advance(timedelta(hours=11))

    with office.acting(AUTH) as tx:
        last = auth.stay(tx, token=token)

    assert last == begun + auth.LONGEST_SESSION
    with office.acting(AUTH) as tx:
        assert auth.session_until(tx, token=token) == auth.SessionUntil(expires_at=last, longest=last)


@pytest.mark.parametrize("hours", [0, 12])
def test_a_session_that_ended_or_never_was_cannot_be_kept(office: Office, hours: int) -> None:
    office.user("siti", "petugas_pengaduan")
    token = sign_in(office) if hours else "tidak-ada"
    office.clock.advance(timedelta(hours=hours))

    with pytest.raises(auth.CredentialRefusedError), office.acting(AUTH) as tx:
        auth.stay(tx, token=token)


def test_a_programs_token_is_no_session(office: Office) -> None:
    office.user("siti", "petugas_pengaduan")
    token = office.token("siti")

    with pytest.raises(auth.CredentialRefusedError), office.acting(AUTH) as tx:
        auth.stay(tx, token=token)


def test_what_a_user_chose_for_the_pages_comes_back_when_signing_in(office: Office) -> None:
    officer = office.user("siti", "petugas_pengaduan")
    with office.acting(officer) as tx:
        assert users.me(tx).introduced is False
        users.speak(tx, "en")
        users.introduce(tx)
    noted = office.clock.now()
    office.clock.advance(timedelta(days=1))
    with office.acting(officer) as tx:
        users.introduce(tx)
        assert users.me(tx).introduced is True

    with office.acting(AUTH) as tx:
        signed_in = auth.sign_in(tx, username="siti", password=PASSWORD, address="10.0.0.1")
        kept = people.by_ids(tx.session, {officer.id})[officer.id]
        assert (signed_in.language, kept.introduced_at) == ("en", noted)
