"""Files handed over with a case: sent in pieces that may be sent again, checked by content, sealed under the case key.

A file is begun, grows by pieces at the offset that the service names, and becomes part of the case when it is whole and
of a kind that is taken. Until then nobody but its sender knows of it. It is given out only as a download.
"""

import hashlib
import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta

from engine import errors
from engine.domain.cases import file_kinds
from engine.services.base import access
from engine.services.base.transaction import Transaction
from engine.services.chains import chain, reads
from engine.services.content import submissions
from engine.services.user_tasks import life_cycle, user_tasks
from engine.store.cases import cases, files
from engine.store.tables.cases import Case, CaseFile, CaseFilePart

LARGEST = 15 * 1024 * 1024
LARGEST_PIECE = 512 * 1024
MOST_UNFINISHED = 5
LONGEST_NAME = 120
UNFINISHED_KEPT = timedelta(days=2)


class FileUnfitError(errors.LindungError):
    """The file cannot be taken. Send PDF, JPEG, PNG, WebP, M4A, Ogg, MP3, DOCX or ODT without macros, of at most 15
    MB.
    """

    code = "file_unfit"


class FileOffsetError(errors.ConflictError):
    """The upload was interrupted. Go on from where the server says.

    ``offset`` says where to go on.
    """

    code = "file_offset"


class TooManyFilesError(errors.ConflictError):
    """Too many uploads are unfinished. Finish or abandon them first."""

    code = "too_many_files"


@dataclass(frozen=True, slots=True, kw_only=True)
class FileView:
    """A file as the case shows it; ``name`` is None once the case's key is destroyed."""

    id: str
    name: str | None
    kind: file_kinds.Kind | None
    size: int
    received: int
    at: datetime


def begin(tx: Transaction, task_id: str, *, name: str, size: int) -> str:
    """Begin a file at a task that the actor holds and give its id.

    Raises NotFoundError, NotPermittedError, NotClaimedError, FileUnfitError, TooManyFilesError, CaseErasedError.
    """
    task = user_tasks.seen(tx, task_id)
    if task.state != "open" or task.assignee != tx.actor.id:
        raise life_cycle.NotClaimedError(user_task=task_id)
    if not 0 < size <= LARGEST:
        raise FileUnfitError(user_task=task_id)
    if len(files.unfinished_files(tx.session, task_id=task_id, user_id=tx.actor.id)) >= MOST_UNFINISHED:
        raise TooManyFilesError(user_task=task_id)
    case = cases.known(tx.session, task.case_number)
    file_id = str(uuid.uuid4())
    sealed = tx.installation.vault.seal(
        {"name": _clean(name)}, case_id=case.id, wrapped_key=submissions.key_of(case), bound_to=file_id
    )
    tx.session.add(
        CaseFile(
            id=file_id,
            case_id=case.id,
            instance_id=task.process_instance,
            task_id=task_id,
            uploaded_by=tx.actor.id,
            begun_at=tx.now,
            size=size,
            received=0,
            ciphertext=sealed,
        )
    )
    return file_id


def offset(tx: Transaction, file_id: str) -> int:
    """Give where the actor's own unfinished or finished file ends so far; NotFoundError."""
    return _own(tx, file_id).received


def append(tx: Transaction, file_id: str, *, at: int, piece: bytes) -> int:
    """Add a piece and give where the file ends now; with its last piece the file becomes part of the case.

    Raises NotFoundError, FileOffsetError, CaseErasedError, and FileUnfitError for a piece that is too large or content
    of a kind that is not taken; such a file is for the caller to ``abandon``, since this transaction is lost.
    """
    row = _own(tx, file_id)
    if at != row.received or row.completed_at is not None:
        raise FileOffsetError(file=file_id, offset=row.received)
    if not 0 < len(piece) <= min(LARGEST_PIECE, row.size - at):
        raise FileUnfitError(file=file_id)
    if at == 0 and not file_kinds.of_head(piece[: file_kinds.HEAD_BYTES]):
        raise FileUnfitError(file=file_id)
    found = cases.lock_known(tx.session, row.instance_id)
    tx.session.add(CaseFilePart(file_id=file_id, at_byte=at, ciphertext=_sealed(tx, found.case, row, piece, at)))
    row.received += len(piece)
    if row.received == row.size:
        _finish(tx, found, row)
    return row.received


def attach(tx: Transaction, task_id: str, *, name: str, content: bytes) -> str:
    """Take a whole file at once, as a browser without scripts sends it; raises as ``begin`` and ``append`` do."""
    file_id = begin(tx, task_id, name=name, size=len(content))
    tx.session.flush()
    for at in range(0, len(content), LARGEST_PIECE):
        append(tx, file_id, at=at, piece=content[at : at + LARGEST_PIECE])
    return file_id


def abandon(tx: Transaction, file_id: str) -> None:
    """Forget the actor's own file while it is not whole; NotFoundError when it is none."""
    row = _own(tx, file_id)
    if row.completed_at is not None:
        raise errors.NotFoundError(file=file_id)
    files.drop_file(tx.session, file_id)


def of_task(tx: Transaction, task_id: str) -> tuple[FileView, ...]:
    """Give the whole files of a task's case as ``of_case`` does; NotFoundError for one that the actor may not see."""
    return of_case(tx, user_tasks.seen(tx, task_id).case_number)


def of_case(tx: Transaction, case_number: str) -> tuple[FileView, ...]:
    """Give the whole files of a case for who may read its narrative; names are content, so it is recorded."""
    case = cases.known(tx.session, case_number)
    seen = access.seen(tx, case, "case.read_narrative")
    if seen is None:
        return ()
    rows = files.files(tx.session, case.id)
    if rows:
        reads.note(tx, case.id, what="file.list", seen=seen)
    return tuple(_view(tx, case, row) for row in rows)


def content(tx: Transaction, case_number: str, file_id: str) -> tuple[FileView, bytes]:
    """Give a whole file and record that the case was read; NotFoundError for who may not read it."""
    row = files.file(tx.session, file_id)
    case = cases.by_number(tx.session, case_number)
    is_there = case is not None and row is not None and row.case_id == case.id and row.completed_at is not None
    seen = access.seen(tx, case if is_there else None, "case.read_narrative")
    if case is None or row is None or seen is None:
        raise access.refused(tx, case if is_there else None, what="file.read", subject=file_id, file=file_id)
    reads.note(tx, case.id, what="file.read", seen=seen, subject=row.id)
    return _view(tx, case, row), _whole(tx, case, row)


def forget_old(tx: Transaction) -> None:
    """Drop files that were begun and never became whole."""
    files.drop_stale_files(tx.session, begun_before=tx.now - UNFINISHED_KEPT)


def _finish(tx: Transaction, found: cases.Found, row: CaseFile) -> None:
    tx.session.flush()
    whole = _whole(tx, found.case, row)
    kind = file_kinds.of_content(whole)
    if kind is None:
        raise FileUnfitError(file=row.id)
    row.media_type, row.completed_at = kind.media_type, tx.now
    parts = b"".join(part.ciphertext for part in files.parts(tx.session, row.id))
    data = {"digests": {row.id: hashlib.sha256(parts).hexdigest()}, "size": row.size, "media_type": kind.media_type}
    chain.append(
        tx, found.instance, type_="file.attached", version=found.bundle.version, data=data, task_id=row.task_id
    )


def _whole(tx: Transaction, case: Case, row: CaseFile) -> bytes:
    return b"".join(
        tx.installation.vault.unseal_bytes(
            part.ciphertext,
            case_id=case.id,
            wrapped_key=submissions.key_of(case),
            bound_to=f"{row.id}:{part.at_byte}",
        )
        for part in files.parts(tx.session, row.id)
    )


def _sealed(tx: Transaction, case: Case, row: CaseFile, piece: bytes, at: int) -> bytes:
    return tx.installation.vault.seal_bytes(
        piece, case_id=case.id, wrapped_key=submissions.key_of(case), bound_to=f"{row.id}:{at}"
    )


def _own(tx: Transaction, file_id: str) -> CaseFile:
    row = files.file(tx.session, file_id, locked=True)
    if row is None or row.uploaded_by != tx.actor.id:
        raise errors.NotFoundError(file=file_id)
    return row


def _view(tx: Transaction, case: Case, row: CaseFile) -> FileView:
    name = None
    if case.wrapped_key is not None:
        opened = tx.installation.vault.unseal(
            row.ciphertext, case_id=case.id, wrapped_key=case.wrapped_key, bound_to=row.id
        )
        name = str(opened["name"])
    kind = None if row.media_type is None else file_kinds.KINDS.get(row.media_type)
    return FileView(id=row.id, name=name, kind=kind, size=row.size, received=row.received, at=row.begun_at)


def _clean(name: str) -> str:
    """Give a file's name without folders and signs that a header or a disk would stumble over."""
    last = name.replace("\\", "/").rpartition("/")[2]
    kept = "".join(char for char in last if char.isprintable() and char not in '"<>:|?*%;').strip(" .")
    return kept[-LONGEST_NAME:] or "berkas"
