"""Results about SLA clocks, due moments and readings of clauses. Moments are aware and in UTC."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from engine.domain.time import working_time


@dataclass(frozen=True, slots=True, kw_only=True)
class SlaClockView:
    """One promised time of a case; ``state`` is running, stopped, replaced or cancelled, ``sla_state`` as for tasks.

    ``amount`` and ``unit`` are what was promised, counted by ``calendar_kind`` (kalender: elapsed, kerja: working time
    of the agency) from ``started_at``, the moment of ``start_fact``; ``paused_at`` is set while the clock stands still.
    """

    id: str
    process_instance: str
    case_number: str
    milestone: str
    clause: str
    reading: str | None
    status: str
    meaning: str
    state: str
    sla_state: str
    started_at: datetime
    due_at: datetime | None
    warned: tuple[int, ...]
    breached_at: datetime | None
    stopped_at: datetime | None
    calendar: str
    amount: int | Decimal
    unit: str
    calendar_kind: str
    start_fact: str
    paused_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class DueExplanation:
    """How a due moment comes about: the row in force, every step of the count, the warnings.

    ``version`` is the version of the procedure that is in force when the time begins.
    ``reading`` is the id of the ambiguity that the clause leaves, and ``reading_text`` the words of the reading of it
    that is in force; both None when the clause is run as it stands. ``approximate`` tells that the clause says "kurang
    lebih"; a breach is recorded ``tolerance_minutes`` after ``due``. ``channel`` is the one that was asked or assumed.
    """

    procedure: str
    version: int
    milestone: str
    channel: str
    clause: str
    clause_text: str | None
    reading: str | None
    reading_text: str | None
    status: str
    approximate: bool
    tolerance_minutes: int
    calendar: str
    calendar_kind: str
    start: datetime
    due: datetime
    warnings: tuple[tuple[int, datetime], ...]
    steps: tuple[working_time.Step, ...]
    zone: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadingOption:
    """One way to read an ambiguous clause."""

    id: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadingView:
    """An ambiguity as it stands in an agency.

    ``in_force`` is None where nobody has named a reading. Until ``is_signed``, what runs is only the shorter time or
    the safer way. ``chosen_by``, ``office``, ``sk`` and the days are those of the choice that holds, None without one.
    """

    ambiguity: str
    issue: str
    document: str
    clauses: tuple[str, ...]
    verbatim: str
    status: str
    owner: str
    in_force: str | None
    readings: tuple[ReadingOption, ...]
    is_signed: bool
    chosen_by: str | None
    office: str | None
    sk: str | None
    valid_from: date | None
    valid_to: date | None
    entered_at: datetime | None

    @property
    def words_in_force(self) -> str | None:
        """Give the words of the reading in force."""
        return next((one.text for one in self.readings if one.id == self.in_force), None)
