"""What people write, encrypted under a key of its case; each case key is kept wrapped under the installation's key.

Destroying a case's wrapped key makes all its narrative unreadable for ever, while the history, which holds digests of
the ciphertext only, stays valid (design section 2, truth 5). AES-256-GCM throughout; the associated data binds each
ciphertext to its row, so that rows cannot be swapped.
"""

import hashlib
import hmac
import json
import secrets
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from engine import errors
from engine.store.base import compact
from engine.store.base.key_files import KEY_BYTES, KeyFile

NONCE_BYTES = 12
CHECKED = b"lindung"


class SealBrokenError(errors.LindungError):
    """The form's content cannot be opened because its data or its key was changed. Tell the system administrator."""

    code = "seal_broken"


@dataclass(frozen=True, slots=True)
class Vault:
    """Holds the installation's key; keep the file apart from the database and its backups."""

    file: KeyFile

    @classmethod
    def open(cls, folder: Path) -> "Vault":
        """Give the vault whose key lies in the data folder; it is read when first needed."""
        return cls(KeyFile(folder / "keys" / "installation.key"))

    @property
    def key(self) -> bytes:
        """Give the key; KeyMissingError, KeyUnfitError."""
        return self.file.content

    def check(self) -> bytes:
        """Give a sealed text that this key alone opens."""
        return _seal(self.key, CHECKED, bound_to=self.file.name)

    def fits(self, check: bytes) -> bool:
        """Tell whether this key opens the sealed text."""
        return _opens(self.key, check, bound_to=self.file.name)

    def opens(self, wrapped_key: bytes, *, case_id: str) -> bool:
        """Tell whether this key opens the key of a case."""
        return _opens(self.key, wrapped_key, bound_to=case_id)

    def new_case_key(self, *, case_id: str) -> bytes:
        """Give a fresh case key, wrapped for storing beside the case."""
        return _seal(self.key, secrets.token_bytes(KEY_BYTES), bound_to=case_id)

    def key_again(self, wrapped_key: bytes, *, case_id: str, for_id: str) -> bytes:
        """Give the key of one case, wrapped once more for storing beside another: both are sealed under one key."""
        return _seal(self.key, self._case_key(case_id, wrapped_key), bound_to=for_id)

    def seal(self, content: Mapping[str, Any], *, case_id: str, wrapped_key: bytes, bound_to: str) -> bytes:
        """Give the ciphertext of a JSON document; ``bound_to`` is the id of the row that will hold it."""
        plain = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
        return _seal(self._case_key(case_id, wrapped_key), compact.deflated(plain), bound_to=bound_to)

    def unseal(self, ciphertext: bytes, *, case_id: str, wrapped_key: bytes, bound_to: str) -> dict[str, Any]:
        """Give the JSON document back; SealBrokenError when row, key or content do not belong together."""
        plain = zlib.decompress(_unseal(self._case_key(case_id, wrapped_key), ciphertext, bound_to=bound_to))
        content: dict[str, Any] = json.loads(plain)
        return content

    def seal_bytes(self, content: bytes, *, case_id: str, wrapped_key: bytes, bound_to: str) -> bytes:
        """Give the ciphertext of bytes that are no document, such as a stretch of a file."""
        return _seal(self._case_key(case_id, wrapped_key), content, bound_to=bound_to)

    def unseal_bytes(self, ciphertext: bytes, *, case_id: str, wrapped_key: bytes, bound_to: str) -> bytes:
        """Give the bytes back; SealBrokenError when row, key or content do not belong together."""
        return _unseal(self._case_key(case_id, wrapped_key), ciphertext, bound_to=bound_to)

    def blind(self, text: str) -> str:
        """Give a keyed digest (hex) of a text that must be found again but not read, such as a username in a log."""
        return hmac.new(self.key, text.encode(), hashlib.sha256).hexdigest()

    def _case_key(self, case_id: str, wrapped_key: bytes) -> bytes:
        return _unseal(self.key, wrapped_key, bound_to=case_id)


def _seal(key: bytes, plain: bytes, *, bound_to: str) -> bytes:
    nonce = secrets.token_bytes(NONCE_BYTES)
    return nonce + AESGCM(key).encrypt(nonce, plain, bound_to.encode())


def _unseal(key: bytes, sealed: bytes, *, bound_to: str) -> bytes:
    try:
        return AESGCM(key).decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], bound_to.encode())
    except InvalidTag as cause:
        raise SealBrokenError(row=bound_to) from cause


def _opens(key: bytes, sealed: bytes, *, bound_to: str) -> bool:
    try:
        _unseal(key, sealed, bound_to=bound_to)
    except SealBrokenError:
        return False
    return True
