"""Witnesses (C2SP tlog-witness): neighbours see that a log only grows, and put their names under its checkpoints.

As a witness we sign a neighbour's checkpoint only when it provably extends the one that we signed last, so that nobody
ever has two truths with our name. As a log we ask our witnesses for the same.
"""

import base64
import binascii
from dataclasses import dataclass
from http import HTTPStatus

from engine.domain.log import merkle, signed_note
from engine.domain.log.keepers import Witness
from engine.domain.log.signed_note import Checkpoint, Note, NoteInvalidError, PublicKey
from engine.domain.people import actors
from engine.services.base.transaction import Transaction
from engine.services.log import checkpoints
from engine.store.base.signing import is_signed
from engine.store.log import keepers as log_keepers
from engine.store.tables.log import WitnessedLog

DOOR = actors.system("witness")
PATH = "/add-checkpoint"
SIGNED = HTTPStatus.OK
MOST_STEPS = 63
"""Hashes of a consistency proof: more than any log needs."""
SIZE_TYPE = "text/x.tlog.size"
TEXT_TYPE = "text/plain; charset=utf-8"


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a witness answers: the status and text that the specification names."""

    status: HTTPStatus
    text: str = ""
    kind: str = TEXT_TYPE


@dataclass(frozen=True, slots=True, kw_only=True)
class Submission:
    """A checkpoint that a log hands in, with the proof that it extends a tree of the ``old`` size."""

    old: int
    proof: tuple[bytes, ...]
    note: Note
    checkpoint: Checkpoint

    @classmethod
    def parse(cls, body: str) -> "Submission":
        """Read a request's body; NoteInvalidError for what is not written exactly as one."""
        head, blank, rest = body.partition("\n\n")
        first, *steps = head.split("\n")
        word, _, number = first.partition(" ")
        proof = tuple(map(_hash, steps))
        if not blank or word != "old" or not _is_size(number) or len(proof) > MOST_STEPS:
            raise NoteInvalidError
        note = Note.parse(rest)
        return cls(old=int(number), proof=proof, note=note, checkpoint=Checkpoint.parse(note.text))

    def __str__(self) -> str:
        """Give the body as it is sent."""
        steps = (base64.b64encode(one).decode() for one in self.proof)
        return "\n".join((f"old {self.old}", *steps, "", str(self.note)))


def own_key(tx: Transaction) -> PublicKey:
    """Give the key under which this installation cosigns, which neighbours are handed."""
    installation = tx.installation
    return PublicKey(installation.settings.log_origin, signed_note.COSIGNATURE, installation.log_signer.check())


def add_checkpoint(tx: Transaction, body: str) -> Answer:
    """Cosign a neighbour's checkpoint when it extends what we signed last; else say why not, by status.

    400 for what cannot be read, 404 for a log that we do not watch, 403 when it did not sign, 409 with the size that we
    have when the proof begins elsewhere or the tree is another one of that size, 422 when the proof shows nothing.
    """
    try:
        given = Submission.parse(body)
    except NoteInvalidError:
        return Answer(status=HTTPStatus.BAD_REQUEST)
    key = tx.installation.keepers.log(given.checkpoint.origin)
    if key is None:
        return Answer(status=HTTPStatus.NOT_FOUND)
    if not _is_signed(given.note, key):
        return Answer(status=HTTPStatus.FORBIDDEN)
    if given.old > given.checkpoint.size:
        return Answer(status=HTTPStatus.BAD_REQUEST)
    row = log_keepers.lock_witnessed(tx.session, key.name, empty_root=merkle.EMPTY, at=tx.now)
    refusal = _refusal(row, given)
    if refusal is not None:
        return refusal
    row.size, row.root, row.note, row.at = given.checkpoint.size, given.checkpoint.root, str(given.note), tx.now
    return Answer(status=SIGNED, text=_cosigned(tx, given.note))


def asking(tx: Transaction, witness: Witness) -> str | None:
    """Give the body to send to a witness of ours; None when it has cosigned all that there is, or more than that."""
    newest = checkpoints.newest(tx)
    known = log_keepers.standing(tx.session, witness.key.name)
    old = known.size if known else 0
    if newest is None or old > newest.size or (known and known.last_code is None and old == newest.size):
        return None
    note = Note.parse(newest.note)
    steps = tuple(map(bytes.fromhex, checkpoints.consistency(tx, old).proof))
    return str(Submission(old=old, proof=steps, note=note, checkpoint=Checkpoint.parse(note.text)))


def answered(tx: Transaction, witness: Witness, body: str, *, status: int | None, text: str) -> bool:
    """Note what a witness answered to a body that was sent, and tell whether to ask again at once.

    ``status`` None means that it could not be reached.
    """
    sent = Submission.parse(body)
    name, size = witness.key.name, sent.old
    code: str | None = "witness_unreachable" if status is None else "witness_refused"
    again = False
    if status == SIGNED:
        line = _line(sent.note, text, witness.key)
        if line is not None:
            size, code = sent.checkpoint.size, None
            log_keepers.add_cosignature(tx.session, name, size=size, line=line, at=tx.now)
    elif status == HTTPStatus.CONFLICT and _is_size(text.strip()):
        size = int(text)
        code = "witness_ahead" if size > sent.checkpoint.size else "witness_behind"
        again = size <= sent.checkpoint.size and size != sent.old
    log_keepers.put_standing(tx.session, name, size=size, at=tx.now, code=code)
    return again


def _refusal(row: WitnessedLog, given: Submission) -> Answer | None:
    """Give why we do not cosign; a signed checkpoint that contradicts what we have is kept as a proof of that."""
    if given.old != row.size:
        return Answer(status=HTTPStatus.CONFLICT, text=f"{row.size}\n", kind=SIZE_TYPE)
    found = given.checkpoint
    if merkle.is_consistent(row.size, found.size, row.root, found.root, given.proof):
        return None
    if found.size == row.size:
        row.conflict = str(given.note) if found.root != row.root else row.conflict
        return Answer(status=HTTPStatus.CONFLICT, text=f"{row.size}\n", kind=SIZE_TYPE)
    return Answer(status=HTTPStatus.UNPROCESSABLE_ENTITY)


def _cosigned(tx: Transaction, note: Note) -> str:
    """Give our line under a neighbour's checkpoint."""
    at = int(tx.now.timestamp())
    signature = tx.installation.log_signer.signature(signed_note.cosigned(note.text, at=at))
    return signed_note.cosignature(own_key(tx), at=at, signature=signature).line


def _line(note: Note, text: str, key: PublicKey) -> str | None:
    """Give the witness's own line among those that it answered, when it holds."""
    try:
        found = note.with_signatures(signed_note.signatures(text)).by(key, is_signed)
    except NoteInvalidError:
        return None
    return None if found is None else found.line


def _is_signed(note: Note, key: PublicKey) -> bool:
    try:
        return note.by(key, is_signed) is not None
    except NoteInvalidError:
        return False


def _is_size(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) < 20 and (text == "0" or text[0] != "0")


def _hash(text: str) -> bytes:
    try:
        found = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise NoteInvalidError from None
    if len(found) != merkle.HASH_BYTES:
        raise NoteInvalidError
    return found
