"""Signed notes, checkpoints and cosignatures of C2SP (signed-note, tlog-checkpoint, tlog-cosignature v1).

A checkpoint is a note that says how large a log is and what its root is. It is read strictly: one text, one meaning.
Whether a signature is right is asked of ``Verify``, since Ed25519 lies in the store.
"""

import base64
import binascii
import hashlib
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from engine import errors
from engine.domain.log import merkle

ED25519, COSIGNATURE = 0x01, 0x04
"""What a signature is made over: the note's text, or the text after the moment at which a witness saw it."""
LARGEST_NOTE = 16 * 1024
MOST_SIGNATURES = 32
KEY_ID_BYTES, SIGNATURE_BYTES, PUBLIC_BYTES, MOMENT_BYTES = 4, 64, 32, 8
LATEST = (1 << 63) - 1
LARGEST = (1 << 63) - 1
_DASH = "\N{EM DASH} "
_NAME = re.compile(r"[^\s+]+")
_NUMBER = re.compile(r"0|[1-9][0-9]{0,18}", re.ASCII)
_UNFIT = re.compile("[\x00-\x09\x0b-\x1f\ud800-\udfff]")  # control characters, and what UTF-8 cannot hold

Verify = Callable[[bytes, bytes, bytes], bool]
"""Tells whether (public key, message, signature) is a good Ed25519 signature of RFC 8032."""


class NoteInvalidError(errors.LindungError):
    """The checkpoint note cannot be read. Take it again from where it was kept, whole and unchanged."""

    code = "note_invalid"


class KeyTextInvalidError(errors.LindungError):
    """The text of a public key of a log or witness cannot be read. Copy it again, whole and on one line."""

    code = "key_text_invalid"


@dataclass(frozen=True, slots=True)
class PublicKey:
    """The key of a log (``ED25519``) or of a witness (``COSIGNATURE``), by the name that it signs under."""

    name: str
    kind: int
    public: bytes

    @classmethod
    def parse(cls, vkey: str) -> "PublicKey":
        """Read a key as it is handed over: ``name+key id+base64``; KeyTextInvalidError for anything else."""
        name, key_id, material = (*vkey.split("+", 2), "", "")[:3]
        data = _decoded(material)
        if data is None or len(data) != 1 + PUBLIC_BYTES or data[0] not in {ED25519, COSIGNATURE}:
            raise KeyTextInvalidError
        key = cls(name, data[0], data[1:])
        if not is_name(name) or key.key_id.hex() != key_id:
            raise KeyTextInvalidError
        return key

    @property
    def key_id(self) -> bytes:
        """Give the four bytes that stand before each of its signatures."""
        named = f"{self.name}\n".encode() + bytes([self.kind]) + self.public
        return hashlib.sha256(named).digest()[:KEY_ID_BYTES]

    @property
    def vkey(self) -> str:
        """Give the key as it is handed over, about 90 characters."""
        return f"{self.name}+{self.key_id.hex()}+{_encoded(bytes([self.kind]) + self.public)}"


@dataclass(frozen=True, slots=True)
class Signature:
    """One line below a note: who signed, by name and key id, and the bytes that the kind of key means."""

    name: str
    key_id: bytes
    data: bytes

    @property
    def line(self) -> str:
        """Give the line as it stands below the note, with its end."""
        return f"{_DASH}{self.name} {_encoded(self.key_id + self.data)}\n"

    @property
    def at(self) -> int | None:
        """Give the second since 1970 that a cosignature names; None when the bytes are none."""
        if len(self.data) != MOMENT_BYTES + SIGNATURE_BYTES:
            return None
        moment = int.from_bytes(self.data[:MOMENT_BYTES])
        return moment if moment <= LATEST else None


@dataclass(frozen=True, slots=True)
class Note:
    """A text and the signatures below it; nobody may believe the text before one of them was checked."""

    text: str
    signatures: tuple[Signature, ...]

    @classmethod
    def parse(cls, note: str) -> "Note":
        """Read a note; NoteInvalidError for what is not written exactly as one."""
        if len(note) > LARGEST_NOTE or _UNFIT.search(note) or not note.endswith("\n"):
            raise NoteInvalidError
        text, blank, below = note.rpartition("\n\n")
        lines = below.removesuffix("\n").split("\n")
        if not blank or not text or len(lines) > MOST_SIGNATURES:
            raise NoteInvalidError
        return cls(f"{text}\n", signatures(below))

    def __str__(self) -> str:
        """Give the note as it is kept and sent."""
        return "\n".join((self.text, "".join(one.line for one in self.signatures)))

    def by(self, key: PublicKey, verify: Verify) -> Signature | None:
        """Give the signature of this key; None when there is none. NoteInvalidError for a false one under its name."""
        mine = [one for one in self.signatures if (one.name, one.key_id) == (key.name, key.key_id)]
        if not all(_is_good(self.text, one, key, verify) for one in mine):
            raise NoteInvalidError
        return mine[0] if mine else None

    def with_signatures(self, more: Iterable[Signature]) -> "Note":
        """Give the note with more signatures below it, each once."""
        return Note(self.text, tuple(dict.fromkeys((*self.signatures, *more))))


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """What a log promises: the tree of its first ``size`` leaves has this root."""

    origin: str
    size: int
    root: bytes

    @classmethod
    def parse(cls, text: str) -> "Checkpoint":
        """Read the text of a checkpoint's note, which has three lines; NoteInvalidError."""
        origin, size, root = (*text.split("\n"), "", "", "")[:3]
        hashed = _decoded(root)
        number = int(size) if _NUMBER.fullmatch(size) else -1
        if hashed is None or len(hashed) != merkle.HASH_BYTES or not 0 <= number <= LARGEST or not is_name(origin):
            raise NoteInvalidError
        found = cls(origin, number, hashed)
        if found.text != text:
            raise NoteInvalidError
        return found

    @property
    def text(self) -> str:
        """Give the three lines that are signed."""
        return f"{self.origin}\n{self.size}\n{_encoded(self.root)}\n"


def opened(note: str, key: PublicKey, verify: Verify) -> Checkpoint:
    """Give the checkpoint of a note that the log signed with this key, under its own name; NoteInvalidError."""
    read = Note.parse(note)
    found = Checkpoint.parse(read.text)
    if found.origin != key.name or read.by(key, verify) is None:
        raise NoteInvalidError
    return found


def is_name(text: str) -> bool:
    """Tell whether a log or witness may have this name: no space and no plus."""
    return _NAME.fullmatch(text) is not None and not _UNFIT.search(text)


def signatures(lines: str) -> tuple[Signature, ...]:
    """Read signature lines, such as a witness answers; NoteInvalidError."""
    if not lines.endswith("\n"):
        raise NoteInvalidError
    return tuple(map(_signature, lines.removesuffix("\n").split("\n")))


def cosigned(text: str, *, at: int) -> bytes:
    """Give the bytes that a witness signs: when it saw the checkpoint, in seconds since 1970, and the checkpoint."""
    return f"cosignature/v1\ntime {at}\n{text}".encode()


def cosignature(key: PublicKey, *, at: int, signature: bytes) -> Signature:
    """Give the line of a witness from the signature that it made over ``cosigned``."""
    return Signature(key.name, key.key_id, at.to_bytes(MOMENT_BYTES) + signature)


def _signature(line: str) -> Signature:
    name, space, encoded = line.removeprefix(_DASH).partition(" ")
    data = _decoded(encoded)
    if not line.startswith(_DASH) or not space or not is_name(name) or data is None or len(data) <= KEY_ID_BYTES:
        raise NoteInvalidError
    return Signature(name, data[:KEY_ID_BYTES], data[KEY_ID_BYTES:])


def _is_good(text: str, signature: Signature, key: PublicKey, verify: Verify) -> bool:
    if key.kind == ED25519:
        return len(signature.data) == SIGNATURE_BYTES and verify(key.public, text.encode(), signature.data)
    if signature.at is None:
        return False
    return verify(key.public, cosigned(text, at=signature.at), signature.data[MOMENT_BYTES:])


def _encoded(data: bytes) -> str:
    return base64.b64encode(data).decode()


def _decoded(text: str) -> bytes | None:
    """Give the bytes of a base64 text; None unless it is the one way to write them (RFC 4648 section 3.5)."""
    try:
        data = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return None
    return data if _encoded(data) == text else None
