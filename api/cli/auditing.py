"""The commands ``replay`` and ``verify-history``: an auditor types them to know that the record can be trusted."""

from argparse import ArgumentParser, Namespace

from api.cli.context import Commands, Context
from api.cli.report import Report
from engine.services.audit import history


def add(commands: Commands, shared: ArgumentParser) -> None:
    """Add this group's commands."""
    one = commands.add_parser("replay", parents=[shared], help="execute a case again from its events and compare")
    one.add_argument("instance", metavar="INSTANCE", help="id of the process instance")
    one.set_defaults(run=replay)
    whole = commands.add_parser("verify-history", parents=[shared], help="name the first event that was changed")
    whole.set_defaults(run=verify_history)


def replay(context: Context, options: Namespace) -> Report:
    """Re-execute one instance; fails when the states differ."""
    with context.transaction() as tx:
        result = history.replay(tx, options.instance)
    same = "sama, bita demi bita" if result.equal else "BERBEDA"
    lines = (
        f"{result.events} peristiwa dijalankan ulang; keadaan {same}.",
        f"tersimpan  {result.stored_digest}",
        f"dijalankan {result.replayed_digest}",
    )
    return Report(data=result, lines=lines, failed=not result.equal)


def verify_history(context: Context, _options: Namespace) -> Report:
    """Check every chain; fails with the first event that does not hold."""
    with context.transaction() as tx:
        result = history.verify(tx)
    if result.broken is None:
        line = f"Utuh: {result.events} peristiwa dari {result.instances} kasus."
        return Report(data=result, lines=(line,))
    broken = result.broken
    line = f"RUSAK: kasus {broken.instance_id}, peristiwa {broken.seq}: {broken.reason}"
    return Report(data=result, lines=(line,), failed=True)
