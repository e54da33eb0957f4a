"""Settings by name: the mail server, whose password is never repeated, and the bounds of a step."""

import pytest

from engine.settings import MailServer, Settings

SENDER = "lindung@uptd.example"


@pytest.mark.parametrize(
    ("url", "host", "port", "encryption"),
    [
        ("smtp://surel.example", "surel.example", 587, "starttls"),
        ("smtp://surel.example:2525", "surel.example", 2525, "starttls"),
        ("smtps://surel.example", "surel.example", 465, "implicit"),
        ("smtp://127.0.0.1:25", "127.0.0.1", 25, "none"),
        ("smtp://localhost", "localhost", 587, "none"),
        ("smtp://[::1]:25", "::1", 25, "none"),
        ("smtps://127.0.0.1", "127.0.0.1", 465, "implicit"),
    ],
)
def test_the_url_says_where_and_how(url: str, host: str, port: int, encryption: str) -> None:
    found = MailServer.parse(url, sender=SENDER)

    assert (found.host, found.port, found.encryption, found.user, found.password) == (
        host,
        port,
        encryption,
        None,
        None,
    )


def test_user_and_password_may_hold_any_sign() -> None:
    found = MailServer.parse("smtp://a%40b:p%3A%2F%20w@surel.example", sender=SENDER)

    assert (found.user, found.password) == ("a@b", "p:/ w")
    assert "p:/ w" not in repr(found)


@pytest.mark.parametrize(
    ("url", "sender"),
    [
        ("http://u:kenari@surel.example", SENDER),
        ("smtp://", SENDER),
        ("surel.example", SENDER),
        ("smtp://u:kenari@surel.example:x", SENDER),
        ("smtp://u:kenari@[surel", SENDER),
        ("smtp://u:kenari@surel.example", ""),
    ],
)
def test_what_cannot_be_understood_is_refused_without_repeating_it(url: str, sender: str) -> None:
    with pytest.raises(ValueError, match="LINDUNG_SMTP_URL") as refusal:
        MailServer.parse(url, sender=sender)

    assert "kenari" not in f"{refusal.value}{refusal.value.__cause__}"


def test_without_the_name_no_mail_is_sent() -> None:
    assert Settings.from_environment({}).mail is None
    assert Settings.from_environment({"LINDUNG_SMTP_URL": "", "LINDUNG_MAIL_FROM": SENDER}).mail is None


def test_the_bounds_of_a_step_have_defaults_and_names() -> None:
    usual = Settings.from_environment({})
    other = Settings.from_environment({"LINDUNG_MOST_INSTANCES": "7", "LINDUNG_STEP_SECONDS": "0.5"})

    assert (usual.most_instances, usual.step_seconds) == (100, 5.0)
    assert (other.most_instances, other.step_seconds) == (7, 0.5)


@pytest.mark.parametrize("name", ["LINDUNG_MOST_INSTANCES", "LINDUNG_STEP_SECONDS"])
def test_a_bound_that_is_no_number_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match="banyak"):
        Settings.from_environment({name: "banyak"})
