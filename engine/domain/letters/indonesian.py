"""Days, moments and numbers as Indonesians write them, in pages and in letters alike."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

DAYS = ("Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu")
MONTHS = (
    "Januari", "Februari", "Maret", "April", "Mei", "Juni",
    "Juli", "Agustus", "September", "Oktober", "November", "Desember",
)  # fmt: skip
ROMAN_MONTHS = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII")
ZONES = {timedelta(hours=7): "WIB", timedelta(hours=8): "WITA", timedelta(hours=9): "WIT"}
"""Indonesia's three zones by their distance from UTC; none has summer time."""


def day(on: date) -> str:
    """Say a day, such as ``17 Maret 2026``."""
    return f"{on.day} {MONTHS[on.month - 1]} {on.year}"


def moment(at: datetime, zone: str) -> str:
    """Say a moment in full, such as ``Selasa, 17 Maret 2026 pukul 10.00 WIB``."""
    local = at.astimezone(ZoneInfo(zone))
    return f"{DAYS[local.weekday()]}, {day(local.date())} pukul {local:%H.%M} {zone_name(local)}"


def zone_name(local: datetime) -> str:
    """Name the zone of a local moment, such as ``WIB``; ``UTC`` where it is none of Indonesia's."""
    return ZONES.get(local.utcoffset() or timedelta(), "UTC")


def letter_number(count: int, *, series: str, agency: str, on: date) -> str:
    """Write a register's number, such as ``007/TTP/TTG/XI/2026``."""
    return f"{count:03d}/{series}/{agency}/{ROMAN_MONTHS[on.month - 1]}/{on.year}"
