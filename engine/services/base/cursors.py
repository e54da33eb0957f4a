"""Opaque places in a list: a page ends with one, and the next page begins after it."""

import base64
import binascii
import json
import uuid
from datetime import UTC, datetime
from typing import Any

from engine import errors

LONGEST_NUMBER = 9
"""Digits of a place in an instance's history; all such numbers fit the column."""


class CursorInvalidError(errors.LindungError):
    """The page marker is not valid. Start again from the first page."""

    code = "cursor_invalid"


def encode(*parts: str) -> str:
    """Give the cursor that stands for these parts."""
    return base64.urlsafe_b64encode(json.dumps(parts).encode()).decode().rstrip("=")


def decode(cursor: str | None, *, parts: int) -> tuple[str, ...] | None:
    """Give the parts back, None for no cursor; CursorInvalidError for anything that ``encode`` did not make."""
    if cursor is None:
        return None
    try:
        found = json.loads(base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True))
    except (binascii.Error, ValueError, RecursionError) as cause:
        raise CursorInvalidError from cause
    if not isinstance(found, list) or len(found) != parts or not all(map(_is_storable, found)):
        raise CursorInvalidError
    return tuple(found)


def decode_id(cursor: str | None) -> str | None:
    """Give the one id that the cursor stands for; None for no cursor."""
    parts = decode(cursor, parts=1)
    return None if parts is None else checked_id(parts[0])


def checked_id(text: str) -> str:
    """Give the text back when it is the id of a row; CursorInvalidError when the database could not even look it up."""
    try:
        return str(uuid.UUID(text))
    except ValueError as cause:
        raise CursorInvalidError from cause


def decode_moment(text: str) -> datetime:
    """Give an aware moment from a part of a cursor; CursorInvalidError when it is none."""
    try:
        moment = datetime.fromisoformat(text)
        if moment.tzinfo is None:
            raise CursorInvalidError
        return moment.astimezone(UTC)  # at the ends of the calendar an offset leads out of it
    except (ValueError, OverflowError) as cause:
        raise CursorInvalidError from cause


def decode_number(text: str) -> int:
    """Give a whole number from a part of a cursor; CursorInvalidError when it is none."""
    if not text.isascii() or not text.isdecimal() or len(text) > LONGEST_NUMBER:
        raise CursorInvalidError
    return int(text)


def _is_storable(part: Any) -> bool:
    """Tell whether a database could compare with this: a text of printable characters."""
    return isinstance(part, str) and part.isprintable()
