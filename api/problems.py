"""The one place that knows which HTTP status a refusal becomes, and what its answer looks like (RFC 9457).

A code is stable and says *why*; the status only tells a machine which family of answer it is. An unexpected
exception becomes a general sentence: its text may hold content of a case, so neither the answer nor the log shows it.
"""

import traceback
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

import structlog
from flask import Response, json, request
from werkzeug import exceptions

from api import refusals
from engine import errors
from engine.domain.forms import forms
from engine.services.cases import instances
from engine.services.policy import definitions

log = structlog.get_logger(__name__)

STATUS: Mapping[str, int] = {
    "lindung_error": 422,
    "not_found": 404,
    "not_permitted": 403,
    "conflict": 409,
    "credential_missing": 401,
    "credential_refused": 401,
    "login_refused": 401,
    "login_delayed": 429,
    "public_delayed": 429,
    "forgery_refused": 403,
    "body_malformed": 400,
    "character_refused": 400,
    "content_type_unsupported": 415,
    "request_malformed": 400,
    "method_not_allowed": 405,
    "body_too_large": 413,
    "shape_invalid": 422,
    "too_many_requests": 429,
    "internal_error": 500,
    "idempotency_key_invalid": 400,
    "if_match_invalid": 400,
    "stale_revision": 412,
    "document_erased": 410,
    # An answer or a diagram asks for too much: the step was refused and nothing is broken.
    "multi_instance_count": 422,
    "process_too_deep": 422,
    "step_too_large": 422,
    "step_too_slow": 422,
    # The installation's own faults: nobody who asks can mend them.
    "schema_outdated": 503,
    "key_missing": 503,
    "key_unfit": 503,
    "key_wrong": 503,
    "store_unavailable": 503,
    "checker_busy": 503,
    "snapshot_unreadable": 503,
    "jobs_stopped": 503,
    "pages_not_built": 503,
    "process_failed": 500,
    "form_unknown": 500,
    "letter_failed": 500,
    "calendar_missing": 500,
    "calendar_changed": 500,
    "bundle_changed": 500,
    "seal_broken": 500,
}
"""Status by code. A code that is not listed takes that of the nearest base class that is."""

HTTP_REFUSALS: Mapping[int, type[errors.LindungError]] = {
    400: refusals.RequestMalformedError,
    404: errors.NotFoundError,
    405: refusals.MethodNotAllowedError,
    413: refusals.BodyTooLargeError,
    415: refusals.ContentTypeUnsupportedError,
    422: refusals.ShapeInvalidError,
    429: refusals.TooManyRequestsError,
    500: refusals.InternalError,
}
"""What is said when Flask, Werkzeug or webargs refuse by a status alone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One wrong spot of a request: ``pointer`` into the body (RFC 6901), or ``?name`` of a query parameter."""

    pointer: str
    code: str
    sentence_id: str
    sentence_en: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """A refusal ready to be shown, as JSON or as a page."""

    status: int
    code: str
    sentence_id: str
    sentence_en: str
    ids: Mapping[str, str | int | None] = field(default_factory=dict)
    faults: tuple[Fault, ...] = ()
    headers: Mapping[str, str] = field(default_factory=dict)


def of(error: Exception) -> Problem:
    """Give the problem that an exception means to whoever asked."""
    match error:
        case errors.LindungError():
            return _of_refusal(error)
        case exceptions.HTTPException():
            return _of_http(error)
        case _:
            _record(error)
            return _general(500)


def document(problem: Problem) -> dict[str, Any]:
    """Give the problem as a JSON document with the members of RFC 9457 and our own."""
    body: dict[str, Any] = {
        "type": f"urn:lindung:problem:{problem.code}",
        "title": HTTPStatus(problem.status).phrase,
        "status": problem.status,
        "code": problem.code,
        "sentences": {"id": problem.sentence_id, "en": problem.sentence_en},
        "ids": dict(problem.ids),
    }
    if problem.faults:
        body["errors"] = [
            {"pointer": one.pointer, "code": one.code, "sentences": {"id": one.sentence_id, "en": one.sentence_en}}
            for one in problem.faults
        ]
    return body


def answer(problem: Problem) -> Response:
    """Give the problem as ``application/problem+json``."""
    return Response(
        json.dumps(document(problem)),
        status=problem.status,
        headers=dict(problem.headers),
        mimetype="application/problem+json",
    )


def status_of(error: errors.LindungError) -> int:
    """Give the status of the error's code, or of its nearest base class that has one."""
    codes = (getattr(base, "code", "") for base in type(error).__mro__)
    return next(STATUS[code] for code in codes if code in STATUS)


def _of_refusal(error: errors.LindungError) -> Problem:
    """Keep the error's own words."""
    return Problem(
        status=status_of(error),
        code=error.code,
        sentence_id=error.sentence_id,
        sentence_en=error.sentence_en,
        ids=error.ids,
        faults=tuple(_faults_of(error)),
        headers=_headers_of(error),
    )


def _faults_of(error: errors.LindungError) -> Iterator[Fault]:
    """Give the wrong fields, or a procedure's wrong files, with pointers into the request body."""
    match error:
        case instances.ReceivedInFutureError() | refusals.ReceivedUnreadableError():
            yield Fault(
                pointer="/received_at",
                code=error.code,
                sentence_id=error.sentence_id,
                sentence_en=error.sentence_en,
            )
        case forms.FormInvalidError():
            for wrong in error.problems:
                yield Fault(
                    pointer=f"/form{wrong.pointer}",
                    code=wrong.code,
                    sentence_id=wrong.sentence_id,
                    sentence_en=wrong.sentence_en,
                )
        case definitions.DefinitionRefusedError():
            for one in error.refusals:
                yield Fault(
                    pointer=f"/files/{_escape(one.file)}",
                    code=one.code,
                    sentence_id=f"{one.element_id} {one.reason_id} {one.remedy_id}".strip(),
                    sentence_en=f"{one.element_id} {one.reason_en} {one.remedy_en}".strip(),
                )


def _headers_of(error: errors.LindungError) -> dict[str, str]:
    """Say how to sign in (RFC 6750) and when to come back (RFC 9110 section 10.2.3)."""
    status = status_of(error)
    if status == HTTPStatus.UNAUTHORIZED:
        return {"WWW-Authenticate": 'Bearer realm="lindung"'}
    wait = getattr(error, "retry_after_seconds", None)
    return {} if wait is None else {"Retry-After": str(wait)}


def _of_http(error: exceptions.HTTPException) -> Problem:
    """Translate what Werkzeug or webargs refused; what they quote from the request is left out."""
    status = error.code or HTTPStatus.INTERNAL_SERVER_ERROR
    problem = _general(status if status in HTTP_REFUSALS else _family(status))
    messages = getattr(error, "data", {}).get("messages", {})
    return Problem(
        status=status,
        code=problem.code,
        sentence_id=problem.sentence_id,
        sentence_en=problem.sentence_en,
        faults=tuple(_shape_faults(messages)),
        headers=_allowed(error),
    )


def _family(status: int) -> int:
    """Give the general refusal of a status that has no sentence of its own."""
    return 400 if status < HTTPStatus.INTERNAL_SERVER_ERROR else 500


def _allowed(error: exceptions.HTTPException) -> dict[str, str]:
    """Name the methods that an address takes, as RFC 9110 section 15.5.6 demands of a 405."""
    methods = getattr(error, "valid_methods", None)
    return {"Allow": ", ".join(sorted(methods))} if methods else {}


def _general(status: int) -> Problem:
    """Give the HTTP layer's own refusal of a status."""
    refusal = HTTP_REFUSALS[status]
    return Problem(status=status, code=refusal.code, sentence_id=refusal.sentence_id, sentence_en=refusal.sentence_en)


def _shape_faults(messages: Mapping[str, Any]) -> Iterator[Fault]:
    """Turn marshmallow's nested messages by location into one fault a spot; its texts never quote the value."""
    for location, inside in messages.items():
        for path, text in _leaves(inside, ()):
            pointer = "?" + ".".join(path) if location == "query" else "".join(f"/{_escape(part)}" for part in path)
            yield Fault(pointer=pointer, code="shape_invalid", sentence_id=_indonesian(text), sentence_en=text)


def _leaves(messages: Any, path: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], str]]:
    """Walk nested messages down to their sentences; ``_schema`` and a mapping's key or value marks add no step."""
    if isinstance(messages, Mapping):
        for key, inside in messages.items():
            step = () if key in {"_schema", "value", "key"} else (str(key),)
            yield from _leaves(inside, path + step)
    else:
        yield path, str(messages[0])


def _escape(part: str) -> str:
    """Escape one step of a JSON pointer (RFC 6901 section 3)."""
    return part.replace("~", "~0").replace("/", "~1")


def _indonesian(text: str) -> str:
    """Say marshmallow's few sentences in Indonesian; a sentence without a translation becomes a general one."""
    known = {
        "Unknown field.": "Bidang ini tidak dikenal.",
        "Missing data for required field.": "Bidang ini wajib diisi.",
        "Field may not be null.": "Bidang ini tidak boleh kosong.",
        "Not a valid string.": "Isi harus berupa teks.",
        "Not a valid integer.": "Isi harus berupa bilangan bulat.",
        "Not a valid mapping type.": "Isi harus berupa objek.",
        "Not a valid date.": "Isi harus berupa tanggal, misalnya 2026-12-01.",
        "Not a valid datetime.": "Isi harus berupa tanggal dan waktu menurut RFC 3339.",
        "Invalid input type.": "Isi harus berupa objek.",
    }
    return known.get(text, "Isi tidak sesuai ketentuan.")


def _record(error: Exception) -> None:
    """Log where an unexpected exception arose, without its text and without variables: both may hold a case."""
    frames = traceback.extract_tb(error.__traceback__)
    log.error(
        "request.failed",
        error=type(error).__name__,
        endpoint=request.endpoint,
        where=[f"{frame.filename}:{frame.lineno}:{frame.name}" for frame in frames[-8:]],
    )
