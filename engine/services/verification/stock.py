"""What an older installation brings into its registers: accounts and rules that were there before these were kept.

It is taken once, when the database comes to this release: from then on each row is named by an event. What it says was
found then; who made it and when, nobody can prove.
"""

from engine.services.base import bundles, canonical, in_force
from engine.services.base.transaction import Transaction
from engine.services.chains import registers
from engine.services.policy import rollouts
from engine.services.time import readings
from engine.store.audit import registers as stored
from engine.store.people import people
from engine.store.policy import definitions
from engine.store.policy import rollouts as rollouts_of
from engine.store.verification import stock

ROLLOUTS = ("rollout.found", "rollout.made")


def take(tx: Transaction) -> None:
    """Append what is there to each register of accounts and of rules that holds nothing yet."""
    begun = stored.heads(tx.session)
    if registers.POLICY in begun and not stored.of_types(tx.session, registers.POLICY, ROLLOUTS):
        _rollouts(tx)
    if registers.ACCOUNTS not in begun:
        _accounts(tx)
    if registers.POLICY not in begun:
        _rules(tx)


def _accounts(tx: Transaction) -> None:
    everyone = people.everyone(tx.session)
    roles = people.roles_of(tx.session, {user.id for user in everyone})
    for user in everyone:
        held = [list(pair) for pair in roles[user.id]]
        data = {"username": user.username, "display_name": user.display_name, "active": user.active, "roles": held}
        registers.append(tx, registers.ACCOUNTS, "account.found", subject=user.id, data=data)
    for token in stock.tokens(tx.session):
        data = {"name": token.name, "expires_at": token.expires_at.isoformat()}
        registers.append(tx, registers.ACCOUNTS, "token.found", subject=token.user_id, data=data)
    for row in stock.substitutions(tx.session):
        data = {"agency": row.agency, "user": row.user_id, "substitute": row.substitute_id}
        data |= {"starts_at": row.starts_at.isoformat(), "ends_at": row.ends_at.isoformat()}
        registers.append(tx, registers.ACCOUNTS, "substitution.found", subject=row.id, data=data)


def _rules(tx: Transaction) -> None:
    for agency in definitions.agencies(tx.session):
        digest = canonical.digest(agency.source.encode()).hex()
        data = {"name": agency.name, "zone": agency.zone, "sha256": digest}
        registers.append(tx, registers.POLICY, "agency.found", subject=agency.code, data=data)
    for calendar in stock.calendars(tx.session):
        data = {"version": calendar.version}
        registers.append(tx, registers.POLICY, "calendar.found", subject=calendar.agency, data=data)
    for bundle in stock.bundles(tx.session):
        digest = bundles.digest_of(definitions.files(tx.session, bundle.id)).hex()
        found = {"version": bundle.version, "sha256": digest}
        registers.append(tx, registers.POLICY, "procedure.found", subject=bundle.key, data=found)
    for choice in stock.choices(tx.session):
        registers.append(
            tx, registers.POLICY, "reading.found", subject=choice.procedure, data=readings.recorded(choice)
        )
    _rollouts(tx)


def _rollouts(tx: Transaction) -> None:
    """Name what an older release had put in force by deploying it: rollouts are younger than the register of rules."""
    pairs = rollouts_of.everything(tx.session)
    for (row, bundle), one in zip(pairs, in_force.rows_of(pairs), strict=True):
        registers.append(tx, registers.POLICY, "rollout.found", subject=row.key, data=rollouts.recorded(one, bundle))
