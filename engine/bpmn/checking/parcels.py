"""How a request and its answer travel between processes: one line of JSON, and the files as they are behind it."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

_SIZES = "sizes"


@dataclass(frozen=True, slots=True, kw_only=True)
class Parcel:
    """What travels: values that JSON can hold, and files by name."""

    head: Mapping[str, Any]
    files: Mapping[str, bytes] = field(default_factory=dict)


def packed(parcel: Parcel) -> bytes:
    """Give a parcel as bytes."""
    sizes = [(name, len(data)) for name, data in parcel.files.items()]
    line = json.dumps({**parcel.head, _SIZES: sizes})
    return b"".join([line.encode(), b"\n", *parcel.files.values()])


def unpacked(data: bytes) -> Parcel | None:
    """Give the parcel that begins the bytes, None when it is not whole; what follows it is not looked at."""
    line, found, rest = data.partition(b"\n")
    if not found:
        return None
    head = json.loads(line)
    files, begin = {}, 0
    for name, size in head.pop(_SIZES):
        files[name] = rest[begin : begin + size]
        begin += size
    return Parcel(head=head, files=files) if begin <= len(rest) else None
