"""The installation's signature: an Ed25519 key (RFC 8032) with which what leaves the house is signed."""

import base64
import hashlib
from dataclasses import dataclass
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from engine.store.base.key_files import KeyFile


@dataclass(frozen=True, slots=True)
class Signer:
    """Signs bytes; whoever has the public key can tell that they came from here and are unchanged."""

    file: KeyFile

    @classmethod
    def open(cls, folder: Path) -> "Signer":
        """Give the signer whose key lies in the data folder; it is read when first needed."""
        return cls(KeyFile(folder / "keys" / "signing.key"))

    def check(self) -> bytes:
        """Give the public key, which everybody may know."""
        return self._key.public_key().public_bytes_raw()

    def fits(self, check: bytes) -> bool:
        """Tell whether this is the public key."""
        return check == self.check()

    def sign(self, data: bytes) -> str:
        """Give the detached signature of the bytes, base64url without padding."""
        return _text(self._key.sign(data))

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


def _text(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")
