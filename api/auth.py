"""Who asks: a bearer token of a program, or the session cookie of a person's browser.

The JSON interface takes bearer tokens only and the pages cookies only. So another site can never make a browser call
the interface with a signed-in person's rights.
"""

from datetime import datetime

from flask import Request
from werkzeug.wrappers import Response

from api import refusals
from engine.services.people import auth

COOKIE = "lindung_session"


def bearer(request: Request) -> auth.Bearer:
    """Give the token of the Authorization header (RFC 6750 section 2.1); CredentialMissingError without one."""
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not token.strip():
        raise refusals.CredentialMissingError
    return auth.Bearer(token=token.strip())


def session(request: Request) -> auth.SessionCookie:
    """Give the browser's session; CredentialMissingError when nobody is signed in."""
    token = request.cookies.get(COOKIE)
    if not token:
        raise refusals.CredentialMissingError
    return auth.SessionCookie(token=token)


def keep_session(response: Response, *, token: str, expires_at: datetime, secure: bool) -> None:
    """Hand the session to the browser, out of reach of scripts and of other sites' forms."""
    response.set_cookie(COOKIE, token, expires=expires_at, secure=secure, httponly=True, samesite="Lax", path="/")


def forget_session(response: Response, *, secure: bool) -> None:
    """Take the session from the browser."""
    response.delete_cookie(COOKIE, secure=secure, httponly=True, samesite="Lax", path="/")
