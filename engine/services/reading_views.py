"""Readings of ambiguous clauses as callers see them."""

from dataclasses import dataclass
from datetime import date, datetime


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
