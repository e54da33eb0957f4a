"""Files of a change: read, saved so that they differ by the edit alone, merged with what others saved, taken back.

A file's content is that of the version from which the change began, until a revision gives it another one.
"""

import html
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from engine import errors
from engine.bpmn.base import xml
from engine.bpmn.checking.checker import Checker
from engine.domain.changes.changes import DRAFT, checked_path
from engine.domain.forms.saving import ChangesCollideError
from engine.services.base import bundles, canonical
from engine.services.base.transaction import Transaction
from engine.services.chains import registers
from engine.services.changes import changes
from engine.store.changes import changes as stored
from engine.store.changes.changes import Revision
from engine.store.people import people
from engine.store.policy import definitions
from engine.store.tables.changes import Change

KINDS: Mapping[str, str] = {
    **dict.fromkeys(xml.DIAGRAMS, "diagram"),
    ".dmn": "table",
    ".form": "form",
    ".typ": "letter",
    ".toml": "settings",
    ".yaml": "clauses",
}
"""What a file is, by the ending of its name."""
_PROCESS = re.compile(rb'<(?:\w+:)?process\s[^>]*?\bname="([^"]*)"')


class FileTooLargeError(errors.LindungError):
    """The file is larger than 4 MB, so it is not saved."""

    code = "change_file_too_large"


class RevisionUnknownError(errors.LindungError):
    """The change has no such revision of this file. Open the list of revisions again."""

    code = "revision_unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class FileView:
    """A file of a change: its content, None when it was taken out, and the number of its last revision.

    The number is 0 while the file is as in the version from which the change began.
    """

    path: str
    content: bytes | None
    revision: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """A file that somebody edited: what they send, the file as they saw it, and the file as it is now."""

    change: str
    content: bytes
    base: FileView
    now: FileView

    @property
    def is_overtaken(self) -> bool:
        """Tell whether somebody saved the file since it was seen."""
        return self.base.revision != self.now.revision


@dataclass(frozen=True, slots=True, kw_only=True)
class Saved:
    """What saving a file did: its revision and content now; ``merged`` tells that others' edits are in it."""

    path: str
    content: bytes | None
    revision: int
    merged: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class RevisionView:
    """A revision of a change: which file, by whom (display name), when, and whether it took the file out."""

    number: int
    path: str
    by: str
    at: datetime
    is_removal: bool


def of_change(tx: Transaction, change_id: str) -> Mapping[str, bytes]:
    """Give all files of a change as they are now, by path; NotFoundError."""
    return _now(tx, changes.seen(tx, stored.get(tx.session, change_id), change_id))


def kind(path: str) -> str:
    """Give what a file of a procedure is, one of the values of ``KINDS``; KeyError for a name that none may have."""
    return KINDS[path[path.rindex(".") :]]


def title(content: bytes) -> str | None:
    """Give what a diagram calls its process; None for one without a name, and for what is no diagram."""
    found = _PROCESS.search(content)
    return None if found is None else html.unescape(found[1].decode("utf-8", "replace"))


def read(tx: Transaction, change_id: str, path: str) -> FileView:
    """Give one file of a change; NotFoundError for a change or file that is not there."""
    row = changes.seen(tx, stored.get(tx.session, change_id), change_id)
    found = _at(tx, row, path, until=row.revision)
    if found.content is None:
        raise errors.NotFoundError(file=path)
    return found


def revisions(tx: Transaction, change_id: str, *, path: str | None = None) -> tuple[RevisionView, ...]:
    """Give the revisions of one file, or of all, the newest first; NotFoundError."""
    row = changes.seen(tx, stored.get(tx.session, change_id), change_id)
    found = stored.revisions(tx.session, row.id, path=path)
    names = people.by_ids(tx.session, {one.by for one in found})
    return tuple(
        RevisionView(
            number=one.number,
            path=one.path,
            by=names[one.by].display_name if one.by in names else one.by,
            at=one.at,
            is_removal=one.is_removal,
        )
        for one in found
    )


def edit(tx: Transaction, change_id: str, path: str, content: bytes, *, seen: int) -> Edit:
    """Begin to save a file that was edited from its revision ``seen``; nothing is stored yet.

    FileTooLargeError, ChangePathInvalidError, ChangeClosedError, NotFoundError, NotPermittedError.
    """
    row = changes.open_for_drafting(tx, stored.get(tx.session, change_id), change_id)
    if len(content) > xml.LARGEST_FILE:
        raise FileTooLargeError(file=path)
    now = _at(tx, row, checked_path(path), until=row.revision)
    return Edit(change=row.id, content=content, base=_at(tx, row, path, until=seen), now=now)


def written(checker: Checker, edit: Edit) -> bytes:
    """Give what is to be stored: the edit in the text of the file, with what others saved since it was seen.

    Another process reads the files, which takes up to a second: hold no transaction meanwhile. Raises
    ChangesCollideError when others edited the same part since then, RefusedXmlError or FormUnreadableError for what
    cannot be read, CheckerBusyError and SavingBrokeOffError.
    """
    path, base, now = edit.now.path, edit.base.content, edit.now.content
    if not edit.is_overtaken:
        return checker.save(now, edit.content, path=path)
    if now is None and edit.content != base:
        raise ChangesCollideError(("",))
    return edit.content if now is None else checker.merge(base, edit.content, now, path=path)


def store(tx: Transaction, edit: Edit, content: bytes) -> Saved | None:
    """Store what ``written`` gave; None when somebody saved the file in between, so that it must be edited anew.

    Storing what the file holds already makes no revision. Raises what ``edit`` raises.
    """
    row = changes.locked(tx, edit.change)
    now = _at(tx, row, edit.now.path, until=row.revision)
    if now.revision != edit.now.revision:
        return None
    if content == now.content:
        return Saved(path=now.path, content=content, revision=now.revision, merged=edit.is_overtaken)
    return _put(tx, row, now.path, content, merged=edit.is_overtaken)


def take_out(tx: Transaction, change_id: str, path: str, *, seen: int) -> Saved:
    """Take a file out of a change; raises what ``edit`` raises. Taking it out again does nothing."""
    row = changes.locked(tx, change_id)
    now = _at(tx, row, path, until=row.revision)
    if now.content is None:
        return Saved(path=path, content=None, revision=now.revision, merged=False)
    if now.revision != seen:
        raise ChangesCollideError(("",))
    return _put(tx, row, path, None, merged=False)


def bring_back(tx: Transaction, change_id: str, path: str, *, revision: int) -> Saved:
    """Give a file the content that it had at a revision, 0 for the version from which the change began.

    RevisionUnknownError; else raises what ``edit`` raises.
    """
    row = changes.locked(tx, change_id)
    then, now = _at(tx, row, path, until=revision), _at(tx, row, path, until=row.revision)
    if revision > row.revision or then.revision != revision:
        raise RevisionUnknownError(file=path, revision=revision)
    if then.content == now.content:
        return Saved(path=path, content=now.content, revision=now.revision, merged=False)
    return _put(tx, row, path, then.content, merged=False)


def _put(tx: Transaction, row: Change, path: str, content: bytes | None, *, merged: bool) -> Saved:
    """Store a further revision; what was decided about the content before holds no longer."""
    row.revision += 1
    row.state = DRAFT
    revision = Revision(number=row.revision, path=path, by=tx.actor.id, at=tx.now, is_removal=content is None)
    stored.add_revision(tx.session, revision, content, change_id=row.id)
    tx.session.flush()
    row.digest = bundles.digest_of(_now(tx, row))
    told = None if content is None else canonical.digest(content).hex()
    data = {"revision": row.revision, "file": path, "sha256": told, "digest": row.digest.hex()}
    registers.append(tx, registers.POLICY, "change.edited", subject=row.id, data=data)
    return Saved(path=path, content=content, revision=row.revision, merged=merged)


def _now(tx: Transaction, row: Change) -> dict[str, bytes]:
    """Give the files of the version from which the change began, as revised since."""
    files: dict[str, bytes | None] = {**_base(tx, row), **stored.contents(tx.session, row.id)}
    return {path: content for path, content in sorted(files.items()) if content is not None}


def _at(tx: Transaction, row: Change, path: str, *, until: int) -> FileView:
    """Give a file as it was at a revision of the change."""
    found = stored.content(tx.session, row.id, path, until=until)
    number, content = (0, _base(tx, row).get(path)) if found is None else found
    return FileView(path=path, content=content, revision=number)


def _base(tx: Transaction, row: Change) -> Mapping[str, bytes]:
    base = definitions.bundle(tx.session, row.base_bundle_id)
    return tx.installation.procedures.get(tx.session, base.id, version=base.version).files
