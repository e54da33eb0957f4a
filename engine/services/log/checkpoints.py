"""Checkpoints of the log: signed with the log's own key, read back, and proved to whoever kept an older one."""

import base64
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from engine import errors
from engine.domain.log import merkle, signed_note, tiles
from engine.domain.log.signed_note import Checkpoint, Note, PublicKey, Signature
from engine.services.base.transaction import Transaction
from engine.store.base.signing import is_signed
from engine.store.log import keepers as log_keepers
from engine.store.log import log


class NothingSealedError(errors.NotFoundError):
    """The log has no checkpoint yet. The first one is made within five minutes."""

    code = "nothing_sealed"


class LogSizesError(errors.LindungError):
    """The log has no tree of these sizes. Ask with sizes of its checkpoints, the smaller one first."""

    code = "log_sizes"


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckpointView:
    """What the log promised; ``note`` is what others keep, ``root`` is base64 as in the note."""

    size: int
    root: str
    note: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ProofView:
    """A proof against the tree of ``size`` leaves; hashes are hex, from the leaf up."""

    size: int
    root: str
    proof: tuple[str, ...]
    leaf: int | None = None
    leaf_hash: str | None = None
    old: int | None = None
    old_root: str | None = None


def key(tx: Transaction) -> PublicKey:
    """Give the public key of this installation's log, which auditors are handed on paper."""
    installation = tx.installation
    return PublicKey(installation.settings.log_origin, signed_note.ED25519, installation.log_signer.check())


def signed(tx: Transaction, *, size: int, root: bytes) -> str:
    """Give the signed note of a tree."""
    text = Checkpoint(tx.installation.settings.log_origin, size, root).text
    own = key(tx)
    return str(Note(text, (Signature(own.name, own.key_id, tx.installation.log_signer.signature(text.encode())),)))


def opened(tx: Transaction, note: str) -> Checkpoint:
    """Give the checkpoint of a note that this log signed; NoteInvalidError."""
    return signed_note.opened(note, key(tx), is_signed)


def newest(tx: Transaction) -> CheckpointView | None:
    """Give the newest checkpoint, with the lines of witnesses below it; None before anything was sealed."""
    row = log.newest(tx.session)
    if row is None:
        return None
    lines = "".join(one.line for one in log_keepers.cosignatures(tx.session, row.size))
    return CheckpointView(size=row.size, root=base64.b64encode(row.root).decode(), note=f"{row.note}{lines}", at=row.at)


def require_newest(tx: Transaction) -> CheckpointView:
    """Give the newest checkpoint; NothingSealedError."""
    found = newest(tx)
    if found is None:
        raise NothingSealedError
    return found


def tile(tx: Transaction, path: str) -> bytes | None:
    """Give the hashes of the tile at a path of C2SP tlog-tiles; None where the log has no such tile."""
    wanted = tiles.parse(path)
    newest_row = log.newest(tx.session)
    if wanted is None or newest_row is None or not tiles.is_of(wanted, newest_row.size):
        return None
    return log.tile(tx.session, wanted.level, wanted.number)[: wanted.width * merkle.HASH_BYTES]


def inclusion(tx: Transaction, leaf: int, *, size: int | None = None) -> ProofView:
    """Prove that a leaf is in the tree of a size, the newest by default; LogSizesError, NothingSealedError."""
    wanted = _size(tx, size)
    if not 0 <= leaf < wanted:
        raise LogSizesError(size=wanted, leaf=leaf)
    subtrees = tiles.subtrees(log.reader(tx.session))
    return ProofView(
        size=wanted,
        root=merkle.root_of(wanted, subtrees).hex(),
        proof=_hex(merkle.inclusion_proof(leaf, wanted, subtrees)),
        leaf=leaf,
        leaf_hash=subtrees(0, leaf).hex(),
    )


def consistency(tx: Transaction, old: int, *, size: int | None = None) -> ProofView:
    """Prove that the tree of a size, the newest by default, begins with that of an older one; as ``inclusion``."""
    wanted = _size(tx, size)
    if not 0 <= old <= wanted:
        raise LogSizesError(size=wanted, old=old)
    subtrees = tiles.subtrees(log.reader(tx.session))
    return ProofView(
        size=wanted,
        root=merkle.root_of(wanted, subtrees).hex(),
        proof=_hex(merkle.consistency_proof(old, wanted, subtrees)),
        old=old,
        old_root=merkle.root_of(old, subtrees).hex(),
    )


def _size(tx: Transaction, size: int | None) -> int:
    last = require_newest(tx).size
    if size is None:
        return last
    if not 0 < size <= last:
        raise LogSizesError(size=size)
    return size


def _hex(hashes: Sequence[bytes]) -> tuple[str, ...]:
    return tuple(one.hex() for one in hashes)
