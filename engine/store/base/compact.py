"""Keeps the data of history events small: their names repeat in every event, and a dictionary holds them once.

What is hashed, verified and executed again is the text that goes in, and it comes out byte for byte; only the bytes on
the disk are shorter. The first byte says how a value is written, so that another dictionary can be added beside this
one later and what was written before stays readable.
"""

import zlib
from typing import Any

from sqlalchemy import Dialect, LargeBinary
from sqlalchemy.types import TypeDecorator

PLAIN = b"{"
"""A JSON object as it stands."""
FIRST = b"\x01"
"""Deflate with the first dictionary."""

UNREADABLE = ""
"""Stands for bytes that nobody wrote in this way; it is no JSON text, so no event's hash covers it."""

# Never to be changed: events are read with it for as long as they are kept. What is most common stands last.
_WORDS = (
    '"awaits_no_more":["awaits":[["timers_cleared":["sla":[["dibuka","dihentikan","digantikan","terlambat","peringatan'
    '","dibatalkan"handlers":[["decisions":[["documents":[["ended":[["sent":[["reason_code":"message":"start_event":"'
    'timer_id":"sla:T00:00:00+00:00","bahaya_sekarang":"ya","tidak":true,false,null"tinggi","sedang","rendah"jenis_'
    'kasus"putusan_penyelia"risiko":"{"after":{"diterima_pada":"2026-","instansi":"uptd_ppa_","nomor_kasus":"-2026-00'
    '","saluran":"datang"},"Flow_"Gateway_"Activity_"Event_{"assignee":"","assignee_before":null}{"after":{"},"before"'
    ':{"},"calendar":"","digests":{"":""},"effects":{"completed":[["","opened":[["","cancelled":[["","passed":[["mulai'
    '","],["]]},"input":{"instance_id":"","task_id":"","variables":{}}}'
)
_DICTIONARY = _WORDS.encode()
# An event is far smaller than the usual window of 32 kB, whose clearing alone took five times as long as the rest.
_WINDOW, _MEMORY, _LEVEL = -12, 5, 9


class CompactText(TypeDecorator[str]):
    """A JSON text, written short; any other bytes are read as UNREADABLE, so that checking can name their event."""

    impl = LargeBinary
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> bytes | None:  # noqa: ARG002 - SQLAlchemy's signature
        """Give the bytes that are stored."""
        return None if value is None else shorten(value)

    def result_processor(self, dialect: Dialect, coltype: object) -> Any:  # noqa: ARG002 - SQLAlchemy's signature
        """Give the reader of stored bytes; the driver's own would fail on what somebody wrote over them."""
        return restore


def deflated(content: bytes, *, level: int = 6) -> bytes:
    """Give what ``zlib.decompress`` turns back, made with no more memory than so few bytes need."""
    window = min(max(len(content).bit_length(), 9), 15)
    packer = zlib.compressobj(level, zlib.DEFLATED, window, window - 7)
    return packer.compress(content) + packer.flush()


def shorten(text: str) -> bytes:
    """Give the bytes that ``restore`` turns into this text again."""
    packer = zlib.compressobj(_LEVEL, zlib.DEFLATED, _WINDOW, _MEMORY, zlib.Z_DEFAULT_STRATEGY, _DICTIONARY)
    return FIRST + packer.compress(text.encode()) + packer.flush()


def restore(stored: bytes | memoryview | str | None) -> str | None:
    """Give the text that was stored; UNREADABLE when these bytes are none."""
    if stored is None or isinstance(stored, str):  # SQLite keeps whatever type is written over a value
        return stored
    content = bytes(stored)
    try:
        return content.decode() if content[:1] == PLAIN else _unpacked(content)
    except (zlib.error, UnicodeDecodeError):
        return UNREADABLE


def _unpacked(content: bytes) -> str:
    if content[:1] != FIRST:
        return UNREADABLE
    unpacker = zlib.decompressobj(_WINDOW, _DICTIONARY)
    return (unpacker.decompress(content[1:]) + unpacker.flush()).decode()
