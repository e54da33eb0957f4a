"""How long a session still lasts, asked by an open page, and staying signed in."""

from datetime import datetime

from flask import Blueprint, Response, jsonify, request

from api import auth as cookies
from api import edge, security
from engine.services.base.transaction import Transaction
from engine.services.people import auth

pages = Blueprint("session", __name__)


@pages.get("/sesi")
def show() -> Response:
    """Tell a page's script how many seconds are left, whether that can be made longer, and the token of its forms.

    After signing in again in another tab the page sends its form with the new session's token.
    """
    token = cookies.session(request).token
    with edge.for_person(reads_only=True) as tx:
        return _ending(tx, token)


@pages.post("/sesi")
def stay() -> Response:
    """Stay signed in, and tell the script the new end; without scripts nothing warns, and nothing offers this."""
    token = cookies.session(request).token
    security.require_form_token(token, request.form.get(security.FORM_FIELD, ""))
    with edge.for_person() as tx:
        expires_at = auth.stay(tx, token=token)
        answer = _ending(tx, token)
    cookies.keep_session(answer, token=token, expires_at=expires_at, secure=edge.runtime().settings.secure_cookies)
    return answer


def _ending(tx: Transaction, token: str) -> Response:
    until = auth.session_until(tx, token=token)
    return jsonify(
        seconds=_seconds(tx, until.expires_at),
        longest=_seconds(tx, until.longest),
        form_token=security.form_token(token),
    )


def _seconds(tx: Transaction, until: datetime) -> int:
    return max(0, int((until - tx.now).total_seconds()))
