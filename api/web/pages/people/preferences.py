"""Preferences of a reader: the language of the pages, and whether the hint of the first day was read."""

from flask import Blueprint, redirect, request
from werkzeug.wrappers import Response as Answer

from api import auth, edge, security
from api.web.frame import addresses, page
from api.web.words import language
from engine.services.people import users

pages = Blueprint("preferences", __name__)


@pages.post("/bahasa")
def choose_language() -> Answer:
    """Speak the chosen language on this browser, keep it for who is signed in, and go back.

    An unknown language changes nothing. Signed out it is only the browser's.
    """
    answer = redirect(addresses.inside(request.form.get("kembali", "")), code=303)
    chosen = request.form.get("bahasa", "")
    if chosen in language.LANGUAGES:
        language.keep(answer, chosen, secure=edge.runtime().settings.secure_cookies)
        if _is_own(request.form.get(security.FORM_FIELD, "")):
            with edge.for_person() as tx:
                users.speak(tx, chosen)
    return answer


@pages.post("/perkenalan")
def put_away() -> Answer:
    """Show the hint of the first day no more."""
    page.require_form()
    with edge.for_person() as tx:
        users.introduce(tx)
    return redirect("/tugas", code=303)


def _is_own(offered: str) -> bool:
    """Tell whether a signed-in person's own page asks; a page drawn signed out carries no token."""
    session = request.cookies.get(auth.COOKIE, "")
    return bool(session) and security.is_form_token(session, offered)
