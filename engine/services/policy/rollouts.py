"""Rollouts: a version is put in force from a moment on, for one agency or for all, and taken back by a further row.

Running cases stay on their version. What is in force when something begins is asked in ``services.base.in_force``.
"""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from itertools import groupby
from typing import Any

from engine import errors
from engine.domain.people import permissions
from engine.domain.policy import rollouts as rules
from engine.services.base import bundles, in_force
from engine.services.base.in_force import Pairs
from engine.services.base.transaction import Transaction
from engine.services.chains import registers
from engine.services.policy.results import PendingView, RolloutView, SpanView
from engine.store.base import rows
from engine.store.policy import definitions
from engine.store.policy import rollouts as stored
from engine.store.tables.policy import Bundle, Rollout

DEPLOY, READ = "definition.deploy", "definition.read"


class VersionUnknownError(errors.LindungError):
    """The procedure has no version of that number. Choose one that was stored."""

    code = "version_unknown"


class RolloutPastError(errors.LindungError):
    """The moment from which the version shall be in force has passed. Choose a later one.

    Nothing is changed backwards.
    """

    code = "rollout_past"


class AgencyNotRunningError(errors.LindungError):
    """The version of the procedure does not name the agency, so it cannot be in force there. Choose another agency."""

    code = "agency_not_running"


class RolloutOverError(errors.ConflictError):
    """The version decides nowhere any more, or was withdrawn already. Withdraw the one that is in force."""

    code = "rollout_over"


class NothingBeforeError(errors.LindungError):
    """No version was in force before this one, so it cannot be withdrawn. Put another version in force."""

    code = "nothing_before"


def put_in_force(
    tx: Transaction, *, key: str, version: int, agency: str | None, valid_from: datetime | None
) -> RolloutView:
    """Put a stored version in force from a moment on, in an agency or, without one, in all that it names.

    ``valid_from`` None is now. Whoever does it must be allowed to in each agency concerned, then and until then. Raises
    NotPermittedError, NotFoundError, VersionUnknownError, AgencyNotRunningError, RolloutPastError.
    """
    tx.require_anywhere(DEPLOY)
    known = definitions.versions(tx.session, key)
    if not known:
        raise errors.NotFoundError(process_definition=key)
    bundle = next((one for one in known if one.version == version), None)
    if bundle is None:
        raise VersionUnknownError(process_definition=key, version=version)
    begin = tx.now if valid_from is None else valid_from.astimezone(UTC)
    _require(tx, bundle, agency, at=begin)
    if agency is not None and agency not in _named(tx, bundle):
        raise AgencyNotRunningError(process_definition=key, version=version, agency=agency)
    if begin < tx.now:
        raise RolloutPastError(process_definition=key)
    return order(tx, bundle, agency=agency, valid_from=begin)


def order(tx: Transaction, bundle: Bundle, *, agency: str | None, valid_from: datetime) -> RolloutView:
    """Write that a version is in force from a moment on; whether the actor may is asked before."""

    def made(known: Sequence[rules.Rollout]) -> rules.Rollout:
        return rules.Rollout(number=len(known) + 1, version=bundle.version, agency=agency, valid_from=valid_from)

    return _write(tx, bundle.key, made, event="rollout.made")


def withdraw(tx: Transaction, *, key: str, number: int) -> RolloutView:
    """Take a rollout back: the version before it is in force again, now or, where it has not begun, as it would begin.

    Rights as with ``put_in_force``. Raises NotPermittedError, NotFoundError, RolloutOverError, NothingBeforeError.
    """
    tx.require_anywhere(DEPLOY)
    found = next((pair for pair in stored.of_key(tx.session, key) if pair[0].number == number), None)
    if found is None:
        raise errors.NotFoundError(process_definition=key, rollout=number)
    row, bundle = found
    _require(tx, bundle, row.agency, at=row.valid_from)

    def made(known: Sequence[rules.Rollout]) -> rules.Rollout:
        if not rules.may_be_withdrawn(known, number, now=tx.now):
            raise RolloutOverError(process_definition=key, rollout=number)
        [ordered] = [one for one in known if one.number == number]
        back = rules.withdrawal(known, ordered, now=tx.now)
        if back is None:
            raise NothingBeforeError(process_definition=key, rollout=number)
        return back

    return _write(tx, key, made, event="rollout.withdrawn")


def search(tx: Transaction, key: str) -> tuple[SpanView, ...]:
    """Give what was, is and will be in force of a procedure, by agency that the actor may read, oldest first.

    NotFoundError for a procedure that no such agency runs, ran or will run.
    """
    pairs = stored.of_key(tx.session, key)
    named = _names(tx, pairs)
    found = []
    for agency in sorted({code for codes in named.values() for code in codes}):
        if tx.allows(READ, permissions.Subject(agency=agency)):
            spans = rules.spans(in_force.rows_of(pairs), agency=agency)
            found += [_span(tx, one, agency, pairs) for one in spans if agency in named[one.version]]
    if not found:
        raise errors.NotFoundError(process_definition=key)
    return tuple(found)


def coming(tx: Transaction) -> tuple[PendingView, ...]:
    """Give what will be in force in agencies that the actor may read, soonest first."""
    found: list[PendingView] = []
    for _, pairs in groupby(stored.everything(tx.session), key=lambda pair: pair[0].key):
        found += pending(tx, list(pairs))
    return tuple(sorted(found, key=lambda one: (one.valid_from, one.key, one.version)))


def pending(tx: Transaction, pairs: Pairs) -> tuple[PendingView, ...]:
    """Give what of a procedure will be in force in agencies that the actor may read, soonest first."""
    if all(row.valid_from <= tx.now for row, _ in pairs):
        return ()
    named, rows_ = _names(tx, pairs), in_force.rows_of(pairs)
    found: dict[tuple[datetime, int], list[str]] = {}
    for agency in sorted({code for codes in named.values() for code in codes}):
        if tx.allows(READ, permissions.Subject(agency=agency)):
            for one in rules.spans(rows_, agency=agency):
                if one.valid_from > tx.now and agency in named[one.version]:
                    found.setdefault((one.valid_from, one.version), []).append(agency)
    known = {bundle.version: bundle for _, bundle in pairs}
    return tuple(
        PendingView(
            key=known[version].key,
            version=version,
            name=known[version].name,
            valid_from=at,
            agencies=tuple(agencies),
        )
        for (at, version), agencies in sorted(found.items())
    )


def _write(
    tx: Transaction, key: str, making: Callable[[Sequence[rules.Rollout]], rules.Rollout], *, event: str
) -> RolloutView:
    """Write the row that is made of those that are there, and what follows from it."""
    known = in_force.rows_of(stored.of_key(tx.session, key))
    while (view := _put(tx, key, first := making(known), event=event)) is None:  # somebody else wrote in between
        known = in_force.rows_of(stored.of_key(tx.session, key))
    for row in rules.mended([*known, first], since=first.valid_from):
        _put(tx, key, row, event="rollout.mended")
    return view


def _put(tx: Transaction, key: str, row: rules.Rollout, *, event: str) -> RolloutView | None:
    """Write one row and its event; None when its number is taken. Who writes the same number at once is waited for."""
    bundle = definitions.of_version(tx.session, key, row.version)
    columns: dict[str, Any] = {"agency": row.agency, "valid_from": row.valid_from, "withdraws": row.withdraws}
    columns |= {"key": key, "number": row.number, "made_at": tx.now, "made_by": tx.actor.id}
    if not rows.put_new(tx.session, Rollout, bundle_id=bundle.id, overlay=bundle.overlay, **columns):
        return None
    role = None if row.agency is None else tx.acting_role(DEPLOY, agency=row.agency)
    registers.append(tx, registers.POLICY, event, subject=key, data=recorded(row, bundle), role=role)
    return RolloutView(version=row.version, **columns)


def recorded(row: rules.Rollout, bundle: Bundle) -> dict[str, Any]:
    """Give what the register of rules says of a rollout; ``approval`` None is one that nobody else approved."""
    return {
        "rollout": row.number,
        "version": row.version,
        "sha256": bytes(bundle.sha256).hex(),
        "overlay": bundle.overlay,
        "agency": row.agency,
        "valid_from": row.valid_from.isoformat(),
        "withdraws": row.withdraws,
        "approval": None,
    }


def _require(tx: Transaction, bundle: Bundle, agency: str | None, *, at: datetime) -> None:
    """Refuse with NotPermittedError unless the actor may change what is in force in each agency concerned."""
    pairs = stored.of_key(tx.session, bundle.key)
    everybody = {*_named(tx, bundle), *in_force.running(tx, pairs, at=at)}
    for one in everybody if agency is None else {agency}:
        tx.require(DEPLOY, permissions.Subject(agency=one))


def _named(tx: Transaction, bundle: Bundle) -> tuple[str, ...]:
    """Give the agencies that a version names; none of one that was changed, which can still be withdrawn."""
    sound = tx.installation.procedures.sound(tx.session, [bundle])
    return next((bundles.agencies_of(tx.session, deployed.procedure) for _, deployed in sound), ())


def _names(tx: Transaction, pairs: Pairs) -> dict[int, tuple[str, ...]]:
    """Give by version the agencies that it names."""
    known = {bundle.version: bundle for _, bundle in pairs}
    return {number: _named(tx, bundle) for number, bundle in known.items()}


def _span(tx: Transaction, one: rules.Span, agency: str, pairs: Pairs) -> SpanView:
    over = one.valid_to is not None and one.valid_to <= tx.now
    return SpanView(
        agency=agency,
        version=one.version,
        name=next(bundle.name for _, bundle in pairs if bundle.version == one.version),
        valid_from=one.valid_from,
        valid_to=one.valid_to,
        state="past" if over else "pending" if one.valid_from > tx.now else "in_force",
        number=one.number,
    )
