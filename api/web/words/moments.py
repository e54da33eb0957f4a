"""Moments and lengths of time as an officer says them: in the agency's zone, in whole words."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from api.web.words.language import count, mark, say
from engine.domain.letters import indonesian


def moment(at: datetime | None, zone: str) -> str:
    """Say a moment in full, such as ``Selasa, 17 Maret 2026 pukul 10.00 WIB``; a dash for None."""
    if at is None:
        return "–"
    local = at.astimezone(ZoneInfo(zone))
    named = {"weekday": say(indonesian.DAYS[local.weekday()]), "day": day(local.date()), "time": _time(local)}
    return say("%(weekday)s, %(day)s pukul %(time)s %(zone)s", zone=indonesian.zone_name(local), **named)


def day(on: date) -> str:
    """Say a day, such as ``17 Maret 2026``."""
    return f"{on.day} {say(indonesian.MONTHS[on.month - 1])} {on.year}"


def month(text: str) -> str:
    """Say a month that is given as ``2026-03``, such as ``Maret 2026``."""
    year, _, number = text.partition("-")
    return f"{say(indonesian.MONTHS[int(number) - 1])} {year}"


def brief(at: datetime | None, zone: str) -> str:
    """Say a moment for a table, such as ``17 Mar 2026 10.00 WIB``; a dash for None."""
    if at is None:
        return "–"
    local = at.astimezone(ZoneInfo(zone))
    month = say(indonesian.MONTHS[local.month - 1])[:3]
    return f"{local.day} {month} {local.year} {_time(local)} {indonesian.zone_name(local)}"


def field_value(at: datetime, zone: str) -> str:
    """Give a moment as the value of a ``datetime-local`` field, in the zone's own time."""
    return f"{at.astimezone(ZoneInfo(zone)):%Y-%m-%dT%H:%M}"


def from_field(text: str, zone: str) -> datetime | None:
    """Read a ``datetime-local`` field in the zone's own time; None when it is no date and time."""
    try:
        local = datetime.fromisoformat(text)
    except ValueError:
        return None
    return local.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC) if 1970 < local.year < 2200 else None


def iso(at: datetime) -> str:
    """Give a moment for a ``time`` element's ``datetime`` attribute."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def span(length: timedelta) -> str:
    """Say a length of time by its two largest units, such as ``2 hari 3 jam``; less than a minute is said so."""
    minutes = int(abs(length).total_seconds() // 60)
    days, rest = divmod(minutes, 24 * 60)
    parts = ((days, mark("%(n)s hari")), (rest // 60, mark("%(n)s jam")), (rest % 60, mark("%(n)s menit")))
    said = [count(unit, amount) for amount, unit in parts if amount][:2]
    return " ".join(said) if said else say("kurang dari 1 menit")


def due(due_at: datetime | None, sla_state: str, now: datetime) -> str:
    """Say how a promised time stands; the page draws a shape beside it (■ late, ▲ soon, ● in time)."""
    if due_at is None:
        return say("Tanpa batas waktu")
    if due_at < now:
        return say("Terlambat %(span)s", span=span(now - due_at))
    if sla_state == "warning":
        return say("Segera, sisa %(span)s", span=span(due_at - now))
    return say("Sisa %(span)s", span=span(due_at - now))


def zone_name(at: datetime, zone: str) -> str:
    """Name a zone as Indonesians do, such as ``WIB``."""
    return indonesian.zone_name(at.astimezone(ZoneInfo(zone)))


def clock_time(at: datetime, zone: str) -> str:
    """Say the time of day of a moment, such as ``10.00``."""
    return _time(at.astimezone(ZoneInfo(zone)))


def _time(local: datetime) -> str:
    """Say the time of day, such as ``10.00``."""
    return say("%(hour)s.%(minute)s", hour=f"{local:%H}", minute=f"{local:%M}")
