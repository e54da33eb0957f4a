"""Results about users and agencies."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedIn:
    """A session that was opened; ``token`` is shown once and stored as a digest. ``language`` is the user's choice."""

    token: str
    user_id: str
    expires_at: datetime
    language: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class UserView:
    """A user; ``roles`` are (agency code, role key) pairs; ``introduced`` tells that the first day's hint was read."""

    id: str
    username: str
    display_name: str
    active: bool
    roles: tuple[tuple[str, str], ...]
    introduced: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class AgencyView:
    """An agency; ``zone`` is an IANA name; ``data`` its facts as in its file."""

    code: str
    name: str
    zone: str
    calendar: str
    data: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoUser:
    """A demo user who was just made; the password is shown once."""

    username: str
    display_name: str
    agency: str
    role: str
    password: str
