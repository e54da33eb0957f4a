"""Substitutions: who stands in for whom during leave.

A substitute gains no right: they may claim what the absent person holds, of roles that they hold themselves. The task
is then theirs, and the history says so.
"""

import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta

from engine import errors
from engine.domain.people import permissions
from engine.services.base.transaction import Transaction
from engine.services.chains import registers
from engine.store.people import people
from engine.store.people import substitutions as stored
from engine.store.tables.people import Substitution

LONGEST = timedelta(days=366)


class SubstituteUnfitError(errors.LindungError):
    """The chosen person cannot stand in: the two must share a role in this agency."""

    code = "substitute_unfit"


class PeriodInvalidError(errors.LindungError):
    """The period does not fit: it must end after it begins, not be over, and last a year at most."""

    code = "period_invalid"


@dataclass(frozen=True, slots=True, kw_only=True)
class SubstitutionView:
    """A period in which ``substitute_name`` stands in for ``absent_name``; ``may_end`` tells whether the reader may."""

    id: str
    agency: str
    absent: str
    absent_name: str
    substitute: str
    substitute_name: str
    starts_at: datetime
    ends_at: datetime
    may_end: bool


def absent(tx: Transaction) -> frozenset[str]:
    """Give the ids of those for whom the actor stands in now."""
    return stored.absent(tx.session, substitute_id=tx.actor.id, now=tx.now)


def name(
    tx: Transaction, *, agency: str, person: str, substitute: str, starts_at: datetime, ends_at: datetime
) -> SubstitutionView:
    """Name who stands in for a person of the agency, for oneself or as who supervises it; both by user name.

    Raises NotPermittedError, SubstituteUnfitError, PeriodInvalidError.
    """
    away, stand_in = (people.by_username(tx.session, one) for one in (person, substitute))
    if away is not None:
        tx.require("substitute.name", permissions.Subject(agency=agency, assignee=away.id))
    if away is None or stand_in is None or stand_in.id == away.id or not stand_in.active:
        raise SubstituteUnfitError(agency=agency)
    roles = people.roles_of(tx.session, {away.id, stand_in.id})
    if not any(place == agency for place, _ in set(roles[away.id]) & set(roles[stand_in.id])):
        raise SubstituteUnfitError(agency=agency)
    if not max(starts_at, tx.now) < ends_at <= starts_at + LONGEST:
        raise PeriodInvalidError(agency=agency)
    row = Substitution(
        id=str(uuid.uuid4()),
        agency=agency,
        user_id=away.id,
        substitute_id=stand_in.id,
        starts_at=starts_at,
        ends_at=ends_at,
        named_by=tx.actor.id,
        created_at=tx.now,
    )
    tx.session.add(row)
    tx.session.flush()
    _note(tx, "substitution.named", row)
    return _views(tx, [row])[0]


def search(tx: Transaction) -> tuple[SubstitutionView, ...]:
    """Give what is not over: the actor's own, what they do for others, and all of agencies that they supervise."""
    agencies = [scope.agency for scope in tx.scopes("substitute.name") if scope.reach == "agency"]
    return _views(tx, stored.search(tx.session, user_id=tx.actor.id, agencies=agencies, now=tx.now))


def end(tx: Transaction, substitution_id: str) -> None:
    """End a substitution now; NotFoundError for one that the actor may not end. What was claimed stays claimed."""
    row = tx.session.get(Substitution, substitution_id)
    if row is None or not _may_end(tx, row):
        raise errors.NotFoundError(substitution=substitution_id)
    if tx.now < row.ends_at:
        row.ends_at = tx.now
        _note(tx, "substitution.ended", row)


def _note(tx: Transaction, type_: str, row: Substitution) -> None:
    data = {
        "agency": row.agency,
        "user": row.user_id,
        "substitute": row.substitute_id,
        "starts_at": row.starts_at.isoformat(),
        "ends_at": row.ends_at.isoformat(),
    }
    role = tx.acting_role("substitute.name", agency=row.agency)
    registers.append(tx, registers.ACCOUNTS, type_, subject=row.id, data=data, role=role)


def _may_end(tx: Transaction, row: Substitution) -> bool:
    return tx.allows("substitute.name", permissions.Subject(agency=row.agency, assignee=row.user_id))


def _views(tx: Transaction, rows: list[Substitution]) -> tuple[SubstitutionView, ...]:
    known = people.by_ids(tx.session, {one for row in rows for one in (row.user_id, row.substitute_id)})
    return tuple(
        SubstitutionView(
            id=row.id,
            agency=row.agency,
            absent=row.user_id,
            absent_name=known[row.user_id].display_name,
            substitute=row.substitute_id,
            substitute_name=known[row.substitute_id].display_name,
            starts_at=row.starts_at,
            ends_at=row.ends_at,
            may_end=_may_end(tx, row),
        )
        for row in rows
    )
