"""Files of a case: handed in whole by a browser without scripts, in pieces by the page, and given out as downloads."""

from urllib.parse import quote

from flask import Blueprint, Response, jsonify, redirect, request
from werkzeug.exceptions import LengthRequired
from werkzeug.wrappers import Response as Answer

from api import auth, edge, refusals, security
from api.web.frame import page, toast
from engine.domain.audit.reads import EXPORT
from engine.services.cases import files

pages = Blueprint("file", __name__)
OFFSET = "Upload-Offset"
WHOLE = "file.attach"
"""The one address that takes a whole file."""

LARGEST_BODY = files.LARGEST + 64 * 1024
"""Bytes of a request with a whole file: the file, and the fields beside it."""


@pages.post("/tugas/<task_id>/berkas")
def attach(task_id: str) -> Answer:
    """Take one whole file."""
    page.require_form()
    sent = request.files.get("berkas")
    if sent is None or not sent.filename:
        raise files.FileUnfitError(user_task=task_id)
    with edge.for_person() as tx:
        files.attach(tx, task_id, name=sent.filename, content=sent.stream.read())
    answer = redirect(f"/tugas/{task_id}#berkas", code=303)
    toast.leave(answer, "file_taken")
    return answer


@pages.post("/tugas/<task_id>/unggahan")
def begin(task_id: str) -> Response:
    """Begin a file of which pieces will follow."""
    page.require_form()
    size = page.number(request.form.get("size")) or 0
    with edge.for_person() as tx:
        file_id = files.begin(tx, task_id, name=request.form.get("name", ""), size=size)
    answer = jsonify(id=file_id, piece=files.LARGEST_PIECE)
    answer.status_code = 201
    return answer


@pages.get("/unggahan/<file_id>")
def offset(file_id: str) -> Response:
    """Tell where to go on."""
    with edge.for_person() as tx:
        return jsonify(offset=files.offset(tx, file_id))


@pages.patch("/unggahan/<file_id>")
def append(file_id: str) -> Response:
    """Take the next piece; a file that turns out not to be of a kind that is taken is forgotten."""
    _require_token()
    if request.content_length is None:
        raise LengthRequired
    at = page.number(request.headers.get(OFFSET))
    if at is None:
        raise refusals.BodyMalformedError
    try:
        with edge.for_person() as tx:
            return jsonify(offset=files.append(tx, file_id, at=at, piece=request.get_data()))
    except files.FileUnfitError:
        with edge.for_person() as tx:
            files.abandon(tx, file_id)
        raise


@pages.delete("/unggahan/<file_id>")
def abandon(file_id: str) -> Response:
    """Forget a file that is not whole."""
    _require_token()
    with edge.for_person() as tx:
        files.abandon(tx, file_id)
    return Response(status=204)


@pages.get("/kasus/<number>/berkas/<file_id>")
def download(number: str, file_id: str) -> Response:
    """Give a file out to be saved, never to be shown: what others sent is not opened beside our own pages."""
    with edge.for_person(via=EXPORT) as tx:
        shown, content = files.content(tx, number, file_id)
    answer = Response(content, mimetype="application/octet-stream" if shown.kind is None else shown.kind.media_type)
    ending = "bin" if shown.kind is None else shown.kind.ending
    plain = f"berkas-{number}.{ending}"
    named = f"UTF-8''{quote(shown.name or plain, safe='')}"
    answer.headers["Content-Disposition"] = f"attachment; filename={plain}; filename*={named}"
    answer.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return answer


def _require_token() -> None:
    """Refuse a script's request without the token of its session's forms."""
    security.require_form_token(auth.session(request).token, request.headers.get("X-Form-Token", ""))
