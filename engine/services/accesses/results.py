"""What the room of the accesses gives."""

from dataclasses import dataclass
from datetime import datetime

from engine.services.accesses.accesses import AccessView


@dataclass(frozen=True, slots=True, kw_only=True)
class UnusualView:
    """Why a reading is unusual, a reason of ``engine.domain.accesses.unusual``.

    ``count`` is the number of cases, minutes or refusals that it speaks of, ``since`` when the case was closed (aware,
    UTC); None where the reason has no such value.
    """

    reason: str
    count: int | None
    since: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundAccessView(AccessView):
    """An access to some case of ``agency``, with every reason why it is unusual; most have none."""

    case_number: str
    agency: str
    unusual: tuple[UnusualView, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReaderView:
    """How often somebody read, how many cases, and how often they were refused; ``last_at`` is aware and in UTC.

    ``reader`` is a user's id, or ``system:`` and a name; ``reader_name`` is None for a system actor.
    """

    reader: str
    reader_name: str | None
    readings: int
    cases: int
    refused: int
    last_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ListLookView:
    """One look at a list that names cases: which list, how many it named, in which role, what for, by which way.

    ``about`` tells apart lists of one kind, None where there is one; ``digest`` covers the ids that were shown.
    """

    seq: int
    at: datetime
    what: str
    about: str | None
    count: int
    digest: str
    role: str | None
    purpose: str
    via: str
