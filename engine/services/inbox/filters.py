"""Filters of the inbox that people keep, for themselves or for everybody of their agency."""

import dataclasses
import json
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from engine import errors
from engine.domain.people import permissions
from engine.services.base import canonical
from engine.services.base.transaction import Transaction
from engine.services.inbox.inbox import SORTS, TaskQuery
from engine.store.base import rows
from engine.store.inbox import inbox
from engine.store.tables.inbox import SavedFilter

MOST = 40
LONGEST_NAME = 80
HOURS = "due_within_hours"
TEXTS = (
    "inbox", "assignee", "role", "agency", "process_definition", "element_id", "risk", "sla_state", "channel", "q",
    "sort",
)  # fmt: skip
"""Parts of a kept filter; a moment is kept as hours from the time of looking."""


class FilterInvalidError(errors.LindungError):
    """The filter cannot be kept. Give it a name and choose its parts again."""

    code = "filter_invalid"


class FiltersFullError(errors.ConflictError):
    """You keep too many filters. Remove those that you no longer use."""

    code = "filters_full"


@dataclass(frozen=True, slots=True, kw_only=True)
class FilterView:
    """A kept filter; ``agency`` is the one that it is shared with, None for a personal one."""

    id: str
    name: str
    agency: str | None
    parts: Mapping[str, Any]
    may_remove: bool


def query_of(parts: Mapping[str, Any]) -> TaskQuery:
    """Give the query that kept parts mean; FilterInvalidError for parts that the inbox does not know."""
    given = dict(parts)
    hours = given.pop(HOURS, None)
    texts = all(name in TEXTS and isinstance(value, str) for name, value in given.items())
    whole = hours is None or (isinstance(hours, int) and 0 < hours <= 24 * 366)
    if not texts or not whole or given.get("sort", "due_at") not in SORTS:
        raise FilterInvalidError
    return TaskQuery(**given, due_within=None if hours is None else timedelta(hours=hours))


def save(tx: Transaction, *, name: str, parts: Mapping[str, Any], agency: str | None = None) -> FilterView:
    """Keep a filter under a name, shared with an agency when one is named; the same name again replaces it.

    Raises FilterInvalidError, FiltersFullError, NotPermittedError.
    """
    tx.require_anywhere("user_task.read")
    if agency is not None:
        tx.require("task_filter.share", permissions.Subject(agency=agency))
    title = " ".join(name.split())
    query_of(parts)
    if not title or len(title) > LONGEST_NAME:
        raise FilterInvalidError
    own = [row for row in _rows(tx) if row.owner == tx.actor.id]
    row = next((one for one in own if (one.name, one.agency) == (title, agency)), None)
    if row is None:
        if len(own) >= MOST:
            raise FiltersFullError
        # The id derives from owner, place and name: of two who save at once, the second finds the first one's.
        filter_id = str(uuid.uuid5(uuid.UUID(tx.actor.id), canonical.text([agency, title])))
        key = {"id": filter_id, "owner": tx.actor.id, "agency": agency, "name": title}
        rows.put_new(tx.session, SavedFilter, **key, query="", created_at=tx.now)
        row = tx.session.get_one(SavedFilter, filter_id)
    row.query = canonical.text(dict(parts))
    tx.session.flush()
    return _view(tx, row)


def search(tx: Transaction) -> tuple[FilterView, ...]:
    """Give the actor's own filters and those shared with their agencies, by name."""
    return tuple(_view(tx, row) for row in _rows(tx))


def sharing_agencies(tx: Transaction) -> tuple[str, ...]:
    """Give the agencies with whose people the actor may share a filter."""
    return tuple(sorted({scope.agency for scope in tx.scopes("task_filter.share")}))


def remove(tx: Transaction, filter_id: str) -> None:
    """Forget a filter; NotFoundError for one that is neither the actor's nor theirs to share."""
    row = tx.session.get(SavedFilter, filter_id)
    if row is None or not _may_remove(tx, row):
        raise errors.NotFoundError(task_filter=filter_id)
    tx.session.delete(row)


def parts_of(query: TaskQuery) -> dict[str, Any]:
    """Give what is kept of a query: what it asks for beyond the defaults, without its place in the list."""
    asked = {field.name: getattr(query, field.name) for field in dataclasses.fields(query)}
    plain = {field.name: field.default for field in dataclasses.fields(query)}
    parts = {name: asked[name] for name in TEXTS if asked[name] != plain[name]}
    hours = {} if query.due_within is None else {HOURS: int(query.due_within / timedelta(hours=1))}
    return parts | hours


def _rows(tx: Transaction) -> list[SavedFilter]:
    return inbox.filters(tx.session, owner=tx.actor.id, agencies={agency for agency, _ in tx.actor.roles})


def _view(tx: Transaction, row: SavedFilter) -> FilterView:
    parts = json.loads(row.query)
    return FilterView(id=row.id, name=row.name, agency=row.agency, parts=parts, may_remove=_may_remove(tx, row))


def _may_remove(tx: Transaction, row: SavedFilter) -> bool:
    shared = row.agency is not None and tx.allows("task_filter.share", permissions.Subject(agency=row.agency))
    return row.owner == tx.actor.id or shared
