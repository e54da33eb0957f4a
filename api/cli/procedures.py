"""``check`` and ``deploy``: a procedure folder is examined, then stored as an immutable version."""

from argparse import ArgumentParser, Namespace
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from api import refusals
from api.cli import refused
from api.cli.context import Commands, Context
from api.cli.report import Report
from api.web.words import moments
from engine.domain.messages import messages
from engine.domain.people import permissions
from engine.domain.policy.refusals import Refusal
from engine.services.base.transaction import Transaction
from engine.services.people import agencies
from engine.services.policy import definitions, lost_names
from engine.services.policy.results import PendingView


def add(commands: Commands, shared: ArgumentParser) -> None:
    """Add this group's commands."""
    one = commands.add_parser("deploy", parents=[shared], help="check a procedure folder and store a new version")
    one.add_argument("folder", metavar="DIR", type=Path)
    one.add_argument("--store", action="store_true", help="store the version only; rollout put tells when it begins")
    one.set_defaults(run=deploy)
    two = commands.add_parser("check", parents=[shared], help="name everything that would not run right")
    two.add_argument("files", metavar="FILE", nargs="+", type=Path, help="diagram, table, form or procedure folder")
    two.set_defaults(run=check)


def deploy(context: Context, options: Namespace) -> Report:
    """Store a procedure folder and put it in force now; the same content again stores nothing."""
    if not options.folder.is_dir():
        raise refusals.PathMissingError(path=str(options.folder))
    files = definitions.read_folder(options.folder, context.settings.workflows_dir)
    if options.store:
        return _stored(context, files)
    with context.transaction() as tx:
        stored = definitions.deploy(tx, files=files)
        later = [_following(tx, one) for one in stored.pending]
    done = "sudah tersimpan" if stored.unchanged else "disimpan"
    return Report(data=stored, lines=(f"{stored.key} versi {stored.version} {done} ({stored.sha256}).", *later))


def _stored(context: Context, files: Mapping[str, bytes]) -> Report:
    with context.transaction() as tx:
        version = definitions.store(tx, files=files)
    return Report(data={"version": version}, lines=(f"Versi {version} tersimpan, belum berlaku.",))


def _following(tx: Transaction, one: PendingView) -> str:
    """Say what still follows, so that nobody is surprised when it replaces what was deployed now."""
    begin = moments.moment(one.valid_from, agencies.profile(tx, one.agencies[0]).zone.key)
    return f"Versi {one.version} tetap berlaku mulai {begin} di {', '.join(one.agencies)}."


def check(context: Context, options: Namespace) -> Report:
    """Examine files or whole procedure folders without a database; fails when anything is refused."""
    home = context.settings.workflows_dir
    known: dict[str, Any] = {
        "roles": frozenset(permissions.Rights.from_toml((home / "roles.toml").read_text()).roles),
        "messages": frozenset(messages.parse((home / "messages.toml").read_text())),
        "most_instances": context.settings.most_instances,
    }
    found = [one for path in options.files for one in _refusals(context, path, known)]
    data = {"ok": not found, "refusals": found}
    return Report(data=data, lines=refused.lines(found) or ("Tidak ada yang ditolak.",), failed=bool(found))


def _refusals(context: Context, path: Path, known: Mapping[str, Any]) -> list[Refusal]:
    """Give what is refused in a folder, or in one file of it: a file is judged by what its folder says of it."""
    if not path.exists():
        raise refusals.PathMissingError(path=str(path))
    home = path if path.is_dir() else _home(path)
    if home is None:
        return list(definitions.check_alone(path, context.settings.workflows_dir, **known))
    workflows = context.settings.workflows_dir
    files = definitions.read_folder(home, workflows)
    found = definitions.check(files, **known) or lost_names.check(files, workflows_dir=workflows)
    wanted = None if path.is_dir() else path.resolve().relative_to(home.resolve()).as_posix()
    return [one for one in found if wanted in {None, one.file}]


def _home(path: Path) -> Path | None:
    """Give the procedure folder that a file belongs to: the nearest above that has a head; None for a lone file."""
    return next((folder for folder in path.resolve().parents if (folder / "procedure.toml").is_file()), None)
