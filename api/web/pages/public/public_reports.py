"""Pages for anybody, without an account and without scripts: report, get a code, come back with it.

Nothing personal stands in an address or a title, and no page may be kept or found by a search engine.
"""

from datetime import timedelta

from flask import Blueprint, Response, redirect, render_template, request
from werkzeug.wrappers import Response as Answer

from api import bodies, edge, problems, refusals, security
from api.web.forms import form_page, public_form
from api.web.pages.people import sign_in
from engine import errors
from engine.domain.audit.reads import PAGE
from engine.domain.forms import forms
from engine.domain.public import receipts
from engine.services.base.transaction import Transaction
from engine.services.content import submissions
from engine.services.public import limits, public_reports, reporter_thread

pages = Blueprint("public_report", __name__, url_prefix="/lapor")
returning = Blueprint("public_return", __name__, url_prefix="/lapor/kode")
COOKIE = "lindung_lapor"
LONGEST_CODE = 100
REPORTER = public_reports.REPORTER
MENDABLE = (forms.FormInvalidError, refusals.ForgeryRefusedError, limits.PublicDelayedError)
"""What the form comes back with, with all that was typed: nobody should tell such a story twice."""

UNSENT = (reporter_thread.MessageUnfitError, limits.PublicDelayedError, submissions.CaseErasedError)


def is_open() -> bool:
    """Tell whether one of these pages was asked for where the installation takes reports of the public."""
    return request.blueprint in {pages.name, returning.name} and edge.runtime().settings.public_reports


@pages.before_request
@returning.before_request
def _open() -> None:
    """Know none of these pages where the installation takes no reports of the public."""
    if not is_open():
        raise errors.NotFoundError


@pages.after_request
@returning.after_request
def _unlisted(answer: Response) -> Response:
    """Keep the pages out of search engines."""
    answer.headers["X-Robots-Tag"] = "noindex, nofollow"
    return answer


@pages.get("")
def choose() -> Response:
    """Show where one can report, and the way back for who has a code."""
    with edge.runtime().transaction(REPORTER, reads_only=True, via=PAGE) as tx:
        return Response(render_template("public/public_agencies.html", offers=public_reports.offers(tx)))


@pages.get("/<agency>")
def show(agency: str) -> Response:
    """Show the form of an agency."""
    with edge.runtime().transaction(REPORTER, reads_only=True, via=PAGE) as tx:
        return _draw(tx, agency)


@pages.post("/<agency>")
def send(agency: str) -> Response:
    """Open the case and show the receipt; what is not right comes back with all that was typed."""
    try:
        with edge.runtime().transaction(REPORTER, via=PAGE) as tx:
            public_form.require(tx)
            code = _receive(tx, agency)
            standing = public_reports.standing(tx, code)
            return Response(render_template("public/public_receipt.html", code=receipts.shown(code), standing=standing))
    except MENDABLE as refusal:
        with edge.runtime().transaction(REPORTER, reads_only=True, via=PAGE) as tx:
            return _draw(tx, agency, problem=problems.of(refusal))


@pages.post("/keluar-cepat")
def leave_at_once() -> Response:
    """End the visit of the report too, then leave as from every other page."""
    _leave()
    answer = sign_in.leave_at_once()
    _forget(answer)
    return answer


@returning.get("")
def ask() -> Response:
    """Ask for the code; who is still inside sees their report."""
    if COOKIE not in request.cookies:
        return _ask(problem=None)
    return _inside()


@returning.post("")
def enter() -> Answer:
    """Let in by a code in the form's body; a wrong one is answered alike, whatever is wrong with it."""
    code, address = request.form.get("kode", ""), request.remote_addr or ""
    try:
        with edge.runtime().transaction(REPORTER, via=PAGE) as tx:
            public_reports.admit(tx, address=address)  # stays counted whatever comes of it
        with edge.runtime().transaction(REPORTER, via=PAGE) as tx:
            secret = public_reports.enter(tx, code[:LONGEST_CODE], address=address)
    except (public_reports.ReceiptUnknownError, limits.PublicDelayedError) as refusal:
        return _ask(problem=problems.of(refusal))
    answer = redirect("/lapor/kode", code=303)
    _keep(answer, secret)
    return answer


@returning.post("/pesan")
def write() -> Answer:
    """Send a message to the officers; a refused one comes back with its words."""
    try:
        with edge.runtime().transaction(REPORTER, via=PAGE) as tx:
            case_id = public_reports.visited(tx, _secret())
            security.require_form_token(_secret(), request.form.get(security.FORM_FIELD, ""))
            text = request.form.get("pesan", "")
            if not bodies.is_clean(text):
                raise refusals.CharacterRefusedError
            form_page.once(tx, lambda inside: _written(inside, case_id, text))
    except public_reports.VisitEndedError as ended:
        return _ask(problem=problems.of(ended))
    except UNSENT as refusal:
        return _inside(problem=problems.of(refusal))
    return redirect("/lapor/kode#percakapan", code=303)


@returning.post("/selesai")
def leave() -> Answer:
    """End the visit."""
    _leave()
    answer = redirect("/lapor", code=303)
    _forget(answer)
    return answer


def _receive(tx: Transaction, agency: str) -> str:
    """Open the case once, however often the button was pressed, and give the receipt code."""
    offered = public_reports.offer(tx, agency)
    answers = form_page.posted(public_reports.asked(tx, offered), zone=offered.zone)
    secret = public_form.secret(tx)

    def work(inside: Transaction) -> edge.Answer:
        address = request.remote_addr or ""
        public_reports.receive(inside, offered, answers=answers, secret=secret, address=address)
        return edge.Answer(body="")

    form_page.once(tx, work)
    return receipts.of(secret)


def _draw(tx: Transaction, agency: str, *, problem: problems.Problem | None = None) -> Response:
    """Draw the form of an agency, with what was typed when it comes back."""
    offered = public_reports.offer(tx, agency)
    text = render_template(
        "public/public_report.html",
        offered=offered,
        form=form_page.draw(public_reports.asked(tx, offered), problem=problem),
        once=public_form.fresh(tx),
        problem=problem,
    )
    return _answered(text, problem)


def _ask(*, problem: problems.Problem | None) -> Response:
    """Draw the page that asks for the code; whoever was inside is inside no more."""
    answer = _answered(render_template("public/public_code.html", problem=problem), problem)
    if COOKIE in request.cookies:
        _forget(answer)
    return answer


def _inside(*, problem: problems.Problem | None = None) -> Response:
    """Draw the report of who has come in: how it stands, and the conversation; asks for the code when time is up."""
    try:
        with edge.runtime().transaction(REPORTER, via=PAGE) as tx:
            case_id = public_reports.visited(tx, _secret())
            text = render_template(
                "public/public_thread.html",
                standing=public_reports.standing_of(tx, case_id),
                thread=reporter_thread.read(tx, case_id),
                form_token=security.form_token(_secret()),
                once=form_page.fresh_key(),
                problem=problem,
            )
    except public_reports.VisitEndedError as ended:
        return _ask(problem=problems.of(ended))
    answer = _answered(text, problem)
    _keep(answer, _secret())
    return answer


def _written(tx: Transaction, case_id: str, text: str) -> edge.Answer:
    """Keep one message."""
    reporter_thread.write(tx, case_id, text=text)
    return edge.Answer(body="")


def _answered(text: str, problem: problems.Problem | None) -> Response:
    """Give a page; with a problem also its status and, when told to wait, for how long."""
    answer = Response(text, status=200 if problem is None else problem.status)
    if problem is not None:
        answer.headers.extend({name: value for name, value in problem.headers.items() if name == "Retry-After"})
    return answer


def _secret() -> str:
    return request.cookies.get(COOKIE, "")


def _leave() -> None:
    """End the visit here, so that a copied cookie is worth nothing."""
    if COOKIE in request.cookies:
        with edge.runtime().transaction(REPORTER, via=PAGE) as tx:
            public_reports.leave(tx, _secret())


def _keep(answer: Answer, secret: str) -> None:
    """Hand the visit to the browser: for these pages only, out of reach of scripts and other sites."""
    answer.set_cookie(
        COOKIE,
        secret,
        max_age=public_reports.IDLE // timedelta(seconds=1),
        secure=edge.runtime().settings.secure_cookies,
        httponly=True,
        samesite="Strict",
        path=pages.url_prefix,
    )


def _forget(answer: Answer) -> None:
    """Take the visit from the browser."""
    answer.delete_cookie(
        COOKIE,
        secure=edge.runtime().settings.secure_cookies,
        httponly=True,
        samesite="Strict",
        path=pages.url_prefix or "/",
    )
