"""Signing in and out."""

from flask import Blueprint, Response, redirect, render_template, request
from werkzeug.wrappers import Response as Answer

from api import auth as cookies
from api import bodies, edge, problems, security
from api.web.frame import addresses
from api.web.words import language
from engine.domain.people import actors
from engine.services.people import auth
from engine.services.people.results import SignedIn

pages = Blueprint("sign_in", __name__)
DOOR = actors.system("sign_in")
LONGEST = 200
"""Characters of a name that are looked at; the store keeps no longer ones."""


@pages.get("/masuk")
def ask() -> Response:
    """Show the sign-in form."""
    return _form(problem=None, username="")


@pages.post("/masuk")
def sign_in() -> Answer:
    """Open a session; a refusal does not tell whether the name or the password was wrong."""
    username, password = request.form.get("username", ""), request.form.get("password", "")
    try:
        signed_in = _open(username, password)
    except (auth.LoginRefusedError, auth.LoginDelayedError) as refusal:
        return _form(problem=problems.of(refusal), username=username)
    answer = redirect(addresses.inside(request.form.get("lanjut", "")), code=303)
    cookies.keep_session(answer, token=signed_in.token, expires_at=signed_in.expires_at, secure=_secure())
    if signed_in.language is not None:
        language.keep(answer, signed_in.language, secure=_secure())
    return answer


@pages.post("/keluar")
def sign_out() -> Answer:
    """Close the session here and on the server, so that a copied cookie is worth nothing."""
    session = cookies.session(request)
    security.require_form_token(session.token, request.form.get("form_token", ""))
    with edge.for_person() as tx:
        auth.sign_out(tx, token=session.token)
    answer = redirect("/masuk", code=303)
    cookies.forget_session(answer, secure=_secure())
    return answer


@pages.post("/keluar-cepat")
def leave_at_once() -> Response:
    """Close the session, whatever it is worth, and lead to a page that anybody may be seen with.

    It asks for no form token: whoever is in danger may press it on a page of yesterday. The way out is a page that
    moves on, since the policy lets no form be redirected to another site.
    """
    answer = Response(render_template("people/elsewhere.html", elsewhere=addresses.ELSEWHERE))
    token = request.cookies.get(cookies.COOKIE)
    if token is not None:
        with edge.runtime().transaction(DOOR) as tx:
            auth.sign_out(tx, token=token)
    cookies.forget_session(answer, secure=_secure())
    return answer


def _open(username: str, password: str) -> SignedIn:
    """Ask the service; a name or password that no store could hold is simply wrong."""
    if not (bodies.is_clean(username) and bodies.is_clean(password)) or len(password) > 1000:
        raise auth.LoginRefusedError
    asked = {"username": username[:LONGEST], "address": request.remote_addr or ""}
    with edge.runtime().transaction(DOOR) as tx:
        auth.admit(tx, **asked)  # stays counted whatever comes of it
    with edge.runtime().transaction(DOOR) as tx:
        return auth.sign_in(tx, password=password, **asked)


def _form(*, problem: problems.Problem | None, username: str) -> Response:
    """Draw the sign-in page; with a problem also its status and, when told to wait, for how long."""
    way_on = request.values.get("lanjut", "")
    text = render_template(
        "people/sign_in.html",
        problem=problem,
        username=username[:LONGEST],
        lanjut=way_on,
        takes_reports=edge.runtime().settings.public_reports,
    )
    page = Response(text, status=200 if problem is None else problem.status)
    if problem is not None:
        page.headers.extend({name: value for name, value in problem.headers.items() if name == "Retry-After"})
    return page


def _secure() -> bool:
    """Tell whether the browser may send the session only over TLS."""
    return edge.runtime().settings.secure_cookies
