"""The installation's signatures: Ed25519 keys (RFC 8032), one for what leaves the house and one for the log alone."""

import base64
import hashlib
from dataclasses import dataclass
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from engine.store.base.key_files import KeyFile

LETTERS, LOG = "signing.key", "log.key"
"""What is signed for receivers outside, and what is signed for the log: a log's key must never sign anything else."""


@dataclass(frozen=True, slots=True)
class Signer:
    """Signs bytes; whoever has the public key can tell that they came from here and are unchanged."""

    file: KeyFile

    @classmethod
    def open(cls, folder: Path, *, name: str = LETTERS) -> "Signer":
        """Give the signer whose key lies in the data folder under that name; it is read when first needed."""
        return cls(KeyFile(folder / "keys" / name))

    def check(self) -> bytes:
        """Give the public key, which everybody may know."""
        return self._key.public_key().public_bytes_raw()

    def fits(self, check: bytes) -> bool:
        """Tell whether this is the public key."""
        return check == self.check()

    def sign(self, data: bytes) -> str:
        """Give the detached signature of the bytes, base64url without padding."""
        return _text(self.signature(data))

    def signature(self, data: bytes) -> bytes:
        """Give the detached signature of the bytes, 64 bytes."""
        return self._key.sign(data)

    @property
    def public(self) -> str:
        """Give the public key's 32 bytes, base64url without padding, as in a JSON Web Key (RFC 8037)."""
        return _text(self.check())

    @property
    def key_id(self) -> str:
        """Give a short name of the key, so that a receiver sees when it was replaced."""
        return hashlib.sha256(self.check()).hexdigest()[:16]

    @property
    def _key(self) -> Ed25519PrivateKey:
        return Ed25519PrivateKey.from_private_bytes(self.file.content)


def is_signed(public: bytes, data: bytes, signature: bytes) -> bool:
    """Tell whether the holder of this public key, of 32 bytes, signed exactly these bytes."""
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, data)
    except InvalidSignature:
        return False
    return True


def _text(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")
