"""How long a session still lasts, asked by an open page, and staying signed in."""

from datetime import datetime

from flask import Blueprint, Response, jsonify, redirect, request
from werkzeug.wrappers import Response as Answer

from api import auth as cookies
from api import edge, security
from api.web import flash, page, ways
from engine.services import auth
from engine.services.transaction import Transaction

pages = Blueprint("session", __name__)


@pages.get("/sesi")
def show() -> Response:
    """Tell a page's script how many seconds are left, whether that can be made longer, and the token of its forms.

    After signing in again in another tab the page sends its form with the new session's token.
    """
    token = cookies.session(request).token
    with edge.for_person(reads_only=True) as tx:
        return _told(tx, token)


@pages.post("/sesi")
def stay() -> Answer:
    """Stay signed in; a script is told the new end, a person is led back."""
    token = cookies.session(request).token
    security.require_form_token(token, request.form.get(security.FORM_MARK, ""))
    with edge.for_person() as tx:
        expires_at = auth.stay(tx, token=token)
        answer: Answer = _told(tx, token)
    if not page.for_script():
        answer = redirect(ways.inside(request.form.get("kembali", "")), code=303)
        flash.leave(answer, "stayed")
    cookies.keep_session(answer, token=token, expires_at=expires_at, secure=edge.runtime().settings.secure_cookies)
    return answer


def _told(tx: Transaction, token: str) -> Response:
    until = auth.session_until(tx, token=token)
    return jsonify(
        seconds=_seconds(tx, until.expires_at),
        longest=_seconds(tx, until.longest),
        form_token=security.form_token(token),
    )


def _seconds(tx: Transaction, until: datetime) -> int:
    return max(0, int((until - tx.now).total_seconds()))
