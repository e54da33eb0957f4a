"""``rollout show``, ``put`` and ``withdraw``: from when a version of a procedure is in force, and where."""

from argparse import ArgumentParser, Namespace

from api.cli import due
from api.cli.context import Commands, Context
from api.cli.report import Report
from api.web.words import moments
from engine.services.base.transaction import Transaction
from engine.services.people import agencies
from engine.services.policy import rollouts
from engine.services.policy.results import RolloutView, SpanView

EVERYWHERE = "Asia/Jakarta"
"""The zone in which a moment for all agencies is told; the zone is named with it."""
STATES = {"past": "pernah berlaku", "in_force": "berlaku", "pending": "akan berlaku"}


def add(commands: Commands, shared: ArgumentParser) -> None:
    """Add this group's commands."""
    group = commands.add_parser("rollout", help="from when a version is in force, and in which agencies")
    verbs = group.add_subparsers(metavar="VERB", required=True)
    one = verbs.add_parser("show", parents=[shared], help="what was, is and will be in force, agency by agency")
    two = verbs.add_parser("put", parents=[shared], help="put a stored version in force")
    three = verbs.add_parser("withdraw", parents=[shared], help="put the version before it in force again")
    for verb in (one, two, three):
        verb.add_argument("procedure", metavar="PROCEDURE", help="key of the procedure")
    one.set_defaults(run=show)
    two.add_argument("version", metavar="VERSION", type=int, help="number of a stored version")
    two.add_argument("--agency", help="code of the agency (default: every agency that the version names)")
    two.add_argument("--from", dest="valid_from", type=due.moment, help="moment with its offset (default: now)")
    two.set_defaults(run=put)
    three.add_argument("number", metavar="NUMBER", type=int, help="number of the rollout, as show gives it")
    three.set_defaults(run=withdraw)


def show(context: Context, options: Namespace) -> Report:
    """Show what was, is and will be in force."""
    with context.transaction() as tx:
        found = rollouts.search(tx, options.procedure)
        lines = [_span(tx, one) for one in found]
    return Report(data=found, lines=lines)


def put(context: Context, options: Namespace) -> Report:
    """Put a version in force, now or from a moment on."""
    with context.transaction() as tx:
        made = rollouts.put_in_force(
            tx,
            key=options.procedure,
            version=options.version,
            agency=options.agency,
            valid_from=options.valid_from,
        )
        line = _made(tx, made)
    return Report(data=made, lines=[line])


def withdraw(context: Context, options: Namespace) -> Report:
    """Take a rollout back."""
    with context.transaction() as tx:
        made = rollouts.withdraw(tx, key=options.procedure, number=options.number)
        line = _made(tx, made)
    return Report(data=made, lines=[line])


def _made(tx: Transaction, made: RolloutView) -> str:
    zone = EVERYWHERE if made.agency is None else agencies.profile(tx, made.agency).zone.key
    begin = moments.moment(made.valid_from, zone)
    where = made.agency or "semua lembaga"
    return f"{made.key} versi {made.version} berlaku mulai {begin} di {where} (no. {made.number})."


def _span(tx: Transaction, one: SpanView) -> str:
    zone = agencies.profile(tx, one.agency).zone.key
    end = "" if one.valid_to is None else f" sampai {moments.moment(one.valid_to, zone)}"
    begin = moments.moment(one.valid_from, zone)
    return f"{one.agency}: versi {one.version} {STATES[one.state]} mulai {begin}{end} (no. {one.number})"
