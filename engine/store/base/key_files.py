"""The files that hold the installation's secrets: made once, read whole, never put in the place of one that is lost.

Whether a key may be made is decided by the database (``engine.store.installation_keys``):
an empty folder may mean a new installation, or one whose keys were not brought along.
"""

import os
import secrets
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

from engine import errors

KEY_BYTES = 32


class KeyMissingError(errors.LindungError):
    """A key of this installation is not there or cannot be read. Put the folder `keys` back into the data folder; do
    not make a new key.
    """

    code = "key_missing"


class KeyUnfitError(errors.LindungError):
    """The key file is damaged: it does not hold 32 bytes. Put the folder `keys` back from its backup."""

    code = "key_unfit"


@dataclass(slots=True)
class KeyFile:
    """A secret of 32 bytes in a file; nothing is read before somebody asks for it."""

    path: Path
    _content: bytes | None = field(default=None, repr=False)

    @property
    def name(self) -> str:
        """Give the file's name, by which the database knows the key."""
        return self.path.name

    @property
    def content(self) -> bytes:
        """Give the secret; KeyMissingError, KeyUnfitError."""
        if self._content is None:
            self._content = self._read()
        return self._content

    def make(self) -> None:
        """Make the key unless the file is there; readable by the owner only, on the disk whole or not at all.

        Call it under the database's lock: two that make a key at once would each keep their own.
        """
        if self.path.exists():
            return
        self.path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        handle, draft = tempfile.mkstemp(dir=self.path.parent)  # readable by the owner only
        with os.fdopen(handle, "wb") as file:
            file.write(secrets.token_bytes(KEY_BYTES))
            file.flush()
            os.fsync(file.fileno())
        Path(draft).replace(self.path)
        self._keep_name()

    def _keep_name(self) -> None:
        """Bring the file's name to the disk too: the database soon relies on it."""
        folder = os.open(self.path.parent, os.O_RDONLY)
        os.fsync(folder)
        os.close(folder)

    def _read(self) -> bytes:
        try:
            content = self.path.read_bytes()
        except OSError as cause:
            raise KeyMissingError(key=self.name) from cause
        if len(content) != KEY_BYTES:
            raise KeyUnfitError(key=self.name)
        return content
