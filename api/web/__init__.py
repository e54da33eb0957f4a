"""Pages for people, in Indonesian and English: drawn on the server, complete without JavaScript.

Views call the same services as the routes, each page in one transaction of the signed-in person. What a page may
show was decided by the service; a template decides only how.
"""

from collections.abc import Iterable, Sequence
from http import HTTPStatus
from urllib.parse import quote

from flask import Blueprint, Flask, Response, current_app, redirect, render_template, request

from api import problems, security
from api.web.forms import answers, form_page
from api.web.frame import addresses, assets, menu
from api.web.pages.cases import case_story, files
from api.web.pages.public import public_reports
from api.web.words import language
from api.web.words.filters import FILTERS

EXTENSION = "lindung_pages"
"""Extension that holds the names of the blueprints of pages."""
TYPED = (f"{answers.PREFIX}.", f"{form_page.SHEET}.", form_page.VIEWER_DATA)
"""How the names of fields begin in which people type."""
SIGN_IN_AGAIN = frozenset({"credential_missing", "credential_refused"})


def register(app: Flask, *, pages: Sequence[Blueprint], places: Iterable[menu.Place]) -> None:
    """Add pages, their places in the menu, and the words that templates use, to the application."""
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    app.jinja_env.filters.update(FILTERS)
    app.jinja_env.filters.update(case_story.FILTERS)
    app.jinja_env.globals["elsewhere"] = addresses.ELSEWHERE
    language.register(app)
    assets.register(app, assets.Assets.load())
    menu.register(app, places)
    app.extensions[EXTENSION] = frozenset(one.name for one in pages)
    app.before_request(_guard)
    for one in pages:
        app.register_blueprint(one)


def _guard() -> None:
    """Refuse a page's form that another site sent; programs carry no cookie, so nothing can be forged for them.

    The form is read here, before anybody asks who sent it: one that is too large is then refused as that.
    """
    if request.blueprint in current_app.extensions[EXTENSION]:
        security.require_own_site()
        if request.endpoint == files.WHOLE:
            request.max_content_length = files.LARGEST_BODY
        request.form.keys()


def refuse(problem: problems.Problem) -> Response:
    """Show a refusal as a page; whoever is not signed in is taken to the sign-in page and back.

    A form that was filled while the session ended, or while the system failed, comes back with what was typed: nobody
    should tell a story twice.
    """
    ended = problem.code in SIGN_IN_AGAIN
    if ended or problem.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        typed = [(name, text) for name, text in request.form.items(multi=True) if name != security.FORM_FIELD]
        if any(name.startswith(TYPED) for name, _ in typed):
            text = render_template("forms/typed_kept.html", typed=typed, ended=ended, problem=problem)
            return Response(text, status=problem.status)
    if ended:
        back = f"?lanjut={quote(request.full_path.rstrip('?'))}" if request.method == "GET" else ""
        return redirect(f"/masuk{back}", code=303)  # type: ignore[return-value]  # Flask answers with its own class
    template = "public/public_refusal.html" if public_reports.is_open() else "frame/error.html"
    page = Response(render_template(template, problem=problem), status=problem.status)
    page.headers.extend(problem.headers)
    return page
