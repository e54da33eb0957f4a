"""The smallest valid calendars, rows and moments for tests of time."""

from collections.abc import Mapping
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from engine.domain.time import sla_rows
from engine.domain.time.working_calendar import Calendar, Holiday

WIB, WITA, WIT = ZoneInfo("Asia/Jakarta"), ZoneInfo("Asia/Makassar"), ZoneInfo("Asia/Jayapura")
OFFICE = {day: ((time(8), time(16)),) for day in range(5)}
SKB_2026 = {
    date(2026, 3, 18): ("Hari Suci Nyepi", "cuti_bersama"),
    date(2026, 3, 19): ("Hari Suci Nyepi", "libur_nasional"),
    date(2026, 3, 20): ("Idul Fitri", "cuti_bersama"),
    date(2026, 3, 21): ("Idul Fitri", "libur_nasional"),
    date(2026, 3, 22): ("Idul Fitri", "libur_nasional"),
    date(2026, 3, 23): ("Idul Fitri", "cuti_bersama"),
    date(2026, 3, 24): ("Idul Fitri", "cuti_bersama"),
    date(2026, 5, 14): ("Kenaikan Yesus Kristus", "libur_nasional"),
    date(2026, 5, 15): ("Kenaikan Yesus Kristus", "cuti_bersama"),
    date(2027, 1, 1): ("Tahun Baru Masehi", "libur_nasional"),
}


def calendar(**changes: Any) -> Calendar:
    """Give an office open Monday to Friday 08.00 to 16.00 WIB with the holidays of March and May 2026."""
    holidays = {day: Holiday(name=name, kind=kind, source="SKB") for day, (name, kind) in SKB_2026.items()}
    values: dict[str, Any] = {
        "agency": "ttg",
        "version": "v1",
        "zone": WIB,
        "hours": OFFICE,
        "holidays": holidays,
        "cuti_bersama_is_working": False,
    }
    return Calendar(**(values | changes))


def at(text: str, *, zone: ZoneInfo = WIB) -> datetime:
    """Give a local moment, such as "2026-11-20 15:00"."""
    return datetime.fromisoformat(text).replace(tzinfo=zone)


def row(**changes: Any) -> sla_rows.SlaRow:
    """Give a verbatim promise of 72 elapsed hours for the first service."""
    return sla_rows.SlaRow.from_mapping(raw(**changes))


def raw(**changes: Any) -> Mapping[str, Any]:
    """Give what the SLA table answers for such a promise."""
    return {
        "milestone": "layanan_pertama",
        "amount": 72,
        "unit": "jam",
        "calendar": "kalender",
        "start_event": "laporan_diterima",
        "status": "verbatim",
        "clause": "TTG-PM-WKT-03",
    } | changes
