"""Checks of the record: begun by a person, watched while they go on, read when they are over; kept checkpoints."""

from flask import Blueprint, Response, redirect, request
from werkzeug.wrappers import Response as Answer

from api import edge, problems
from api.web.forms import form_page
from api.web.frame import page
from engine import errors
from engine.services.base.transaction import Transaction
from engine.services.log import kept_checkpoints
from engine.services.verification import runs

pages = Blueprint("checking", __name__)
FIELD, FILE = "catatan", "berkas"


@pages.get("/audit/periksa")
def show() -> Response:
    """Show what a check looks at, past checks, and where a kept checkpoint is compared."""
    with edge.for_person() as tx:
        return page.show(
            tx,
            "verification/checking.html",
            runs=runs.recent(tx),
            kept=None,
            refused=None,
            note="",
            key=form_page.fresh_key(),
        )


@pages.post("/audit/periksa")
def begin() -> Answer:
    """Begin a check of the whole record, and lead to where it is watched."""
    page.require_form()
    with edge.for_person() as tx:
        begun = form_page.once(tx, lambda inside: edge.Answer(body=runs.ask(inside).id))
    return redirect(f"/audit/periksa/{begun}", code=303)


@pages.get("/audit/periksa/<run_id>")
def watch(run_id: str) -> Response:
    """Show a check: how far it is, and all that it found so far."""
    with edge.for_person() as tx:
        found, may_open = runs.get(tx, run_id), bool(tx.scopes("history.read"))
        return page.show(tx, "verification/run.html", run=found, may_open=may_open)


@pages.post("/audit/periksa/catatan")
def compare() -> Response:
    """Compare a checkpoint that somebody kept, pasted or as a file, with today's log."""
    page.require_form()
    note = _note()
    with edge.for_person() as tx:
        kept, refused = None, None
        try:
            kept = kept_checkpoints.compare(tx, note)
        except (kept_checkpoints.KeptNoteInvalidError, errors.NotFoundError) as refusal:
            refused = refusal
        return _draw(tx, kept=kept, refused=refused, note=note)


def _draw(
    tx: Transaction,
    *,
    kept: kept_checkpoints.KeptNote | None = None,
    refused: errors.LindungError | None = None,
    note: str = "",
) -> Response:
    """Draw the page of checks, with what became of a note that was compared."""
    return page.show(
        tx,
        "verification/checking.html",
        status=200 if refused is None else problems.status_of(refused),
        runs=runs.recent(tx),
        kept=kept,
        refused=refused,
        note=note,
        key=form_page.fresh_key(),
    )


def _note() -> str:
    """Give the note that was sent, that of the file if there is one; bytes that are no text make no note."""
    sent = request.files.get(FILE)
    if sent is not None and sent.filename:
        read: bytes = sent.read(kept_checkpoints.LONGEST + 1)
        return read.decode(errors="replace")
    return request.form.get(FIELD, "")
