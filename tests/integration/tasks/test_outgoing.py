"""The way out: a real server that takes, fails, hangs, drips, breaks off or points elsewhere."""

import socket

import pytest

from engine.services.referrals.webhook import Request
from tasks import outgoing
from tests.support.servers import receiver

SOON = 0.3


def post(url: str | None) -> str | None:
    """Send a small request and give why it failed."""
    return outgoing.post(Request(url=url, headers={"Idempotency-Key": "k-1"}, body=b'{"a":1}'), seconds=SOON)


def test_what_is_taken_arrives_whole() -> None:
    with receiver.running() as partner:
        assert post(partner.url) is None

    (taken,) = partner.taken
    assert (taken.path, taken.json, taken.headers["Idempotency-Key"]) == ("/rujukan?dari=lindung", {"a": 1}, "k-1")


@pytest.mark.parametrize(
    ("manner", "code"),
    [
        (receiver.FAILS, "webhook_refused"),
        (receiver.REDIRECTS, "webhook_redirected"),
        (receiver.HANGS, "webhook_unreachable"),
        (receiver.DRIPS, "webhook_unreachable"),
        (receiver.BREAKS, "webhook_unreachable"),
    ],
)
def test_what_goes_wrong_has_a_code_and_an_end(manner: str, code: str) -> None:
    with receiver.running(manner) as partner:
        assert post(partner.url) == code
    assert len(partner.taken) == 1  # a redirection was not followed


def test_nobody_at_the_address() -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]

    assert post(f"http://127.0.0.1:{port}") == "webhook_unreachable"


def test_a_server_without_encryption_does_not_get_what_asks_for_it() -> None:
    with receiver.running() as partner:
        assert post(partner.url.replace("http:", "https:")) == "webhook_unreachable"
    assert partner.taken == []


def test_a_partner_that_is_gone_has_no_address() -> None:
    assert post(None) == "webhook_unknown"
