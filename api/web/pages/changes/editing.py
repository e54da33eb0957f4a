"""Editing the files of a change: the page of the diagram editor, and what its island reads, saves and asks.

The island sends a file's whole content and the revision that it was edited from; the answer holds the content as it is
now, with what others saved meanwhile.
"""

from typing import Any

from flask import Blueprint, Response, jsonify, request

from api import auth, edge, refusals, security
from api.web.frame import page
from api.web.words import studio_words
from api.web.words.language import language
from engine import errors
from engine.domain.forms.saving import ChangesCollideError
from engine.services.changes import changes, checking, choices, files
from engine.services.changes.files import Saved

pages = Blueprint("changes_editing", __name__)
FORM_HEADER = "X-Form-Token"
TRIES = 3
"""How often a save begins anew because somebody else saved the same file in between."""


@pages.get("/kebijakan/<change_id>/diagram/<path:path>")
def diagram(change_id: str, path: str) -> Response:
    """Show the editor of one diagram."""
    with edge.for_person(reads_only=True) as tx:
        found = changes.get(tx, change_id)
        file = files.read(tx, change_id, path)
        if files.kind(path) != "diagram":
            raise errors.NotFoundError(file=path)
        offered = choices.of_change(tx, change_id)
        return page.show(
            tx,
            "changes/diagram.html",
            change=found,
            file=file,
            title=files.title(file.content or b""),
            diagrams=[one for one in files.of_change(tx, change_id) if files.kind(one) == "diagram"],
            words=studio_words.spoken(),
            choices={
                "roles": offered.roles,
                "forms": offered.forms,
                "documents": offered.documents,
                "decisions": offered.decisions,
                "clauses": offered.clauses,
            },
        )


@pages.get("/kebijakan/<change_id>/berkas/<path:path>")
def read(change_id: str, path: str) -> Response:
    """Give one file as it is now; its ETag is the revision that a save names."""
    with edge.for_person(reads_only=True) as tx:
        found = files.read(tx, change_id, path)
    answer = Response(found.content, mimetype="text/plain")
    answer.set_etag(str(found.revision))
    return answer


@pages.put("/kebijakan/<change_id>/berkas/<path:path>")
def save(change_id: str, path: str) -> tuple[Response, int]:
    """Save one file that was edited from the revision of If-Match.

    409 with the ids of what both edited, by whom and when, when others edited the same part meanwhile.
    """
    security.require_form_token(auth.session(request).token, request.headers.get(FORM_HEADER, ""))
    seen = edge.expected_revision()
    if seen is None:
        raise refusals.IfMatchInvalidError
    try:
        saved = _saved(change_id, path, seen)
    except ChangesCollideError as collision:
        with edge.for_person(reads_only=True) as tx:
            last = next(iter(files.revisions(tx, change_id, path=path)), None)
        told = {"by": last.by, "at": last.at.isoformat(), "revision": last.number} if last is not None else {}
        return jsonify(code=collision.code, elements=collision.elements, **told), 409
    return jsonify(_told(saved)), 200


@pages.get("/kebijakan/<change_id>/temuan-periksa")
def found(change_id: str) -> Response:
    """Give what the change would be refused for as it is now, for the editor's canvas."""
    with edge.for_person(reads_only=True) as tx:
        asked = checking.question(tx, change_id)
    spoken = language()
    return jsonify(
        revision=asked.revision,
        refusals=[
            {
                "file": one.file,
                "element": one.element_id,
                "name": one.element_name,
                "code": one.code,
                "reason": one.reason_id if spoken == "id" else one.reason_en,
                "remedy": one.remedy_id if spoken == "id" else one.remedy_en,
            }
            for one in checking.answer(edge.runtime().installation.checker, asked)
        ],
    )


def _saved(change_id: str, path: str, seen: int) -> Saved:
    """Save what was sent; no transaction is open while the files are read."""
    for _ in range(TRIES):
        with edge.for_person(reads_only=True) as tx:
            edit = files.edit(tx, change_id, path, request.get_data(), seen=seen)
        content = files.written(edge.runtime().installation.checker, edit)
        with edge.for_person() as tx:
            saved = files.store(tx, edit, content)
        if saved is not None:
            return saved
    raise errors.ConflictError(file=path)


def _told(saved: Saved) -> dict[str, Any]:
    content = None if saved.content is None else saved.content.decode("utf-8", "replace")
    return {"revision": saved.revision, "merged": saved.merged, "content": content}
