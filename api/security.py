"""What every answer says to the browser, and which forms a session accepts.

The content security policy allows no inline script and no inline style, so a text typed by a reporter can never
become code. A form is accepted when the browser says that it comes from our own pages *and* it carries the
token of the session; either alone has been got around in the past.
"""

import hashlib
import hmac
import secrets
from urllib.parse import urlsplit

from flask import Response, request

from api import refusals

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'; object-src 'none'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",  # for browsers that do not know frame-ancestors
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}
UNKEPT = {**HEADERS, "Cache-Control": "no-store"}
FORM_FIELD = "form_token"
"""Name of the field that carries a form's token."""

_TOKEN_BYTES = 32
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


def harden(response: Response) -> Response:
    """Give the response with the headers above; nothing but static files may be kept by browser or proxy."""
    given = {name.lower() for name, _ in response.headers}
    wanted = HEADERS if request.endpoint == "static" else UNKEPT
    response.headers.extend([(name, value) for name, value in wanted.items() if name.lower() not in given])
    return response


def form_token(session_token: str) -> str:
    """Give a token that a session's forms carry; another one each time, and all of them hold.

    It is derived from the session's secret, which the page's own scripts cannot read (HttpOnly), so nothing has
    to be stored and a token dies with its session. It goes out under a random mask: the size of a compressed page
    would else let it be guessed letter by letter (``api.compression``).
    """
    mask = secrets.token_bytes(_TOKEN_BYTES)
    return (mask + _masked(mask, _form_secret(session_token))).hex()


def require_form_token(session_token: str, offered: str) -> None:
    """Refuse a form whose token is not the session's; ForgeryRefusedError."""
    if not is_form_token(session_token, offered):
        raise refusals.ForgeryRefusedError


def is_form_token(session_token: str, offered: str) -> bool:
    """Tell whether the session's own page drew the form."""
    try:
        given = bytes.fromhex(offered)
    except ValueError:
        return False
    mask, masked = given[:_TOKEN_BYTES], given[_TOKEN_BYTES:]
    return len(given) == 2 * _TOKEN_BYTES and hmac.compare_digest(_masked(mask, masked), _form_secret(session_token))


def _form_secret(session_token: str) -> bytes:
    return hmac.new(session_token.encode(), b"lindung form token", hashlib.sha256).digest()


def _masked(mask: bytes, content: bytes) -> bytes:
    return bytes(one ^ other for one, other in zip(mask, content, strict=True))


def require_own_site() -> None:
    """Refuse a writing request that a browser sent from another site; ForgeryRefusedError.

    A client without both headers is no browser of the last ten years: the form token alone then decides.
    """
    if request.method in SAFE_METHODS:
        return
    if request.headers.get("Sec-Fetch-Site", "same-origin") not in {"same-origin", "none"}:
        raise refusals.ForgeryRefusedError
    origin = request.headers.get("Origin")
    if origin is not None and _host(origin) != request.host:
        raise refusals.ForgeryRefusedError


def _host(origin: str) -> str | None:
    """Give the host and port of an Origin header; None for one that is no address."""
    try:
        return urlsplit(origin).netloc
    except ValueError:
        return None
