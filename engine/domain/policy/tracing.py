"""From a procedure's text to its model and back: every clause has a home, and nothing is there without a source.

A place is whatever can rest on a clause: an element of a diagram, a row of a table, a letter, a channel, a fact about
an agency, a form. The matrix knows nothing of files; who reads them gives the places.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from engine.domain.policy import clauses


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Something that may rest on clauses.

    ``kind`` is element, sla, decision, letter, channel, agency or form. ``basis`` is what else it rests on (T, L or P;
    C repeats that a clause says it). ``needs_source`` says that it may not stand without either.
    """

    kind: str
    file: str
    id: str
    name: str
    clauses: tuple[str, ...]
    basis: str | None = None
    needs_source: bool = False

    @property
    def has_source(self) -> bool:
        """Tell whether it names a clause, or what else it rests on."""
        return bool(self.clauses) or self.basis not in {None, "C"}


@dataclass(frozen=True)
class Matrix:
    """The clauses of some documents, and every place that may rest on one of them."""

    documents: tuple[clauses.ClauseDocument, ...]
    places: tuple[Place, ...]

    @cached_property
    def clauses(self) -> Mapping[str, clauses.Clause]:
        """Give all clauses by id, in the order of the documents."""
        return {name: clause for document in self.documents for name, clause in document.clauses.items()}

    @cached_property
    def homes(self) -> Mapping[str, tuple[Place, ...]]:
        """Give for every clause the places that rest on it; empty for one without a home."""
        return {name: tuple(place for place in self.places if name in place.clauses) for name in self.clauses}

    @property
    def homeless(self) -> tuple[str, ...]:
        """Give the clauses that nothing rests on: what the text says and the model does not do."""
        return tuple(name for name, found in self.homes.items() if not found)

    @property
    def sourceless(self) -> tuple[Place, ...]:
        """Give the places that rest on nothing: what the model does and nobody said."""
        return tuple(place for place in self.places if place.needs_source and not place.has_source)

    @property
    def is_whole(self) -> bool:
        """Tell whether the text and the model meet everywhere."""
        return not self.homeless and not self.sourceless


def matrix(documents: Iterable[clauses.ClauseDocument], places: Iterable[Place]) -> Matrix:
    """Give the matrix; a clause of another document that a place names is left out of it."""
    read = tuple(documents)
    known = {name for document in read for name in document.clauses}
    within = (replace(place, clauses=tuple(name for name in place.clauses if name in known)) for place in places)
    return Matrix(documents=read, places=tuple(within))


def words(text: str) -> tuple[str, ...]:
    """Give the ids in a text that separates them by blanks or commas."""
    return tuple(text.replace(",", " ").split())
