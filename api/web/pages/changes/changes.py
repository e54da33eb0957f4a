"""Changes of procedures: the list, what a change is about, its files and revisions."""

from collections.abc import Mapping

from flask import Blueprint, Response, redirect, request
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response as Answer

from api import edge, problems
from api.web.frame import page
from api.web.words.language import mark
from engine import errors
from engine.domain.changes.changes import ChangeInvalidError, Wanted
from engine.domain.policy.refusals import Refusal
from engine.services.base.transaction import Transaction
from engine.services.changes import changes, checking, files
from engine.services.changes.files import RevisionUnknownError
from engine.services.policy import definitions

pages = Blueprint("changes", __name__)
NOBODY = MultiDict[str, str]()
STATES = {"draft": mark("Sedang disusun"), "withdrawn": mark("Dibatalkan")}
KINDS = {
    "diagram": mark("Diagram"),
    "table": mark("Tabel keputusan"),
    "form": mark("Formulir"),
    "letter": mark("Surat"),
    "settings": mark("Pengaturan"),
    "clauses": mark("Pasal"),
}
LONGEST_NUMBER = 10


@pages.get("/kebijakan")
def show() -> Response:
    """List the procedures that the reader may change, and the changes under way."""
    with edge.for_person() as tx:
        return _listed(tx, said=NOBODY, refused=None)


@pages.post("/kebijakan")
def begin() -> Answer:
    """Begin a change; what does not fit is told above the form, which keeps what was typed."""
    page.require_form()
    form = request.form
    wanted = Wanted(
        procedure=form.get("prosedur", ""),
        title=form.get("judul", ""),
        reason=form.get("alasan", ""),
        decree=form.get("nomor", ""),
        clauses=form.get("pasal", "").replace(",", " ").split(),
    )
    try:
        with edge.for_person() as tx:
            made = changes.begin(tx, wanted)
    except ChangeInvalidError as refusal:
        with edge.for_person() as tx:
            return _listed(tx, said=form, refused=refusal)
    return redirect(f"/kebijakan/{made.id}", code=303)


@pages.get("/kebijakan/<change_id>")
def look(change_id: str) -> Response:
    """Show one change: what it is about, its files, who edited what and when."""
    with edge.for_person() as tx:
        return _one(tx, change_id, refused=None)


@pages.get("/kebijakan/<change_id>/periksa")
def check(change_id: str) -> Response:
    """Show what the change would be refused for, by file."""
    with edge.for_person(reads_only=True) as tx:
        asked = checking.question(tx, change_id)
    by_file: dict[str, list[Refusal]] = {}
    for refusal in checking.answer(edge.runtime().installation.checker, asked):
        by_file.setdefault(refusal.file, []).append(refusal)
    with edge.for_person(reads_only=True) as tx:
        found = changes.get(tx, change_id)
        return page.show(tx, "changes/check.html", change=found, by_file=by_file, revision=asked.revision)


@pages.post("/kebijakan/<change_id>/batalkan")
def withdraw(change_id: str) -> Answer:
    """Give a change up."""
    page.require_form()
    with edge.for_person() as tx:
        changes.withdraw(tx, change_id)
    return redirect(f"/kebijakan/{change_id}", code=303)


@pages.post("/kebijakan/<change_id>/kembalikan")
def bring_back(change_id: str) -> Answer:
    """Give a file the content that it had at a revision."""
    page.require_form()
    text = request.form.get("revisi", "")
    number = int(text) if text.isdecimal() and len(text) < LONGEST_NUMBER else -1
    try:
        with edge.for_person() as tx:
            files.bring_back(tx, change_id, request.form.get("berkas", ""), revision=number)
    except RevisionUnknownError as refusal:
        with edge.for_person() as tx:
            return _one(tx, change_id, refused=refusal)
    return redirect(f"/kebijakan/{change_id}#revisi", code=303)


def _listed(tx: Transaction, *, said: MultiDict[str, str], refused: errors.LindungError | None) -> Response:
    drafts = {scope.agency for scope in tx.scopes(changes.MAY_DRAFT)}
    found = changes.search(tx)
    if not drafts and not tx.scopes(changes.DECIDES):
        tx.require_anywhere(changes.MAY_DRAFT)
    return page.show(
        tx,
        "changes/list.html",
        status=200 if refused is None else problems.status_of(refused),
        changes=found,
        states=STATES,
        procedures={one.key: one.name for one in definitions.search(tx) if drafts & set(one.agencies)},
        may_draft=bool(drafts),
        said=said,
        refused=refused,
    )


def _one(tx: Transaction, change_id: str, *, refused: errors.LindungError | None) -> Response:
    found = changes.get(tx, change_id)
    return page.show(
        tx,
        "changes/change.html",
        status=200 if refused is None else problems.status_of(refused),
        change=found,
        states=STATES,
        kinds=KINDS,
        files=_by_kind(files.of_change(tx, change_id)),
        revisions=files.revisions(tx, change_id),
        refused=refused,
    )


def _by_kind(contents: Mapping[str, bytes]) -> dict[str, list[tuple[str, str]]]:
    """Give names and titles of the files by what they are, in the order in which they are worked on."""
    named = {path: files.title(content) or path for path, content in contents.items()}
    by_kind = {kind: [(path, named[path]) for path in named if files.kind(path) == kind] for kind in KINDS}
    return {kind: found for kind, found in by_kind.items() if found}
