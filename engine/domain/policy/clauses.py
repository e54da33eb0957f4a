"""A procedure's clauses: the words of the decree, verbatim, with the reading we run and the ambiguities on record.

A clause document is YAML: ``id``, ``title``, ``agency``, ``sk`` and the lists ``clauses`` and ``ambiguities``. Texts
are never mended; a reading stands beside them with its status.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

import yaml

from engine.errors import LindungError

# The same safe subset, read ten times faster where PyYAML was built with libyaml, as its wheels are.
_LOADER: type[yaml.SafeLoader] | type[yaml.CSafeLoader] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class ClausesInvalidError(LindungError):
    """The clause file is not valid. Check the named part.

    ``ids`` name where.
    """

    code = "clauses_invalid"


@dataclass(frozen=True, slots=True, kw_only=True)
class Clause:
    """One clause.

    ``text`` is verbatim Indonesian, ``gloss_en`` our English gloss, ``sla`` our reading of a time clause (None for
    others), ``notes`` point to ambiguities.
    """

    id: str
    section: str
    order: int
    text: str
    gloss_en: str
    role: str
    notes: str
    sla: Mapping[str, Any] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """One way to read an ambiguous clause; ``in_force`` marks the one that runs."""

    id: str
    text: str
    in_force: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Ambiguity:
    """What the text leaves open, and how the model encodes it until the owner chooses.

    ``clauses`` are the ids concerned, ``verbatim`` the words in doubt; ``status`` is verbatim, interpreted, conflict or
    needs_policy; ``owner`` must choose among ``readings``, and ``chosen_by`` is None until somebody has.
    """

    id: str
    issue: str
    encoding: str
    clauses: tuple[str, ...]
    verbatim: str
    status: str
    owner: str
    chosen_by: str | None
    readings: tuple[Reading, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ClauseDocument:
    """All clauses of one decree or law, by id. ``sk`` is the decree's number, empty when the document has none."""

    id: str
    title: str
    agency: str
    sk: str
    clauses: Mapping[str, Clause]
    ambiguities: Mapping[str, Ambiguity]


Entry = TypeVar("Entry", Clause, Ambiguity)


def parse(data: bytes) -> ClauseDocument:
    """Read a clause document; ClausesInvalidError when it is not one or an id occurs twice."""
    raw = _load(data)
    return ClauseDocument(
        id=_text(raw, "id", where="document"),
        title=_text(raw, "title", where="document"),
        agency=_text(raw, "agency", where="document"),
        sk=str(raw.get("sk") or ""),
        clauses=_by_id(_clause(row) for row in _rows(raw, "clauses")),
        ambiguities=_by_id(_ambiguity(row) for row in _rows(raw, "ambiguities")),
    )


def _load(data: bytes) -> Mapping[str, Any]:
    """Read the YAML with the safe loader: a clause file is data and can build no object."""
    try:
        raw = yaml.load(data, Loader=_LOADER)  # noqa: S506 - both are safe loaders
    except (yaml.YAMLError, ValueError):
        raise ClausesInvalidError(where="yaml") from None
    if not isinstance(raw, dict):
        raise ClausesInvalidError(where="document")
    return raw


def _rows(raw: Mapping[str, Any], key: str) -> list[Mapping[str, Any]]:
    """Give a list of entries; a key left out or left empty is an empty list."""
    rows = raw.get(key) or []
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise ClausesInvalidError(where=key)
    return rows


def _text(row: Mapping[str, Any], key: str, *, where: str) -> str:
    value = row.get(key)
    if not isinstance(value, str) or not value.strip():
        raise ClausesInvalidError(where=where, key=key)
    return value


def _clause(row: Mapping[str, Any]) -> Clause:
    where = str(row.get("id", "clauses"))
    order, sla = row.get("order", 0), row.get("sla")
    if not isinstance(order, int) or not (sla is None or isinstance(sla, dict)):
        raise ClausesInvalidError(where=where)
    return Clause(
        id=_text(row, "id", where=where),
        section=str(row.get("section") or ""),
        order=order,
        text=_text(row, "text_id", where=where),
        gloss_en=str(row.get("gloss_en") or ""),
        role=str(row.get("role") or ""),
        notes=str(row.get("notes") or ""),
        sla=sla,
    )


def _ambiguity(row: Mapping[str, Any]) -> Ambiguity:
    where = str(row.get("id", "ambiguities"))
    return Ambiguity(
        id=_text(row, "id", where=where),
        issue=_text(row, "issue", where=where),
        encoding=str(row.get("encoding") or ""),
        clauses=tuple(str(clause) for clause in row.get("clauses") or ()),
        verbatim=str(row.get("verbatim") or ""),
        status=str(row.get("status") or "needs_policy"),
        owner=str(row.get("owner") or ""),
        chosen_by=str(row["chosen_by"]) if row.get("chosen_by") else None,
        readings=tuple(_reading(one, where=where) for one in _rows(row, "readings")),
    )


def _reading(row: Mapping[str, Any], *, where: str) -> Reading:
    return Reading(
        id=_text(row, "id", where=where),
        text=_text(row, "text_id", where=where),
        in_force=row.get("in_force") is True,
    )


def _by_id(entries: Iterable[Entry]) -> dict[str, Entry]:
    # An id twice would let the second text silently stand for the first.
    found: dict[str, Entry] = {}
    for entry in entries:
        if entry.id in found:
            raise ClausesInvalidError(where=entry.id)
        found[entry.id] = entry
    return found
