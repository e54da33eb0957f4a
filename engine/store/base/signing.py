"""The installation's signature: an Ed25519 key (RFC 8032) with which what leaves the house is signed."""

import base64
import hashlib
from dataclasses import dataclass
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from engine.store.base import sealing


@dataclass(frozen=True, slots=True)
class Signer:
    """Signs bytes; whoever has the public key can tell that they came from here and are unchanged."""

    _key: Ed25519PrivateKey

    @classmethod
    def open(cls, folder: Path) -> "Signer":
        """Read the installation's signing key, or make it on the first start; readable by the owner only."""
        return cls(Ed25519PrivateKey.from_private_bytes(sealing.secret(folder / "keys" / "signing.key")))

    def sign(self, data: bytes) -> str:
        """Give the detached signature of the bytes, base64url without padding."""
        return _text(self._key.sign(data))

    @property
    def public(self) -> str:
        """Give the public key's 32 bytes, base64url without padding, as in a JSON Web Key (RFC 8037)."""
        return _text(self._key.public_key().public_bytes_raw())

    @property
    def key_id(self) -> str:
        """Give a short name of the key, so that a receiver sees when it was replaced."""
        return hashlib.sha256(self._key.public_key().public_bytes_raw()).hexdigest()[:16]


def _text(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")
