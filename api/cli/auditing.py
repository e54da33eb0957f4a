"""``replay``, ``verify-history``, ``rebuild``: typed to know that the record can be trusted, or to mend what is not."""

import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator
from pathlib import Path

from api.cli import due
from api.cli.context import Commands, Context
from api.cli.report import Report
from engine.services.audit import history
from engine.services.base.transaction import Transaction
from engine.services.verification import rebuilding, verification
from engine.services.verification.results import VerifyResult
from engine.services.verification.verification import Part
from tasks import verifying


def add(commands: Commands, shared: ArgumentParser) -> None:
    """Add this group's commands."""
    one = commands.add_parser("replay", parents=[shared], help="execute a case again from its events and compare")
    one.add_argument("name", metavar="CASE", help="number of a case, or id of one of its instances")
    one.add_argument("--steps", action="store_true", help="tell of every event that would lead to something else today")
    one.set_defaults(run=replay)
    whole = commands.add_parser("verify-history", parents=[shared], help="name all that is not as it was recorded")
    whole.add_argument("--case", metavar="CASE", help="only this case: its number, or id of one of its instances")
    whole.add_argument("--since", type=due.moment, help="only cases written to or read since this moment, with offset")
    whole.add_argument("--kept", metavar="NOTE", type=Path, nargs="+", default=[], help="checkpoints kept elsewhere")
    whole.add_argument("--records-only", action="store_true", help="do not execute the cases again")
    whole.set_defaults(run=verify_history)
    anew = commands.add_parser("rebuild", parents=[shared], help="make lost or changed rows of a case again")
    anew.add_argument("name", metavar="CASE", help="number of a case, or id of one of its instances")
    anew.set_defaults(run=rebuild)


def replay(context: Context, options: Namespace) -> Report:
    """Re-execute the instances of a case, or one by its id; fails when a state or an event differs."""
    with context.transaction() as tx:
        results = [history.replay(tx, one) for one in history.named(tx, options.name)]
    failed = any(not one.equal or one.findings for one in results)
    lines: list[str] = []
    for result in results:
        same = "sama, bita demi bita" if result.equal else "BERBEDA"
        lines += [
            f"Kasus {result.case_number}, proses {result.instance_id}:",
            f"{result.events} peristiwa dijalankan ulang; keadaan {same}.",
            f"tersimpan  {result.stored_digest or 'tidak terbaca'}",
            f"dijalankan {result.replayed_digest or 'tidak sampai akhir'}",
        ]
        lines += [one.sentence_id for one in (result.findings if options.steps else result.findings[:1])]
    return Report(data=results if len(results) > 1 else results[0], lines=lines, failed=failed)


def verify_history(context: Context, options: Namespace) -> Report:
    """Check the record part by part; fails with everything that is not as it was recorded."""
    parts = list(_parts(context, options))
    kept = [path.read_text(encoding="utf-8") for path in options.kept]
    of_log = verifying.log_findings(context.runtime, kept) if kept or options.case is None else ()
    with context.reading() as tx:
        result = verification.result(tx, parts, more=of_log)
    return Report(data=result, lines=list(_lines(result)), failed=not result.ok)


def rebuild(context: Context, options: Namespace) -> Report:
    """Make again from the events what is derived from them, where it is lost or not as they say; it is recorded."""
    with context.transaction() as tx:
        done = rebuilding.rebuild(tx, options.name)
    lines = [
        f"Proses {one.process_instance}: " + ", ".join(f"{count} {table}" for table, count in one.rows.items())
        for one in done.instances
    ]
    return Report(data=done, lines=lines or [f"Kasus {done.case_number} sudah seperti yang dikatakan peristiwanya."])


def _parts(context: Context, options: Namespace) -> Iterator[Part]:
    """Check each part in a transaction of its own, and tell on stderr how far it is."""
    with context.reading() as tx:
        among, whole = _among(tx, options), verification.count(tx)
    after, told, deep = None, 0, not options.records_only
    while True:
        with context.reading() as tx:
            done = verification.part(tx, after=after, among=among, deep=deep)
        yield done
        after, told = done.after, told + done.cases
        if not options.json:
            sys.stderr.write(f"{told} dari {whole if among is None else len(among)} kasus diperiksa.\n")
        if after is None:
            return


def _among(tx: Transaction, options: Namespace) -> list[str] | None:
    """Give the ids of the cases to check; None for all."""
    if options.case is not None:
        return [verification.case_id(tx, options.case)]
    return None if options.since is None else verification.since(tx, options.since)


def _lines(result: VerifyResult) -> Iterator[str]:
    checked = f"{result.events} peristiwa dari {result.cases} kasus"
    if result.ok:
        yield f"Utuh: {checked}; {result.inputs} dijalankan ulang."
        return
    yield f"TIDAK UTUH: {result.count} temuan pada {checked}."
    yield from (one.sentence_id for one in result.findings)
    if result.count > len(result.findings):
        yield f"... dan {result.count - len(result.findings)} temuan lagi."
