"""Partners outside: what their files may say, above all where data about a person may be sent."""

from typing import Any

import pytest

from engine.domain.referrals import partners, referrals
from engine.domain.referrals.partners import PartnerInvalidError
from tests.support.house import sources

WORKFLOWS = sources.ROOT / "workflows"
FILE = 'code = "polres"\nname = "Polres Contoh"\ntype = "kepolisian"\nsource = "Uji"\n'


def test_a_partner_is_known_by_what_its_file_says_and_no_more() -> None:
    found = partners.parse(FILE.encode())

    assert (found.code, found.name, found.type, found.source) == ("polres", "Polres Contoh", "kepolisian", "Uji")
    assert (found.address, found.phone, found.webhook) == (None, None, None)


def test_a_file_may_say_how_the_partner_is_reached() -> None:
    text = FILE + 'address = "Jalan Contoh 1"\nphone = "000"\nwebhook = "https://contoh.test:8443/a?b=c"\n'

    found = partners.parse(text.encode())

    assert (found.address, found.phone) == ("Jalan Contoh 1", "000")
    assert found.webhook == "https://contoh.test:8443/a?b=c"


@pytest.mark.parametrize("url", ["http://127.0.0.1:9000/x", "http://localhost/", "http://[::1]:80/"])
def test_this_machine_needs_no_encryption(url: str) -> None:
    assert partners.parse(f'{FILE}webhook = "{url}"'.encode()).webhook == url


@pytest.mark.parametrize(
    "url",
    [
        "http://contoh.test/",
        "http://127.0.0.1.contoh.test/",
        "ftp://127.0.0.1/",
        "file:///etc/hosts",
        "https:///x",
        "https://nama:sandi@contoh.test/",
        "https://contoh.test/#a",
        "https://contoh.test/a b",
        "https://contoh.test:99999/",
        "https://contoh.test:x/",
        "https://[::1/",
        "https://contoh.tést/",
        "contoh.test",
    ],
)
def test_an_unsafe_address_is_refused(url: str) -> None:
    with pytest.raises(PartnerInvalidError) as refused:
        partners.parse(f'{FILE}webhook = "{url}"'.encode())

    assert refused.value.ids["key"] == "webhook"


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("code = ", "toml"),
        (FILE + 'telp = "1"', "telp"),
        (FILE.replace("polres", "Polres Jember"), "code"),
        (FILE.replace('name = "Polres Contoh"', ""), "name"),
        (FILE.replace('"Uji"', '" "'), "source"),
        (FILE.replace('"kepolisian"', "7"), "type"),
    ],
)
def test_a_wrong_file_names_what_is_wrong(text: str, key: str) -> None:
    with pytest.raises(PartnerInvalidError) as refused:
        partners.parse(text.encode())

    assert refused.value.ids["key"] == key


def test_two_partners_cannot_share_a_code() -> None:
    with pytest.raises(PartnerInvalidError):
        partners.by_code([FILE.encode(), FILE.replace("Contoh", "Lain").encode()])


def test_every_shipped_partner_has_data_rules_and_its_file_is_named_by_its_code() -> None:
    files = sorted((WORKFLOWS / "partners").glob("*.toml"))
    shipped = partners.by_code(path.read_bytes() for path in files)
    minimum = referrals.parse((WORKFLOWS / "shared" / "data_minimum.toml").read_bytes())
    ruled: dict[str, Any] = {row.type: row for row in minimum.rows}

    assert list(shipped) == [path.stem for path in files]
    assert {partner.type for partner in shipped.values()} <= set(ruled)
    assert [partner.code for partner in shipped.values() if partner.webhook] == []  # nobody has agreed to one yet
