"""SLA rows: what a clause promises, as data of the bundle's decision table, and the promise counted from a moment.

A row says how much time, of which calendar, from which fact to which, and how sure we are of that reading. Policy
staff edit rows; this module refuses a row that contradicts itself and never mends one.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from engine.domain.time import units, working_calendar, working_time
from engine.errors import LindungError

MEANINGS = ("deadline", "effort", "service_duration")
STATUSES = ("verbatim", "interpreted", "conflict", "needs_policy")


class SlaRowInvalidError(LindungError):
    """A row of the SLA table is not valid. Check the named column in the procedure's SLA table.

    ``ids`` name the milestone, clause and field.
    """

    code = "sla_row_invalid"


@dataclass(frozen=True, slots=True, kw_only=True)
class SlaRow:
    """One promise.

    ``calendar`` is ``kalender`` (elapsed) or ``kerja`` (working time of the agency that runs the case);
    ``day_count`` is explained in ``working_time``; it matters to working days only. ``pause_events`` are pairs
    ``"fact:resuming_fact"``: the clock stands still from the first to the second. ``warn`` are percentages of the
    promised time. Only the meaning ``deadline`` warns and breaches; an effort or the length of a service is measured.
    ``valid_from`` and ``valid_to`` (both inclusive; None means open) are compared with the local date on which the
    clock starts. ``tolerance_minutes`` of the same calendar pass between the due moment and the breach.
    """

    milestone: str
    amount: int | Decimal
    unit: str
    calendar: str
    day_count: str
    start_event: str
    stop_event: str | None
    pause_events: tuple[str, ...]
    warn: tuple[int, ...]
    meaning: str
    approximate: bool
    status: str
    clause: str
    reading: str
    chosen_by: str | None
    valid_from: date | None
    valid_to: date | None
    tolerance_minutes: int = 0

    @classmethod
    def from_mapping(cls, data: Mapping[str, Any]) -> "SlaRow":
        """Read one result of the SLA table, or the JSON form of a row; columns that a table lacks take safe values.

        Needed are milestone, amount, unit, calendar, start_event. Left out: ``elapsed``, warn at 50 and 80 per cent,
        a deadline, not approximate, ``needs_policy``. SlaRowInvalidError for anything else, an unknown column too.
        """
        unknown = sorted(set(data) - {field.name for field in fields(cls)})
        if unknown:
            raise SlaRowInvalidError(milestone=str(data.get("milestone")), field=unknown[0])
        return _Reader(data).row()

    def to_json(self) -> dict[str, Any]:
        """Give the JSON form; ``from_mapping`` gives the same row back."""
        data = {field.name: getattr(self, field.name) for field in fields(self)}
        for name in ("valid_from", "valid_to"):
            data[name] = data[name].isoformat() if data[name] else None
        amount = self.amount if isinstance(self.amount, int) else str(self.amount)
        return data | {"amount": amount, "pause_events": list(self.pause_events), "warn": list(self.warn)}

    @property
    def is_deadline(self) -> bool:
        """Tell whether passing the due moment is a breach."""
        return self.meaning == "deadline"

    @property
    def pauses(self) -> tuple[tuple[str, str], ...]:
        """Give the pairs of pausing and resuming fact."""
        return tuple((pause, resume) for pause, _, resume in (pair.partition(":") for pair in self.pause_events))

    def is_valid_on(self, day: date) -> bool:
        """Tell whether the row is in force for a clock that starts on this local date."""
        return (self.valid_from is None or self.valid_from <= day) and (self.valid_to is None or day <= self.valid_to)


@dataclass(frozen=True, slots=True, kw_only=True)
class Promise:
    """A row counted from a start: the count with its steps, the warning moments, and when lateness begins (UTC)."""

    count: working_time.Count
    warns: tuple[tuple[int, datetime], ...]
    late_at: datetime


def rows_from(result: Any) -> tuple[SlaRow, ...]:
    """Read the value of the SLA decision: None, one context, or a list of contexts."""
    if result is None:
        return ()
    return tuple(SlaRow.from_mapping(item) for item in (result if isinstance(result, list) else [result]))


def promise(row: SlaRow, *, start: datetime, calendar: working_calendar.Calendar) -> Promise:
    """Count a row from its start in the agency's calendar, as if nothing paused it.

    Warning moments that do not lie before the due moment are left out ("langsung" has none).
    """
    count = working_time.add(
        calendar, start, amount=row.amount, unit=row.unit, calendar_kind=row.calendar, day_count=row.day_count
    )
    moments = (
        (percent, working_time.fraction(calendar, start, count.due, percent=percent, calendar_kind=row.calendar))
        for percent in row.warn
    )
    tolerated = working_time.add(
        calendar, count.due, amount=row.tolerance_minutes, unit="menit", calendar_kind=row.calendar
    )
    warns = tuple((percent, at) for percent, at in moments if at < count.due)
    return Promise(count=count, warns=warns, late_at=tolerated.due)


class _Reader:
    """Reads one mapping; each refusal names the milestone, the clause and the field."""

    def __init__(self, data: Mapping[str, Any]) -> None:
        self._data = data

    def row(self) -> SlaRow:
        row = SlaRow(
            milestone=self._text("milestone"),
            amount=self._amount(),
            unit=self._one_of("unit", tuple(units.UNITS)),
            calendar=self._one_of("calendar", units.CALENDAR_KINDS),
            day_count=self._one_of("day_count", units.DAY_COUNTS, default="elapsed"),
            start_event=self._text("start_event"),
            stop_event=self._optional("stop_event"),
            pause_events=self._pauses(),
            warn=self._warn(),
            meaning=self._one_of("meaning", MEANINGS, default="deadline"),
            approximate=self._flag("approximate"),
            status=self._one_of("status", STATUSES, default="needs_policy"),
            clause=self._optional("clause") or "",
            reading=self._optional("reading") or "",
            chosen_by=self._optional("chosen_by"),
            valid_from=self._date("valid_from"),
            valid_to=self._date("valid_to"),
            tolerance_minutes=self._whole("tolerance_minutes", self._data.get("tolerance_minutes") or 0, upto=527_040),
        )
        self._refuse_contradictions(row)
        return row

    def _refuse_contradictions(self, row: SlaRow) -> None:
        """Refuse what each column allows but the row cannot mean, before a case depends on it."""
        working_days = units.counts_days(row.unit, row.calendar)
        if row.unit in units.OF_WORK and row.calendar != "kerja":
            raise self._refusal("calendar")
        if (working_days and row.amount % 1) or not 0 <= row.amount <= 100_000:
            raise self._refusal("amount")
        if row.valid_from and row.valid_to and row.valid_to < row.valid_from:
            raise self._refusal("valid_to")

    def _refusal(self, field: str) -> SlaRowInvalidError:
        named = {name: str(self._data.get(name)) for name in ("milestone", "clause")}
        return SlaRowInvalidError(field=field, **named)

    def _text(self, field: str) -> str:
        value = self._data.get(field)
        if not isinstance(value, str) or not value.strip():
            raise self._refusal(field)
        return value.strip()

    def _optional(self, field: str) -> str | None:
        value = self._data.get(field)
        return None if value is None or value == "" else self._text(field)

    def _one_of(self, field: str, known: tuple[str, ...], *, default: str | None = None) -> str:
        value = self._data.get(field) or default
        if value not in known:
            raise self._refusal(field)
        return str(value)

    def _flag(self, field: str) -> bool:
        value = self._data.get(field)
        if value is not None and not isinstance(value, bool):
            raise self._refusal(field)
        return bool(value)

    def _number(self, field: str, value: Any) -> Decimal:
        # Through text, so that a float of JSON keeps the digits that people wrote.
        if isinstance(value, bool) or not isinstance(value, int | float | str | Decimal):
            raise self._refusal(field)
        try:
            number = Decimal(str(value))
        except ArithmeticError:
            raise self._refusal(field) from None
        if not number.is_finite():
            raise self._refusal(field)
        return number

    def _amount(self) -> int | Decimal:
        number = self._number("amount", self._data.get("amount"))
        return int(number) if number % 1 == 0 else number

    def _whole(self, field: str, value: Any, *, upto: int) -> int:
        number = self._number(field, value)
        if number % 1 or not 0 <= number <= upto:
            raise self._refusal(field)
        return int(number)

    def _list(self, field: str, *, default: list[Any]) -> list[Any]:
        """Give a column that holds one value or a list of them; a table cell with one value needs no brackets."""
        value = self._data.get(field)
        if value is None:
            return default
        return list(value) if isinstance(value, list | tuple) else [value]

    def _warn(self) -> tuple[int, ...]:
        # 0 per cent is the start and 100 the breach; neither is a warning.
        percents = {self._whole("warn", value, upto=99) for value in self._list("warn", default=[50, 80])}
        return tuple(sorted(percents - {0}))

    def _pauses(self) -> tuple[str, ...]:
        pairs = tuple(self._list("pause_events", default=[]))
        for pair in pairs:
            if not isinstance(pair, str) or pair.count(":") != 1 or not all(pair.split(":")):
                raise self._refusal("pause_events")
        return pairs

    def _date(self, field: str) -> date | None:
        value = self._data.get(field)
        if value is None or value == "":
            return None
        try:
            return date.fromisoformat(str(value))
        except ValueError:
            raise self._refusal(field) from None
