"""A checkpoint that somebody kept, laid beside today's log: whether the log still begins with what it promised then.

Only stored hashes are compared, so an answer takes a moment; that the records are those of the hashes is for the check
of the log to say.
"""

import base64
from dataclasses import dataclass

from engine import errors
from engine.domain.log import merkle, tiles
from engine.domain.log.signed_note import Checkpoint, NoteInvalidError
from engine.services.base.transaction import Transaction
from engine.services.log import checkpoints
from engine.store.log import log

LONGEST = 64 * 1024
"""Characters of a note with the lines of many witnesses."""


class KeptNoteInvalidError(errors.LindungError):
    """The text is no checkpoint that this log signed. Copy the whole note, from its first line to its last."""

    code = "kept_note_invalid"


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptNote:
    """What a kept checkpoint says, and how the log stands to it; roots are base64 as in notes.

    ``held`` tells that the log begins with exactly what was promised; ``now`` is the log's size today. ``root_now`` is
    the root that the log has at that size today, None where the log is shorter than it was.
    """

    size: int
    root: str
    now: int
    root_now: str | None
    held: bool


def compare(tx: Transaction, note: str) -> KeptNote:
    """Compare a kept checkpoint with the log; for who may verify the history.

    Raises NotPermittedError, KeptNoteInvalidError, NothingSealedError.
    """
    tx.require_anywhere("history.verify")
    kept, newest = _opened(tx, note), checkpoints.require_newest(tx)
    root = None
    if kept.size <= newest.size:
        root = merkle.root_of(kept.size, tiles.subtrees(log.reader(tx.session)))
    return KeptNote(
        size=kept.size,
        root=base64.b64encode(kept.root).decode(),
        now=newest.size,
        root_now=None if root is None else base64.b64encode(root).decode(),
        held=root == kept.root,
    )


def _opened(tx: Transaction, note: str) -> Checkpoint:
    """Open a note as it was kept; lines that a mail or an editor ended otherwise are the same lines."""
    text = note.replace("\r\n", "\n").strip("\n") + "\n"
    if len(text) > LONGEST:
        raise KeptNoteInvalidError
    try:
        return checkpoints.opened(tx, text)
    except NoteInvalidError:
        raise KeptNoteInvalidError from None
