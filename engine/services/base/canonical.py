"""The one way in which routing data, events and states become bytes, so that hashes and replays can be compared."""

import hashlib
import json
from typing import Any


def text(value: Any) -> str:
    """Give the canonical JSON text: keys sorted, no spaces, real characters; TypeError for what is no JSON value."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)


def digest(value: bytes) -> bytes:
    """Give the SHA-256 of bytes."""
    return hashlib.sha256(value).digest()
