"""Procedures: read from a folder, checked, deployed as an immutable version, looked up."""

import functools
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from itertools import groupby
from pathlib import Path

from engine import errors
from engine.bpmn.base import xml
from engine.bpmn.rules import isolated, shared_files
from engine.domain.people import permissions
from engine.domain.policy import procedures as heads
from engine.domain.policy import rollouts as rules
from engine.domain.policy.refusals import Refusal
from engine.services.base import bundles, in_force
from engine.services.base.in_force import Pairs
from engine.services.base.transaction import Transaction
from engine.services.chains import registers
from engine.services.letters import checks
from engine.services.policy import lost_names, rollouts
from engine.services.policy.results import ChannelView, DefinitionView
from engine.settings import MOST_INSTANCES
from engine.store.base import rows
from engine.store.policy import definitions as stored
from engine.store.policy import rollouts as rollouts_of
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
    """Store a new version of a procedure and put it in force at once, in every agency that it names.

    The files of the version that was deployed last store nothing again, unless what is stored of that was changed
    meanwhile; where that version is not in force, it is put in force. Whoever deploys must be allowed to in every
    agency that runs the procedure, now or until now. What is to follow later still follows. Raises NotPermittedError,
    DefinitionRefusedError with every refusal; then nothing is stored.
    """
    return deploy_all(tx, (files,))[0]


def deploy_all(
    tx: Transaction, several: Sequence[Mapping[str, bytes]], *, anew: bool = True
) -> tuple[DefinitionView, ...]:
    """Store versions of several procedures, in their order, as ``deploy`` does; all of them or none.

    Unless ``anew``, what was ever stored is left as it is: somebody may have decided that another version follows it.
    They are checked side by side, one on each processor: a check is a second's work of a child process.
    """
    tx.require_anywhere("definition.deploy")
    # What is stored already passed the check when it was.
    _check(tx, [files for files in several if _known(tx, bundles.digest_of(files), anew=anew) is None])
    return tuple(_stored(tx, files, anew=anew) for files in several)


def store(tx: Transaction, *, files: Mapping[str, bytes]) -> int:
    """Store a version of a procedure that is in force nowhere yet, and give its number.

    The files of the version that was stored last give that one. Rights and refusals as with ``deploy``.
    """
    tx.require_anywhere("definition.deploy")
    digest = bundles.digest_of(files)
    same = _same(tx, digest)
    if same is None:
        _check(tx, [files])
        same = _added(tx, heads.parse(files["procedure.toml"]), files, digest)
    return same.version


def _check(tx: Transaction, several: Sequence[Mapping[str, bytes]]) -> None:
    verdict = functools.partial(
        check,
        roles=frozenset(tx.installation.rights.roles),
        messages=frozenset(tx.installation.messages),
        most_instances=tx.installation.settings.most_instances,
    )
    with ThreadPoolExecutor(max_workers=os.cpu_count()) as hands:
        for found in hands.map(verdict, several):
            if found:
                raise DefinitionRefusedError(found)


def _stored(tx: Transaction, files: Mapping[str, bytes], *, anew: bool) -> DefinitionView:
    """Store files that passed the check, unless they are the last version already, and put them in force."""
    digest, head = bundles.digest_of(files), heads.parse(files["procedure.toml"])
    agencies, bundle = bundles.agencies_of(tx.session, head), _known(tx, digest, anew=anew)
    if bundle is not None and not anew:
        return _view(tx, bundle, agencies, rollouts_of.of_key(tx.session, head.key), unchanged=True)
    if bundle is None:
        bundle = _added(tx, head, files, digest)
    running = in_force.running(tx, rollouts_of.of_key(tx.session, head.key), at=tx.now)
    unchanged = all(agency in running and running[agency][0].id == bundle.id for agency in agencies)
    if not unchanged:
        _require(tx, {*agencies, *running})
        rollouts.order(tx, bundle, agency=None, valid_from=tx.now)
    return _view(tx, bundle, agencies, rollouts_of.of_key(tx.session, head.key), unchanged=unchanged)


def _added(tx: Transaction, head: heads.Procedure, files: Mapping[str, bytes], digest: bytes) -> Bundle:
    """Store the next version of a procedure; the same one, where somebody else stored it in between."""
    while (bundle := _next_version(tx, head, files, digest)) is None:
        same = _same(tx, digest)
        if same is not None:
            return same
    tx.session.add_all(BundleFile(bundle_id=bundle.id, path=path, content=data) for path, data in files.items())
    tx.session.flush()
    agencies = bundles.agencies_of(tx.session, head)
    data = {"version": bundle.version, "sha256": digest.hex(), "agencies": list(agencies)}
    registers.append(tx, registers.POLICY, "procedure.deployed", subject=head.key, data=data)
    return bundle


def _known(tx: Transaction, digest: bytes, *, anew: bool) -> Bundle | None:
    """Give the version that is made of these files: the last one, or any unless they are to be deployed ``anew``."""
    row = stored.of_content(tx.session, digest) if not anew else None
    return row if row is not None and _sound(tx, row) is not None else _same(tx, digest)


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
    until_now = bundles.agencies_of(tx.session, before.procedure) if before is not None else ()
    _require(tx, {*bundles.agencies_of(tx.session, head), *until_now})
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


def _require(tx: Transaction, agencies: Iterable[str]) -> None:
    for agency in agencies:
        tx.require("definition.deploy", permissions.Subject(agency=agency))


def _require_known_names(tx: Transaction, before: bundles.Deployed | None, files: Mapping[str, bytes]) -> None:
    """Refuse files that lost a name which Python knows, by themselves or since the version before."""
    home = tx.installation.settings.workflows_dir
    found = lost_names.check(files, workflows_dir=home)
    if before is not None:
        found += lost_names.since(before.files, files, workflows_dir=home)
    if found:
        raise DefinitionRefusedError(found)


def search(tx: Transaction) -> tuple[DefinitionView, ...]:
    """Give every version that is in force now in an agency of the actor, by key; where one agency goes first, both."""
    return tuple(view for pairs in _by_key(tx) for view in _views(tx, pairs))


def choices(tx: Transaction) -> tuple[ProcedureChoice, ...]:
    """Give the name and channels of every procedure that ``search`` gives; no diagram is read for it."""
    found = []
    for pairs in _by_key(tx):
        for head in _heads(tx, pairs):
            channels = {code: one.label for code, one in head.channels.items()}
            found.append(ProcedureChoice(key=head.key, name=head.name, channels=channels))
    return tuple(found)


def of_agency(tx: Transaction, agency: str) -> Mapping[str, DefinitionView]:
    """Give what ``search`` gives by key: of each procedure the version in force in the agency, else in another."""
    return {one.key: one for one in sorted(search(tx), key=lambda one: agency in one.agencies)}


def get(tx: Transaction, key: str, *, agency: str | None = None) -> DefinitionView:
    """Give the version of a procedure that is in force in an agency, without one in the first that the actor may read.

    NotFoundError when there is none or the actor may not read it.
    """
    return next(one for one in of_key(tx, key, agency=agency) if agency is None or agency in one.agencies)


def of_key(tx: Transaction, key: str, *, agency: str | None = None) -> tuple[DefinitionView, ...]:
    """Give the versions of a procedure that are in force in agencies of the actor.

    NotFoundError when there is none, or none of them in ``agency``.
    """
    found = _views(tx, rollouts_of.of_key(tx.session, key))
    if not any(agency is None or agency in one.agencies for one in found):
        raise errors.NotFoundError(process_definition=key)
    return found


def _read(folder: Path) -> dict[str, bytes]:
    paths = sorted(path for path in folder.rglob("*") if _belongs(path))
    return {path.relative_to(folder).as_posix(): read_file(path) for path in paths}


def _belongs(path: Path) -> bool:
    """Tell whether a file is part of a bundle; of TOML files only the heads of letters are."""
    return path.suffix in ENDINGS or (path.suffix == ".toml" and path.parent.name == "documents")


def _first(paths: list[Path]) -> Path | None:
    return next((path for path in paths if path.exists()), None)


def _by_key(tx: Transaction) -> Iterator[Pairs]:
    by_key = groupby(rollouts_of.everything(tx.session), key=lambda pair: pair[0].key)
    return (list(pairs) for _, pairs in by_key)


def _views(tx: Transaction, pairs: Pairs) -> tuple[DefinitionView, ...]:
    """Give each version of a procedure that is in force in an agency of the actor."""
    running: dict[int, tuple[Bundle, list[str]]] = {}
    for agency, (row, _) in in_force.running(tx, pairs, at=tx.now).items():
        running.setdefault(row.id, (row, []))[1].append(agency)
    readable = [(row, agencies) for row, agencies in running.values() if any(_may_read(tx, one) for one in agencies)]
    return tuple(_view(tx, row, agencies, pairs) for row, agencies in readable)


def _heads(tx: Transaction, pairs: Pairs) -> Iterable[heads.Procedure]:
    """Give the head of each version of a procedure that is in force in an agency of the actor."""
    running = in_force.running(tx, pairs, at=tx.now)
    return {row.id: deployed.procedure for agency, (row, deployed) in running.items() if _may_read(tx, agency)}.values()


def _may_read(tx: Transaction, agency: str) -> bool:
    return tx.allows("definition.read", permissions.Subject(agency=agency))


def _view(
    tx: Transaction, row: Bundle, agencies: Sequence[str], pairs: Pairs, *, unchanged: bool = False
) -> DefinitionView:
    """Give a version as callers see it; ``agencies`` are those in which it is in force."""
    deployed, known = tx.installation.procedures.get(tx.session, row.id, version=row.version), in_force.rows_of(pairs)
    spans = [one for agency in agencies for one in rules.spans(known, agency=agency) if one.version == row.version]
    later = [(one, [*filter(set(agencies).__contains__, one.agencies)]) for one in rollouts.pending(tx, pairs)]
    return DefinitionView(
        key=row.key,
        version=row.version,
        name=row.name,
        sha256=bytes(row.sha256).hex(),
        deployed_at=row.deployed_at,
        deployed_by=row.deployed_by,
        agencies=tuple(agencies),
        is_overlay=row.overlay,
        channels=tuple(_channel(deployed, code) for code in deployed.procedure.channels),
        valid_from=max((one.valid_from for one in spans if one.valid_from <= tx.now), default=row.deployed_at),
        pending=tuple(replace(one, agencies=tuple(here)) for one, here in later if here),
        unchanged=unchanged,
    )


def _channel(deployed: bundles.Deployed, code: str) -> ChannelView:
    channel = deployed.procedure.channels[code]
    form = deployed.definition.side_table[channel.start].form
    return ChannelView(code=code, label=channel.label, start_event=channel.start, form=form)
