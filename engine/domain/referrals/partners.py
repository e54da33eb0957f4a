"""Recipients outside the installation, ``workflows/partners/<code>.toml``: who they are and how they are reached.

What a source does not say is left out: a partner without ``webhook`` gets the letter on paper, and an officer records
its answer.
"""

import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from engine.errors import LindungError

_CODE = re.compile(r"[a-z][a-z0-9_]{0,79}")
_KNOWN = {"code", "name", "type", "address", "phone", "webhook", "source"}
_LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})
_PORTS = range(1, 65536)


class PartnerInvalidError(LindungError):
    """The partner's file is not valid. Check the named part.

    ``key`` names what is missing, unknown or unsafe.
    """

    code = "partner_invalid"


@dataclass(frozen=True, slots=True, kw_only=True)
class Partner:
    """A recipient. ``type`` is a kind of ``data_minimum.toml``; ``source`` says where its name and part come from.

    ``webhook`` is https, or http on this machine alone; None means that letters go on paper.
    """

    code: str
    name: str
    type: str
    source: str
    address: str | None
    phone: str | None
    webhook: str | None


def parse(data: bytes) -> Partner:
    """Read a partner's file; PartnerInvalidError when it is not one."""
    try:
        raw = tomllib.loads(data.decode())
    except ValueError:  # covers both a wrong encoding and a TOML error
        raise PartnerInvalidError(key="toml") from None
    unknown = sorted(set(raw) - _KNOWN)
    if unknown:
        raise PartnerInvalidError(key=unknown[0])
    code = _text(raw, "code")
    if not _CODE.fullmatch(code):
        raise PartnerInvalidError(key="code")
    return Partner(
        code=code,
        name=_text(raw, "name"),
        type=_text(raw, "type"),
        source=_text(raw, "source"),
        address=_text(raw, "address") if "address" in raw else None,
        phone=_text(raw, "phone") if "phone" in raw else None,
        webhook=_webhook(_text(raw, "webhook")) if "webhook" in raw else None,
    )


def by_code(files: Iterable[bytes]) -> dict[str, Partner]:
    """Read all partners by code; PartnerInvalidError for a bad file or a code that two of them claim."""
    found: dict[str, Partner] = {}
    for data in files:
        partner = parse(data)
        if partner.code in found:
            raise PartnerInvalidError(key="code", partner=partner.code)
        found[partner.code] = partner
    return found


def _text(raw: dict[str, Any], key: str) -> str:
    value = raw.get(key)
    if not isinstance(value, str) or not value.strip() or not value.isprintable():
        raise PartnerInvalidError(key=key)
    return value


def _webhook(url: str) -> str:
    """Give the address back when data about a person may go there: encrypted, or not beyond this machine."""
    try:
        parts = urlsplit(url)
        safe = parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in _LOOPBACK)
        sound = bool(parts.hostname) and url.isascii() and not parts.username and (parts.port or 443) in _PORTS
    except ValueError:  # a port that is no number, a bracket that is never closed
        raise PartnerInvalidError(key="webhook") from None
    if not safe or not sound or parts.fragment or " " in url:
        raise PartnerInvalidError(key="webhook")
    return url
