"""What a reader chooses for their own browser: the language of the pages."""

from flask import Blueprint, redirect, request
from werkzeug.wrappers import Response as Answer

from api import edge
from api.web import texts, ways

pages = Blueprint("preferences", __name__)
KEPT_SECONDS = 365 * 24 * 3600


@pages.post("/bahasa")
def choose_language() -> Answer:
    """Speak the chosen language on this browser, and go back; an unknown language changes nothing."""
    answer = redirect(ways.inside(request.form.get("kembali", "")), code=303)
    chosen = request.form.get("bahasa", "")
    if chosen in texts.LANGUAGES:
        secure = edge.runtime().settings.secure_cookies
        answer.set_cookie(texts.COOKIE, chosen, max_age=KEPT_SECONDS, secure=secure, httponly=True, samesite="Lax")
    return answer
