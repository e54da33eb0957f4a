"""The one place where time is read: everything else is given a moment."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Protocol


class Clock(Protocol):
    """Tells the present moment, aware and in UTC."""

    def now(self) -> datetime:
        """Give the present moment in UTC."""
        ...


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        """Give the present moment in UTC, cut to microseconds as the store keeps it."""
        return datetime.now(UTC)  # noqa: TID251 - this is the one reading that the ban points to


@dataclass
class FixedClock:
    """A clock that stands still until it is moved: tests, replay and simulation."""

    moment: datetime

    def __post_init__(self) -> None:
        """Refuse a naive moment: it would mean whatever zone the machine is in."""
        if self.moment.tzinfo is None:
            raise ValueError("a clock needs an aware moment")

    def now(self) -> datetime:
        """Give the moment that was set, in UTC."""
        return self.moment.astimezone(UTC)

    def advance(self, by: timedelta) -> datetime:
        """Move the clock forward and give the new moment in UTC."""
        self.moment = self.moment + by
        return self.now()
