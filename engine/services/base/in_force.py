"""Which versions are in force, and in which agencies: asked by everybody who begins something or says what holds.

A running case stays on its version; that one stands with the case.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import TypeAlias

from engine.domain.policy import rollouts as rules
from engine.services.base import bundles
from engine.services.base.bundles import Deployed
from engine.services.base.transaction import Transaction
from engine.store.policy import rollouts as stored
from engine.store.tables.policy import Bundle, Rollout

Version: TypeAlias = tuple[Bundle, Deployed]
Pairs: TypeAlias = Sequence[tuple[Rollout, Bundle]]
"""The rollouts of a procedure, each with its version, as they were written."""


def version(tx: Transaction, key: str, *, agency: str) -> Version | None:
    """Give the version of a procedure that is in force now in an agency; None where it names the agency no more.

    BundleChangedError.
    """
    bundle = stored.in_force(tx.session, key, agency=agency, at=tx.now)
    if bundle is None:
        return None
    deployed = tx.installation.procedures.get(tx.session, bundle.id, version=bundle.version)
    return (bundle, deployed) if agency in bundles.agencies_of(tx.session, deployed.procedure) else None


def all_of(tx: Transaction, agency: str) -> Iterator[Version]:
    """Give what is in force now for an agency, by key, as far as it is as it was deployed.

    Whether a version names the agency is for the caller to ask.
    """
    found = stored.in_force_of_all(tx.session, agency=agency, at=tx.now)
    yield from tx.installation.procedures.sound(tx.session, found)


def offices(tx: Transaction, key: str, *, at: datetime) -> dict[str, Version]:
    """Give the agencies that run a procedure at a moment, each with its version, as the versions name them.

    BundleChangedError.
    """
    return running(tx, stored.of_key(tx.session, key), at=at, is_strict=True)


def rows_of(pairs: Pairs) -> list[rules.Rollout]:
    """Give stored rollouts as the rules see them."""
    return [
        rules.Rollout(
            number=row.number,
            version=bundle.version,
            agency=row.agency,
            valid_from=row.valid_from,
            withdraws=row.withdraws,
        )
        for row, bundle in pairs
    ]


def running(tx: Transaction, pairs: Pairs, *, at: datetime, is_strict: bool = False) -> dict[str, Version]:
    """Give what ``offices`` does from a procedure's rollouts; what was changed is left out unless ``is_strict``."""
    rows, known = rows_of(pairs), {bundle.version: bundle for _, bundle in pairs}
    speaking = [None, *sorted({row.agency for row in rows if row.agency is not None})]
    deciding = {place: rules.in_force(rows, agency=place, at=at) for place in speaking}
    wanted = {known[row.version].id: known[row.version] for row in deciding.values() if row is not None}
    found = _read(tx, wanted.values(), is_strict=is_strict)
    places = dict.fromkeys(code for _, deployed in found.values() for code in _named(tx, deployed))
    rows_there = {agency: deciding.get(agency, deciding[None]) for agency in places}
    here = {agency: found.get(known[row.version].id) for agency, row in rows_there.items() if row is not None}
    return {agency: one for agency, one in here.items() if one is not None and agency in _named(tx, one[1])}


def _read(tx: Transaction, rows: Iterable[Bundle], *, is_strict: bool) -> Mapping[int, Version]:
    procedures = tx.installation.procedures
    if is_strict:
        return {row.id: (row, procedures.get(tx.session, row.id, version=row.version)) for row in rows}
    return {row.id: (row, deployed) for row, deployed in procedures.sound(tx.session, rows)}


def _named(tx: Transaction, deployed: Deployed) -> tuple[str, ...]:
    return bundles.agencies_of(tx.session, deployed.procedure)
