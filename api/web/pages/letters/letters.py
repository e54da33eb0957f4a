"""Letters: their sheets to be looked at, printed, signed by a second person or sent back; and those that wait."""

from urllib.parse import quote

from flask import Blueprint, Response, redirect, request
from werkzeug.wrappers import Response as Answer

from api import edge, problems, refusals
from api.web.frame import page, toast
from engine.domain.audit.reads import EXPORT, PRINT
from engine.services.base.transaction import Transaction
from engine.services.letters import files, signing

pages = Blueprint("letters", __name__)
PLACE = "/kasus/<number>/dokumen/<document_id>"
READ = "dibaca"
"""Name of the tick by which a signer says that the sheets were read."""


@pages.get("/surat")
def waiting() -> Response:
    """List the letters that wait for the person's signature, and those of theirs that wait for another's."""
    with edge.for_person(reads_only=True) as tx:
        found = signing.waiting(tx)
        mine, others = ([one for one in found if one.mine_to_sign is own] for own in (True, False))
        return page.show(tx, "letters/letters.html", to_sign=mine, awaited=others)


@pages.get(PLACE)
def show(number: str, document_id: str) -> Response:  # noqa: ARG001 - the number is for people who read the address
    """Show a letter's sheets with what may be done; reading it is recorded by the service."""
    with edge.for_person() as tx:
        return _draw(tx, document_id)


@pages.get(f"{PLACE}.pdf")
def paper(number: str, document_id: str) -> Response:  # noqa: ARG001 - as above
    """Give the letter's file, to be printed from the browser or kept; reading it is recorded by the service."""
    is_kept = "unduh" in request.args
    with edge.for_person(via=EXPORT if is_kept else PRINT) as tx:
        letter = files.read(tx, document_id)
        answer = edge.paper(letter)
        if is_kept:
            answer.headers.set("Content-Disposition", "attachment", filename=letter.name)
        return answer


@pages.get(f"{PLACE}/lembar/<int:sheet>.png")
def picture(number: str, document_id: str, sheet: int) -> Response:  # noqa: ARG001 - as above
    """Give one sheet as a picture; reading it is recorded by the service."""
    with edge.for_person() as tx:
        return Response(files.sheet(tx, document_id, sheet), mimetype="image/png")


@pages.post(f"{PLACE}/tanda-tangan")
def sign(number: str, document_id: str) -> Answer:
    """Sign a letter that its second person says to have read."""
    page.require_form()
    with edge.for_person() as tx:
        if request.form.get(READ) != "1":
            return _draw(tx, document_id, not_read=True)
        signing.sign(tx, document_id)
    return _back(number, document_id, "letter_signed")


@pages.post(f"{PLACE}/kembalikan")
def send_back(number: str, document_id: str) -> Answer:
    """Send a letter back with a reason; a refused one comes back with its words."""
    try:
        page.require_form()
        with edge.for_person() as tx:
            signing.send_back(tx, document_id, reason=request.form.get("alasan", ""))
    except (signing.ObjectionUnfitError, refusals.ForgeryRefusedError) as refusal:
        with edge.for_person() as tx:
            return _draw(tx, document_id, problem=problems.of(refusal))
    return _back(number, document_id, "letter_returned")


def _back(number: str, document_id: str, code: str) -> Answer:
    answer = redirect(f"/kasus/{quote(number)}/dokumen/{quote(document_id)}", code=303)
    toast.leave(answer, code)
    return answer


def _draw(
    tx: Transaction, document_id: str, *, not_read: bool = False, problem: problems.Problem | None = None
) -> Response:
    """Draw the letter's page, with what keeps it from being signed or sent back."""
    status = 422 if not_read else 200 if problem is None else problem.status
    letter = files.look(tx, document_id)
    return page.show(
        tx,
        "letters/letter.html",
        status=status,
        letter=letter,
        entry=letter.entry,
        not_read=not_read,
        problem=problem,
    )
