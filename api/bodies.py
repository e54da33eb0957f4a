"""Reading JSON bodies strictly: what is accepted here can be stored and compared byte for byte by everything below.

Python's reader lets NaN, lone surrogates and numbers of any length pass; a database, a canonical digest or the
interpreter itself would stumble over them later, in the middle of a transaction.
"""

import json
from typing import Any, NoReturn

from flask import Request
from marshmallow import missing
from webargs.flaskparser import FlaskParser

from api import refusals

LARGEST_BODY = 1024 * 1024
"""Bytes of a request that are read; more is answered 413 (one form with long chronology stays below 100 kB)."""

DEEPEST = 32
"""Levels of nesting; our own bodies need five."""


def read(data: bytes) -> Any:
    """Give the JSON value of a body; BodyMalformedError when it is none, or none that can be stored."""
    try:
        text = data.decode()
        value = json.loads(text, parse_constant=_refuse_constant)
    except (ValueError, RecursionError):
        # ValueError covers broken UTF-8, broken JSON and integers beyond Python's digit limit.
        raise refusals.BodyMalformedError from None
    _require_storable(value, DEEPEST)
    return value


def _refuse_constant(_name: str) -> NoReturn:
    """Refuse NaN and the infinities, which RFC 8259 section 6 does not allow."""
    raise refusals.BodyMalformedError


def _require_storable(value: Any, levels: int) -> None:
    """Refuse characters that no database keeps, infinite floats and nesting that would exhaust the stack."""
    if levels == 0:
        raise refusals.BodyMalformedError
    match value:
        case str():
            _require_clean(value)
        case float() if value in {float("inf"), float("-inf")}:
            raise refusals.BodyMalformedError  # 1e999 is read as infinity
        case list():
            for one in value:
                _require_storable(one, levels - 1)
        case dict():
            for key, one in value.items():
                _require_clean(key)
                _require_storable(one, levels - 1)


def _require_clean(text: str) -> None:
    """Refuse NUL and surrogates: neither PostgreSQL nor UTF-8 can hold them."""
    if not is_clean(text):
        raise refusals.BodyMalformedError


def is_clean(text: str) -> bool:
    """Tell whether a text can be stored: no NUL and no lone surrogate."""
    try:
        return b"\x00" not in text.encode()
    except UnicodeEncodeError:
        return False


class StrictParser(FlaskParser):
    """webargs with the strict reader above, so that the schemas see only storable values."""

    def _raw_load_json(self, req: Request) -> Any:
        """Give the body's JSON value, or missing when the request has no body at all."""
        data = req.get_data(cache=True)
        return read(data) if data else missing


def require_json(request: Request) -> None:
    """Refuse a body that is declared as something else than JSON; ContentTypeUnsupportedError."""
    declared = request.mimetype
    if request.content_length and not (declared == "application/json" or declared.endswith("+json")):
        raise refusals.ContentTypeUnsupportedError
