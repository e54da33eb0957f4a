"""``lindung log``: how the log stands, its newest checkpoint, a check against checkpoints that somebody kept."""

from argparse import ArgumentParser, Namespace
from pathlib import Path

from api.cli.context import Commands, Context
from api.cli.report import Report
from engine.domain.verification import findings
from engine.services.log import checking as log_check
from engine.services.log import checkpoints, keeping
from engine.services.log.checking import LogCheck, LogFinding
from engine.services.log.keeping import Holder
from engine.services.verification import log as log_findings
from tasks import keeping as sealing

HELD = {None: "lancar", "witness_ahead": "saksi memegang log yang lebih panjang", "witness_behind": "saksi tertinggal"}


def add(commands: Commands, shared: ArgumentParser) -> None:
    """Add this group's commands."""
    group = commands.add_parser("log", help="the log that its owner cannot rewrite").add_subparsers(required=True)
    for verb, run, told in (
        ("status", status, "say how the log stands and who keeps checkpoints"),
        ("checkpoint", checkpoint, "print the newest checkpoint, to be kept elsewhere"),
        ("seal", seal, "seal now what is new"),
    ):
        group.add_parser(verb, parents=[shared], help=told).set_defaults(run=run)
    check = group.add_parser("verify", parents=[shared], help="name every record and promise that differs")
    check.add_argument("--kept", metavar="FILE", type=Path, nargs="+", default=[], help="checkpoints kept elsewhere")
    check.add_argument("--leaves", metavar="FILE", type=Path, help="leaf hashes kept elsewhere, 32 bytes each")
    check.set_defaults(run=verify)
    sheet = group.add_parser("slip", parents=[shared], help="write the daily slip as PDF, to be printed and signed")
    sheet.add_argument("file", metavar="FILE", type=Path)
    sheet.set_defaults(run=slip)


def status(context: Context, _options: Namespace) -> Report:
    """Say how the log stands."""
    with context.transaction() as tx:
        found = keeping.status(tx)
    newest = found.newest
    sealed = (
        "belum ada catatan penutup" if newest is None else f"{newest.size} catatan, ditutup {newest.at.isoformat()}"
    )
    lines = [f"{found.origin}: {sealed}", f"kunci log    {found.key}", f"kunci saksi  {found.witness_key}"]
    lines += [_held("disimpan", one) for one in found.holders] + [_held("diawasi", one) for one in found.watched]
    return Report(data=found, lines=lines)


def checkpoint(context: Context, _options: Namespace) -> Report:
    """Print the newest checkpoint as it is to be kept."""
    with context.transaction() as tx:
        found = checkpoints.require_newest(tx)
    return Report(data=found, lines=(found.note.rstrip("\n"),))


def seal(context: Context, _options: Namespace) -> Report:
    """Seal what has no leaf yet."""
    count = sealing.seal(context.runtime, whole=True)
    return Report(data={"leaves": count}, lines=(f"{count} catatan baru masuk log.",))


def verify(context: Context, options: Namespace) -> Report:
    """Check the log, a batch a transaction; fails with all that differs."""
    kept = [path.read_text(encoding="utf-8") for path in options.kept]
    leaves = options.leaves.read_bytes() if options.leaves else b""
    with context.transaction() as tx:
        tx.require_anywhere("history.verify")
        check = log_check.begin(tx, kept, kept_leaves=leaves)
    while not check.is_done:
        with context.transaction() as tx:
            log_check.step(tx, check)
    found = check.findings
    data = {"ok": not found, "size": check.size, "findings": found, "beyond": check.beyond, "gaps": check.gaps}
    return Report(data=data | {"uncovered": check.uncovered}, lines=_said(check), failed=bool(found))


def slip(context: Context, options: Namespace) -> Report:
    """Write the daily slip."""
    with context.transaction() as tx:
        sheet = keeping.slip(tx)
    options.file.write_bytes(sheet.pdf)
    return Report(data={"file": str(options.file)}, lines=(f"Lembar harian ditulis ke {options.file}.",))


def _said(check: LogCheck) -> list[str]:
    """Give what a check found as sentences."""
    if not check.findings:
        head = (
            f"Utuh: {check.size} catatan sesuai dengan log dan {len(check.kept)} catatan penutup yang disimpan di luar."
        )
        gaps = [f"{check.gaps} catatan sudah dihapus secara sah."] if check.gaps else []
        young = [f"{check.uncovered} catatan terbaru belum dijamin catatan penutup."] if check.uncovered else []
        return [head, *gaps, *young]
    more = [f"dan {check.beyond} temuan lain"] if check.beyond else []
    return [f"RUSAK: {len(check.findings) + check.beyond} temuan", *map(_sentence, check.findings), *more]


def _sentence(one: LogFinding) -> str:
    return f"{findings.say(log_findings.finding(one)).sentence_id} [{one.code}]"


def _held(word: str, one: Holder) -> str:
    has = "belum pernah" if one.size is None else f"{one.size} catatan"
    return f"{word:<12} {one.name} ({one.by}): {has}, {HELD.get(one.code, one.code)}"
