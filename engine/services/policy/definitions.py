"""Procedures: read from a folder, checked, deployed as an immutable version, looked up."""

import functools
import os
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from engine import errors
from engine.bpmn.base import xml
from engine.bpmn.rules import isolated, shared_files
from engine.domain.people import permissions
from engine.domain.policy import procedures as heads
from engine.domain.policy.refusals import Refusal
from engine.services.base import bundles
from engine.services.base.transaction import Transaction
from engine.services.chains import registers
from engine.services.letters import checks
from engine.services.policy import lost_names
from engine.services.policy.results import ChannelView, DefinitionView
from engine.settings import MOST_INSTANCES
from engine.store.base import rows
from engine.store.policy import definitions as stored
from engine.store.tables.policy import Bundle, BundleFile

ENDINGS = (*xml.DIAGRAMS, ".dmn", ".form", ".typ")


class DefinitionRefusedError(errors.LindungError):
    """The procedure cannot be deployed yet. Mend what is listed and try again.

    ``refusals`` say what and where.
    """

    code = "definition_refused"

    def __init__(self, found: tuple[Refusal, ...]) -> None:
        """Keep every refusal."""
        super().__init__(count=len(found))
        self.refusals = found


class FolderUnreadableError(errors.LindungError):
    """The folder holds no procedure: procedure.toml is missing."""

    code = "folder_unreadable"


@dataclass(frozen=True, slots=True, kw_only=True)
class ProcedureChoice:
    """A procedure as a list of tasks is narrowed to it; ``channels`` are code -> label."""

    key: str
    name: str
    channels: Mapping[str, str]


def folders(workflows_dir: Path) -> list[Path]:
    """Give the folders of all procedures and overlays of a workflows folder, procedures first."""
    heads_of = (sorted(workflows_dir.glob(pattern)) for pattern in ("*/procedure.toml", "overlays/*/procedure.toml"))
    return [head.parent for found in heads_of for head in found]


class FileUnreadableError(errors.LindungError):
    """The file is not an ordinary file, or is larger than 4 MB, so it is not read."""

    code = "file_unreadable"


def read_file(path: Path) -> bytes:
    """Give the content of one file of a procedure; FileUnreadableError.

    Links are refused: a folder from elsewhere could bring any file of this machine into a procedure that others read.
    """
    if path.is_symlink() or not path.is_file() or path.stat().st_size > xml.LARGEST_FILE:
        raise FileUnreadableError(file=path.name)
    return path.read_bytes()


def read_folder(folder: Path, workflows_dir: Path) -> dict[str, bytes]:
    """Give the files of a procedure folder with the clauses and shared parts that it names, by path in the bundle.

    Clauses and shared parts are looked for in the folder's own parent first, so that a procedure from outside the
    source tree may bring its own. Of the shared parts only those enter that the diagrams reach and that the folder
    does not replace. FolderUnreadableError or ProcedureInvalidError when it is no procedure,
    FileUnreadableError when a file of it cannot be read.
    """
    head_file = folder / "procedure.toml"
    if not head_file.is_file():
        raise FolderUnreadableError(folder=folder.name)
    files = {"procedure.toml": read_file(head_file), **_read(folder)}
    head = heads.parse(files["procedure.toml"])
    homes = (folder.parent, workflows_dir)
    for name in head.clauses:
        document = _first([home / "clauses" / f"{name}.yaml" for home in homes])
        if document is not None:
            files[f"clauses/{name}.yaml"] = read_file(document)
    shared = _first([home / "shared" for home in homes])
    found = shared_files.reached(files, _read(shared)) if shared is not None else {}
    return files | {f"shared/{path}": data for path, data in sorted(found.items())}


def check(
    files: Mapping[str, bytes],
    *,
    roles: frozenset[str],
    messages: frozenset[str] | None = None,
    most_instances: int = MOST_INSTANCES,
) -> tuple[Refusal, ...]:
    """Give everything that keeps these files from being deployed; read in a child process with limits.

    ``messages`` are those that cross the borders of procedures, None when any name will do; ``most_instances`` is the
    installation's bound of one multi-instance activity.
    """
    found = tuple(isolated.check(files, roles=roles, messages=messages, most_instances=most_instances))
    # Letters are set only when all else is sound: what they are given comes from forms that can be read.
    return found or (checks.check(files) if "procedure.toml" in files else ())


def check_alone(
    path: Path,
    workflows_dir: Path,
    *,
    roles: frozenset[str],
    messages: frozenset[str] | None = None,
    most_instances: int = MOST_INSTANCES,
) -> tuple[Refusal, ...]:
    """Give what is wrong with one file that lies in no procedure folder, as ``check`` does; FileUnreadableError.

    A letter is judged with its head, the parts beside it or among the shared ones, and the forms of the folder above.
    """
    data = read_file(path)
    if path.suffix != ".typ":
        return check({path.name: data}, roles=roles, messages=messages, most_instances=most_instances)
    own, shared = path.parent, workflows_dir / "shared"
    found = {f"shared/documents/{one.name}": read_file(one) for one in sorted((shared / "documents").glob("_*.typ"))}
    beside = [*sorted(own.glob("*.toml")), *sorted(own.glob("*.typ"))]
    found |= {f"documents/{one.name}": read_file(one) for one in beside}
    for home, folder in (("shared/forms", shared / "forms"), ("forms", own.parent / "forms")):
        found |= {f"{home}/{one.name}": read_file(one) for one in sorted(folder.glob("*.form"))}
    return tuple(checks.alone(path.stem, found))


def deploy(tx: Transaction, *, files: Mapping[str, bytes]) -> DefinitionView:
    """Store a new version of a procedure; the files of its newest version again store nothing, unless what is stored
    of that was changed meanwhile: then new cases begin on the new version.

    Whoever deploys must be allowed to in every agency that the procedure runs in, now or until now. Raises
    NotPermittedError, DefinitionRefusedError with every refusal; then nothing is stored.
    """
    return deploy_all(tx, (files,))[0]


def deploy_all(tx: Transaction, several: Sequence[Mapping[str, bytes]]) -> tuple[DefinitionView, ...]:
    """Store versions of several procedures, in their order, as ``deploy`` does; all of them or none.

    They are checked side by side, one on each processor: a check is a second's work of a child process.
    """
    tx.require_anywhere("definition.deploy")
    # What is stored already passed the check when it was.
    new = [files for files in several if _same(tx, bundles.digest_of(files)) is None]
    verdict = functools.partial(
        check,
        roles=frozenset(tx.installation.rights.roles),
        messages=frozenset(tx.installation.messages),
        most_instances=tx.installation.settings.most_instances,
    )
    with ThreadPoolExecutor(max_workers=os.cpu_count()) as hands:
        for found in hands.map(verdict, new):
            if found:
                raise DefinitionRefusedError(found)
    return tuple(_stored(tx, files) for files in several)


def _stored(tx: Transaction, files: Mapping[str, bytes]) -> DefinitionView:
    """Store files that passed the check, unless they are the newest version already."""
    digest = bundles.digest_of(files)
    same = _same(tx, digest)
    if same is not None:
        return _view(tx, same, unchanged=True)
    head = heads.parse(files["procedure.toml"])
    while (bundle := _next_version(tx, head, files, digest)) is None:  # somebody else deployed it in between
        same = _same(tx, digest)
        if same is not None:
            return _view(tx, same, unchanged=True)
    tx.session.add_all(BundleFile(bundle_id=bundle.id, path=path, content=data) for path, data in files.items())
    tx.session.flush()
    view = _view(tx, bundle)
    data = {"version": view.version, "sha256": view.sha256, "agencies": list(view.agencies)}
    registers.append(tx, registers.POLICY, "procedure.deployed", subject=view.key, data=data)
    return view


def _same(tx: Transaction, digest: bytes) -> Bundle | None:
    """Give the newest version when it is made of these files, and they are stored as they were."""
    row = stored.newest_of_content(tx.session, digest)
    return row if row is not None and _sound(tx, row) is not None else None


def _sound(tx: Transaction, row: Bundle) -> bundles.Deployed | None:
    return next((deployed for _, deployed in tx.installation.procedures.sound(tx.session, [row])), None)


def _next_version(tx: Transaction, head: heads.Procedure, files: Mapping[str, bytes], digest: bytes) -> Bundle | None:
    """Store the next version of a procedure, still without its files; None when somebody else took its number."""
    newest = stored.newest(tx.session, head.key)
    before = _sound(tx, newest) if newest is not None else None
    concerned = bundles.agencies_of(tx.session, head)
    until_now = bundles.agencies_of(tx.session, before.procedure) if before is not None else ()
    for agency in {*concerned, *until_now}:
        tx.require("definition.deploy", permissions.Subject(agency=agency))
    _require_known_names(tx, before, files)
    is_new = rows.put_new(
        tx.session,
        Bundle,
        key=head.key,
        version=newest.version + 1 if newest is not None else 1,
        name=head.name,
        sha256=digest,
        deployed_at=tx.now,
        deployed_by=tx.actor.id,
        overlay=head.overlay is not None,
    )
    return stored.newest(tx.session, head.key) if is_new else None


def _require_known_names(tx: Transaction, before: bundles.Deployed | None, files: Mapping[str, bytes]) -> None:
    """Refuse files that lost a name which Python knows, by themselves or since the version before."""
    home = tx.installation.settings.workflows_dir
    found = lost_names.check(files, workflows_dir=home)
    if before is not None:
        found += lost_names.since(before.files, files, workflows_dir=home)
    if found:
        raise DefinitionRefusedError(found)


def search(tx: Transaction) -> tuple[DefinitionView, ...]:
    """Give the newest version of every procedure that runs in an agency of the actor, by key."""
    sound = tx.installation.procedures.sound(tx.session, stored.newest_of_all(tx.session))
    return tuple(view for view in (_view(tx, row) for row, _ in sound) if _may_read(tx, view))


def choices(tx: Transaction) -> tuple[ProcedureChoice, ...]:
    """Give the name and channels of every procedure that ``search`` gives; no diagram is read for it."""
    return tuple(
        ProcedureChoice(key=row.key, name=row.name, channels={code: one.label for code, one in head.channels.items()})
        for row, deployed in tx.installation.procedures.sound(tx.session, stored.newest_of_all(tx.session))
        if _is_read(tx, head := deployed.procedure)
    )


def get(tx: Transaction, key: str) -> DefinitionView:
    """Give the newest version of a procedure; NotFoundError when there is none or no agency of the actor runs it."""
    row = stored.newest(tx.session, key)
    view = _view(tx, row) if row is not None else None
    if view is None or not _may_read(tx, view):
        raise errors.NotFoundError(process_definition=key)
    return view


def _read(folder: Path) -> dict[str, bytes]:
    paths = sorted(path for path in folder.rglob("*") if _belongs(path))
    return {path.relative_to(folder).as_posix(): read_file(path) for path in paths}


def _belongs(path: Path) -> bool:
    """Tell whether a file is part of a bundle; of TOML files only the heads of letters are."""
    return path.suffix in ENDINGS or (path.suffix == ".toml" and path.parent.name == "documents")


def _first(paths: list[Path]) -> Path | None:
    return next((path for path in paths if path.exists()), None)


def _may_read(tx: Transaction, view: DefinitionView) -> bool:
    return any(tx.allows("definition.read", permissions.Subject(agency=agency)) for agency in view.agencies)


def _is_read(tx: Transaction, head: heads.Procedure) -> bool:
    """Tell whether an agency of the actor runs the procedure; one that names none holds in all of them."""
    if not head.agencies:
        return bool(tx.scopes("definition.read"))
    return any(tx.allows("definition.read", permissions.Subject(agency=agency)) for agency in head.agencies)


def _view(tx: Transaction, row: Bundle, *, unchanged: bool = False) -> DefinitionView:
    deployed = tx.installation.procedures.get(tx.session, row.id, version=row.version)
    return DefinitionView(
        key=row.key,
        version=row.version,
        name=row.name,
        sha256=bytes(row.sha256).hex(),
        deployed_at=row.deployed_at,
        deployed_by=row.deployed_by,
        agencies=bundles.agencies_of(tx.session, deployed.procedure),
        is_overlay=row.overlay,
        channels=tuple(_channel(deployed, code) for code in deployed.procedure.channels),
        unchanged=unchanged,
    )


def _channel(deployed: bundles.Deployed, code: str) -> ChannelView:
    channel = deployed.procedure.channels[code]
    form = deployed.definition.side_table[channel.start].form
    return ChannelView(code=code, label=channel.label, start_event=channel.start, form=form)
