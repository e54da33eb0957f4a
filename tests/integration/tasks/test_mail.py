"""The way out for mail: a real server that takes, refuses, asks to wait, hangs, drips, breaks off, cannot encrypt."""

import socket
import ssl
from datetime import UTC, datetime
from pathlib import Path

import pytest

from engine.services.notifying.mail_texts import Envelope
from engine.settings import MailServer
from tasks import mail
from tests.support.servers import mailroom

SOON = 0.5
SENDER = "lindung@uptd.example"
MAIL = Envelope(
    id="5f0c8d1e-0000-4000-8000-000000000001",
    to="siti@kantor.example",
    subject="Lindung: 1 tugas menunggu",
    text="Yang menunggu Anda\n",
    at=datetime(2026, 11, 20, 2, 0, tzinfo=UTC),
)


def send(url: str, *, seconds: float = 10.0) -> str | None:
    """Hand a small mail over and give why it failed."""
    return mail.send(MAIL, MailServer.parse(url, sender=SENDER), seconds=seconds)


@pytest.fixture
def trusted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ssl.SSLContext:
    """Trust a certificate made for this test; gives the server's side of it."""
    context, chain = mailroom.tls(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(chain))
    return context


def test_what_is_taken_arrives_as_plain_text_that_says_who_made_it() -> None:
    with mailroom.running() as room:
        assert send(room.url) is None

    (taken,) = room.taken
    assert room.receivers == ["siti@kantor.example"]
    assert (taken.get_content_type(), taken.get_content()) == ("text/plain", "Yang menunggu Anda\r\n")
    assert taken["Message-ID"] == "<5f0c8d1e-0000-4000-8000-000000000001@uptd.example>"
    assert (taken["Auto-Submitted"], taken["From"]) == ("auto-generated", f"Lindung <{SENDER}>")
    assert (taken["Subject"], taken["Date"]) == (MAIL.subject, "Fri, 20 Nov 2026 02:00:00 +0000")


@pytest.mark.parametrize(
    ("manner", "code"),
    [
        (mailroom.REFUSES, "mail_refused"),
        (mailroom.REFUSES_TEXT, "mail_refused"),
        (mailroom.POSTPONES, "mail_postponed"),
        (mailroom.HANGS, "mail_unreachable"),
        (mailroom.DROPS, "mail_unreachable"),
    ],
)
def test_what_goes_wrong_has_a_code_and_an_end(manner: str, code: str) -> None:
    with mailroom.running(manner) as room:
        assert send(room.url, seconds=SOON) == code
    assert (room.taken, room.tries) == ([], 1) or manner == mailroom.HANGS


@pytest.mark.parametrize(
    ("said", "drips"),
    [(b"554 tidak melayani\r\n", False), (b"ini bukan SMTP\r\n", False), (b"", False), (b"220-x\r\n", True)],
)
def test_a_server_that_does_not_greet(said: bytes, drips: bool) -> None:  # noqa: FBT001 - pytest gives it
    with mailroom.saying(said, drips=drips) as port:
        assert send(f"smtp://127.0.0.1:{port}", seconds=SOON) == "mail_unreachable"


def test_nobody_at_the_address() -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]

    assert send(f"smtp://127.0.0.1:{port}") == "mail_unreachable"


def test_another_machine_gets_mail_encrypted(trusted: ssl.SSLContext) -> None:
    with mailroom.running(host=mailroom.FAR, tls_context=trusted, require_starttls=True) as room:
        assert send(room.url) is None
    assert len(room.taken) == 1


def test_another_machine_that_cannot_encrypt_gets_nothing() -> None:
    with mailroom.running(host=mailroom.FAR) as room:
        assert send(room.url) == "mail_unencrypted"
    assert room.tries == 0


def test_a_certificate_that_nobody_vouches_for_gets_nothing(tmp_path: Path) -> None:
    context, _ = mailroom.tls(tmp_path)
    with mailroom.running(host=mailroom.FAR, tls_context=context) as room:
        assert send(room.url) == "mail_unencrypted"
    assert room.tries == 0


def test_encrypted_from_the_first_byte(trusted: ssl.SSLContext) -> None:
    with mailroom.running(host=mailroom.FAR, implicit=trusted) as room:
        assert send(room.url.replace("smtp:", "smtps:")) is None
    assert len(room.taken) == 1


@pytest.mark.parametrize(("password", "code"), [(mailroom.PASSWORD, None), ("salah", "mail_sign_in_refused")])
def test_who_signs_in_is_known_to_the_server(trusted: ssl.SSLContext, password: str, code: str | None) -> None:
    options = {"tls_context": trusted, "authenticator": mailroom.who_may, "auth_required": True}
    with mailroom.running(host=mailroom.FAR, **options) as room:
        assert send(room.url.replace("//", f"//{mailroom.USER}:{password}@")) == code
    assert len(room.taken) == (code is None)


def test_a_server_that_knows_no_sign_in_does_not_get_the_password(trusted: ssl.SSLContext) -> None:
    with mailroom.running(host=mailroom.FAR, tls_context=trusted, auth_exclude_mechanism=["LOGIN", "PLAIN"]) as room:
        code = send(room.url.replace("//", f"//{mailroom.USER}:{mailroom.PASSWORD}@"))
    assert (code, room.tries) == ("mail_sign_in_refused", 0)


def test_without_a_server_nothing_is_sent() -> None:
    assert mail.send(MAIL, None) == "mail_unset"
