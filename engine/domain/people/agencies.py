"""An agency's profile, ``workflows/agencies/<code>.toml``, and the working calendar made from it.

What a source does not say is left out, not invented: such a field is None or empty. Holidays come from the national
year files and the agency's own list; the calendar's version is a digest of everything that it was made from.
"""

import functools
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, time
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from engine.domain.time.working_calendar import Calendar, Holiday, Windows, version_of
from engine.errors import LindungError

WEEKDAYS = ("senin", "selasa", "rabu", "kamis", "jumat", "sabtu", "minggu")
# A source may be silent about these; whoever prints them must live with None.
_OPTIONAL = ("sk", "address", "phone", "website", "fee", "letterhead", "place")
_KNOWN = {
    "code",
    "name",
    "level",
    "zone",
    "case_prefix",
    "hours",
    "cuti_bersama_is_working",
    "role_labels",
    "regional_holidays",
    "public_report",
    "sources",
    *_OPTIONAL,
}


class AgencyInvalidError(LindungError):
    """The agency or calendar file is not valid. Check the named part.

    ``ids`` name the key that is missing, unknown or wrong.
    """

    code = "agency_invalid"


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicReport:
    """By which channel of which procedure a report that comes over the public page begins."""

    procedure: str
    channel: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Agency:
    """The profile.

    ``level`` is kabupaten, kota, provinsi or pusat; ``hours`` the opening windows by weekday (0 Monday) in the zone;
    ``case_prefix`` opens its case numbers; ``letterhead`` are the lines above its name in a letter, ``place`` is where
    its letters are written; ``role_labels`` are its own words for roles; ``public_report`` says where reports of the
    public begin, None: it takes none; ``sources`` say for a key which clause it rests on. Elsewhere None means that no
    source states it: a decree's number (``sk``) may be empty in the text.
    """

    code: str
    name: str
    level: str
    zone: ZoneInfo
    case_prefix: str
    sk: str | None
    hours: Mapping[int, Windows]
    cuti_bersama_is_working: bool
    address: str | None
    phone: str | None
    website: str | None
    fee: str | None
    letterhead: str | None
    place: str | None
    role_labels: Mapping[str, str]
    regional_holidays: Mapping[date, Holiday]
    public_report: PublicReport | None
    sources: Mapping[str, str]


@functools.lru_cache(maxsize=64)
def parse(data: bytes) -> Agency:
    """Read an agency file, once while it stays the same; AgencyInvalidError when it is not one."""
    raw = _toml(data)
    unknown = sorted(set(raw) - _KNOWN)
    if unknown:
        raise AgencyInvalidError(key=unknown[0])
    working = raw.get("cuti_bersama_is_working")
    if not isinstance(working, bool):  # no default: somebody has to choose
        raise AgencyInvalidError(key="cuti_bersama_is_working")
    return Agency(
        code=_text(raw, "code"),
        name=_text(raw, "name"),
        level=_text(raw, "level"),
        zone=_zone(raw),
        case_prefix=_text(raw, "case_prefix"),
        hours=_hours(raw.get("hours")),
        cuti_bersama_is_working=working,
        role_labels=_labels(raw, "role_labels"),
        regional_holidays=_holidays(raw.get("regional_holidays", []), kinds={"libur_daerah"}),
        public_report=_public_report(raw.get("public_report")),
        sources=_labels(raw, "sources"),
        **{key: _text(raw, key) if key in raw else None for key in _OPTIONAL},
    )


def national(files: Iterable[bytes]) -> dict[date, Holiday]:
    """Read the national year files (``workflows/calendars/*.toml``); AgencyInvalidError for a bad or double day."""
    found: dict[date, Holiday] = {}
    for data in files:
        rows = _year(data)
        if found.keys() & rows.keys():
            raise AgencyInvalidError(key="holidays")
        found |= rows
    return found


@functools.lru_cache(maxsize=64)
def _year(data: bytes) -> Mapping[date, Holiday]:
    return _holidays(_toml(data).get("holidays"), kinds={"libur_nasional", "cuti_bersama"})


def calendar(agency: Agency, national: Mapping[date, Holiday]) -> Calendar:
    """Give the agency's working calendar; equal inputs give the same version, any change another."""
    unversioned = Calendar(
        agency=agency.code,
        version="",
        zone=agency.zone,
        hours=agency.hours,
        holidays={**agency.regional_holidays, **national},  # the decree's name goes before the agency's own
        cuti_bersama_is_working=agency.cuti_bersama_is_working,
    ).to_json()
    return Calendar.from_json({**unversioned, "version": version_of(unversioned)})


def _toml(data: bytes) -> dict[str, Any]:
    try:
        return tomllib.loads(data.decode())
    except ValueError:  # covers both a wrong encoding and a TOML error
        raise AgencyInvalidError(key="toml") from None


def _text(raw: Mapping[str, Any], key: str) -> str:
    value = raw.get(key)
    if not isinstance(value, str) or not value.strip():
        raise AgencyInvalidError(key=key)
    return value.strip()


def _zone(raw: Mapping[str, Any]) -> ZoneInfo:
    try:
        return ZoneInfo(_text(raw, "zone"))
    except (ZoneInfoNotFoundError, ValueError):
        raise AgencyInvalidError(key="zone") from None


def _hours(raw: Any) -> dict[int, Windows]:
    """Read the opening windows by Indonesian day name; a day that is not named is closed."""
    if not isinstance(raw, dict) or not raw or set(raw) - set(WEEKDAYS):
        raise AgencyInvalidError(key="hours")
    return {WEEKDAYS.index(day): tuple(_window(text) for text in texts) for day, texts in raw.items()}


def _window(text: str) -> tuple[time, time]:
    """Read "08.00-16.00"; a closing time of 24.00 is midnight."""
    try:
        opens, closes = (edge.strip().replace(".", ":") for edge in text.split("-"))
        return time.fromisoformat(opens), time.fromisoformat("00:00" if closes == "24:00" else closes)
    except ValueError:
        raise AgencyInvalidError(key="hours") from None


def _labels(raw: Mapping[str, Any], key: str) -> dict[str, str]:
    labels = raw.get(key, {})
    if not isinstance(labels, dict):
        raise AgencyInvalidError(key=key)
    return {name: _text(labels, name) for name in labels}


def _public_report(row: Any) -> PublicReport | None:
    if row is None:
        return None
    if not isinstance(row, dict) or set(row) != {"procedure", "channel"}:
        raise AgencyInvalidError(key="public_report")
    return PublicReport(procedure=_text(row, "procedure"), channel=_text(row, "channel"))


def _holidays(rows: Any, *, kinds: set[str]) -> dict[date, Holiday]:
    """Read rows of date, name, kind and source, and ``perkiraan`` for a date not fixed yet; every one must be sound."""
    if not isinstance(rows, list):
        raise AgencyInvalidError(key="holidays")
    found: dict[date, Holiday] = {}
    for row in rows:
        day, kind, estimated = row.get("date"), row.get("kind"), row.get("perkiraan", False)
        # A TOML date-time is a date too in Python's eyes; a holiday is a whole day.
        if type(day) is not date or day in found or kind not in kinds or not isinstance(estimated, bool):
            raise AgencyInvalidError(key="holidays", date=str(day))
        found[day] = Holiday(name=_text(row, "name"), kind=kind, source=_text(row, "source"), estimated=estimated)
    return found
