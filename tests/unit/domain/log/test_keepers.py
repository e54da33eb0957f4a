"""Keepers are read from three settings, and what cannot be meant is refused before anything starts."""

import pytest

from engine.domain.log.keepers import Keepers, KeepersInvalidError
from engine.domain.log.signed_note import KeyTextInvalidError
from tests.unit.domain.log.test_signed_note import LOG, WITNESS


def test_nobody_keeps_anything_unless_set() -> None:
    assert Keepers.parse(mail="", witnesses="", witnessed="") == Keepers()


def test_addresses_witnesses_and_logs_are_read() -> None:
    found = Keepers.parse(
        mail="inspektorat@kota.example  dinas@kota.example",
        witnesses=f"{WITNESS.vkey},https://tetangga.example/api/v1/log/witness/",
        witnessed=LOG.vkey,
    )

    assert found.addresses == ("inspektorat@kota.example", "dinas@kota.example")
    assert [(one.key, one.url) for one in found.witnesses] == [(WITNESS, "https://tetangga.example/api/v1/log/witness")]
    assert (found.log(LOG.name), found.log("lain.example")) == (LOG, None)


@pytest.mark.parametrize("mail", ["inspektorat", "@kota.example", "a@b@c", "a@"])
def test_what_is_no_address_is_refused(mail: str) -> None:
    with pytest.raises(KeepersInvalidError):
        Keepers.parse(mail=mail, witnesses="", witnessed="")


@pytest.mark.parametrize("url", ["http://tetangga.example", "ftp://127.0.0.1", ""])
def test_a_witness_is_asked_in_secret_or_on_this_machine(url: str) -> None:
    with pytest.raises(KeepersInvalidError):
        Keepers.parse(mail="", witnesses=f"{WITNESS.vkey},{url}", witnessed="")
    assert Keepers.parse(mail="", witnesses=f"{WITNESS.vkey},http://127.0.0.1:1", witnessed="").witnesses


def test_keys_of_the_other_kind_are_refused() -> None:
    with pytest.raises(KeepersInvalidError):
        Keepers.parse(mail="", witnesses="", witnessed=WITNESS.vkey)
    with pytest.raises(KeepersInvalidError):
        Keepers.parse(mail="", witnesses=f"{LOG.vkey},https://tetangga.example", witnessed="")
    with pytest.raises(KeyTextInvalidError):
        Keepers.parse(mail="", witnesses="", witnessed="bukan kunci")
