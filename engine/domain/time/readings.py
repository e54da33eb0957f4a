"""Readings of ambiguous clauses: which one holds in an agency at a moment, and who chose it.

A clause file says what runs until somebody signs. A choice is a dated row beside it: it changes no file and no code,
and the newest one that holds goes before all others.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from engine.domain.policy import clauses


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """A policy officer's choice among the readings of one ambiguity.

    ``agency`` is None where it holds in every agency that runs the procedure. ``chosen_by`` and ``office`` are the
    person who signed and their office, ``sk`` the number of the decree or note. ``valid_from`` and ``valid_to`` are
    whole days in the agency's zone, both inclusive; None means open. ``entered_by`` is the user who typed it in.
    """

    id: str
    procedure: str
    agency: str | None
    ambiguity: str
    reading: str
    chosen_by: str
    office: str
    sk: str
    valid_from: date
    valid_to: date | None
    entered_by: str
    entered_at: datetime

    def holds_on(self, day: date) -> bool:
        """Tell whether the choice holds on a local day."""
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)

    def edges(self, zone: tzinfo) -> Iterator[tuple[str, datetime]]:
        """Give when it begins to hold and when it ends, in UTC; no end where it is open."""
        yield "begins", midnight(self.valid_from, zone)
        if self.valid_to is not None:
            yield "ends", midnight(self.valid_to + timedelta(days=1), zone)


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """An ambiguity as it stands: the reading in force, None where the file names none, and the choice behind it."""

    document: clauses.ClauseDocument
    ambiguity: clauses.Ambiguity
    reading: clauses.Reading | None
    choice: Choice | None

    @property
    def is_signed(self) -> bool:
        """Tell whether a person in office answers for the reading; until then it is only the safer one."""
        return self.choice is not None or self.ambiguity.chosen_by is not None

    @property
    def verbatim(self) -> str:
        """Give the words in doubt; the clauses' own where the file does not single some out."""
        named = [self.document.clauses[one].text for one in self.ambiguity.clauses if one in self.document.clauses]
        return self.ambiguity.verbatim or " … ".join(named)


def midnight(day: date, zone: tzinfo) -> datetime:
    """Give the first moment of a local day, in UTC."""
    return datetime.combine(day, time(), tzinfo=zone).astimezone(UTC)


def standings(
    documents: Iterable[clauses.ClauseDocument], choices: Iterable[Choice], *, agency: str, day: date
) -> dict[str, Standing]:
    """Give every ambiguity of the documents as it stands in an agency on a local day, by id.

    ``choices`` are those of the procedure, of any agency, in the order of their entry. One of the agency itself goes
    before one for all; of equals the last entered. A choice of a reading that the documents do not hold is passed over.
    """
    deciding: dict[str, Choice] = {}
    holding = [one for one in choices if one.agency in {None, agency} and one.holds_on(day)]
    for choice in sorted(holding, key=lambda one: one.agency is not None):
        deciding[choice.ambiguity] = choice
    return {
        ambiguity.id: _standing(document, ambiguity, deciding.get(ambiguity.id))
        for document in documents
        for ambiguity in document.ambiguities.values()
    }


def in_force(found: Mapping[str, Standing]) -> dict[str, str]:
    """Give the value of the variable: reading by ambiguity, sorted; an ambiguity without any reading is left out."""
    return {name: one.reading.id for name, one in sorted(found.items()) if one.reading is not None}


def _standing(document: clauses.ClauseDocument, ambiguity: clauses.Ambiguity, choice: Choice | None) -> Standing:
    chosen = next((one for one in ambiguity.readings if choice is not None and one.id == choice.reading), None)
    if chosen is not None:
        return Standing(document=document, ambiguity=ambiguity, reading=chosen, choice=choice)
    usual = next((one for one in ambiguity.readings if one.in_force), None)
    return Standing(document=document, ambiguity=ambiguity, reading=usual, choice=None)
