"""The edge of a request: one credential, one transaction, one answer.

Routes and pages both pass through here, so neither opens, commits or repeats anything by itself. An answer that
carries an Idempotency-Key is stored in the same transaction as its effect: either both are there or neither.
"""

import hashlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Protocol

from flask import Response, current_app, json, request

from api import auth, refusals
from engine.domain.audit import reads
from engine.runtime import Runtime
from engine.services.base import idempotency
from engine.services.base.transaction import Transaction
from engine.services.evidence import packing

EXTENSION = "lindung"
PURPOSE = "Lindung-Purpose"
"""Header by which a program states what it reads for, such as ``client_request``."""

LONGEST_KEY = 200
"""Characters of an Idempotency-Key."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """The answer to a request; ``body`` is a JSON value."""

    body: Any
    status: int = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """An answer as it goes out; ``repeated`` tells that the key had been seen and nothing was done again."""

    status: int
    text: str
    revision: int | None = None
    repeated: bool = False

    def value(self) -> Any:
        """Give the answer's JSON value."""
        return json.loads(self.text)


@dataclass(frozen=True, slots=True, kw_only=True)
class File:
    """A file to be kept: its name, and what it holds."""

    name: str
    content: bytes


Work = Callable[[Transaction], Answer]


def runtime() -> Runtime:
    """Give the runtime that this application was made with."""
    composed: Runtime = current_app.extensions[EXTENSION]
    return composed


@contextmanager
def for_program(*, reads_only: bool = False, via: str = reads.API) -> Iterator[Transaction]:
    """Open the one transaction of an interface request, for the holder of its bearer token; ``via`` as for a person."""
    purpose = request.headers.get(PURPOSE)
    with runtime().request(auth.bearer(request), via=via, reads_only=reads_only, purpose=purpose) as tx:
        yield tx


@contextmanager
def for_person(*, reads_only: bool = False, via: str = reads.PAGE) -> Iterator[Transaction]:
    """Open the one transaction of a page request, for the person of its session.

    ``via`` is ``print`` for what is made to be printed, ``export`` for a file to be kept.
    """
    with runtime().request(auth.session(request), via=via, reads_only=reads_only) as tx:
        yield tx


def once(tx: Transaction, work: Work, *, key: str | None, digest: bytes) -> Outcome:
    """Do the work unless the same actor did it under the same key before; then give what was answered then.

    A key that comes again with a different request is refused by the service: it is a fault of the client.
    """
    if key is None:
        return _outcome(work(tx))
    stored = idempotency.remember(tx, key, digest)
    if stored is not None:
        return Outcome(status=stored.status, text=stored.body, repeated=True)
    outcome = _outcome(work(tx))
    idempotency.store(tx, key, digest, status=outcome.status, body=outcome.text)
    return outcome


def idempotency_key() -> str | None:
    """Give the request's Idempotency-Key, None without one; IdempotencyKeyInvalidError for an unusable one."""
    key = request.headers.get("Idempotency-Key")
    if key is None:
        return None
    if not 0 < len(key) <= LONGEST_KEY or not key.isascii() or not key.isprintable():
        raise refusals.IdempotencyKeyInvalidError
    return key


def request_digest() -> bytes:
    """Give the SHA-256 of what is asked: method, address and body."""
    head = f"{request.method} {request.full_path}\n".encode()
    return hashlib.sha256(head + request.get_data(cache=True)).digest()


def expected_revision() -> int | None:
    """Give the revision that If-Match names, None when the client does not insist on one."""
    header = request.headers.get("If-Match")
    if header is None or header == "*":
        return None
    text = header.removeprefix("W/").strip('"')
    if not text.isdecimal() or len(text) > 12:
        raise refusals.IfMatchInvalidError
    return int(text)


def respond(outcome: Outcome) -> Response:
    """Give the outcome as a JSON response; its ETag is the revision of the one thing that it shows."""
    response = Response(outcome.text, status=outcome.status, mimetype="application/json")
    if outcome.revision is not None:
        response.headers["ETag"] = f'"{outcome.revision}"'
    if outcome.repeated:
        response.headers["Idempotency-Replayed"] = "true"
    return response


def document(value: Any, *, etag: str) -> Response:
    """Give a JSON document that may be kept by who asked as long as its ETag holds, or 304 when they have it."""
    text = json.dumps(value, separators=(",", ":"), ensure_ascii=False, sort_keys=False)
    answer = Response(text, mimetype="application/json")
    answer.set_etag(etag)
    answer.headers["Cache-Control"] = "private, no-cache"
    answer.make_conditional(request)
    return answer


class Paper(Protocol):
    """A file to be printed: its name, and PDF/A."""

    @property
    def name(self) -> str:
        """Give the file's name."""
        ...

    @property
    def pdf(self) -> bytes:
        """Give what it holds."""
        ...


def paper(letter: Paper) -> Response:
    """Give a letter to be looked at and printed; the headers of every answer keep browsers from guessing its kind."""
    answer = Response(letter.pdf, mimetype="application/pdf")
    answer.headers.set("Content-Disposition", "inline", filename=letter.name)
    return answer


def archive(files: Mapping[str, bytes], *, name: str = "lindung.zip") -> Response:
    """Give files as one ZIP to be kept; the same files give the same bytes."""
    return kept(packing.packed(files), name=name)


def kept(content: bytes, *, name: str, kind: str = "application/zip") -> Response:
    """Give a file to be kept, a ZIP unless ``kind`` is another media type."""
    answer = Response(content, mimetype=kind)
    answer.headers.set("Content-Disposition", "attachment", filename=name)
    return answer


def _outcome(answer: Answer) -> Outcome:
    """Write the answer down once, so that a repeated request gets the same bytes."""
    revision = answer.body.get("revision") if isinstance(answer.body, dict) else None
    return Outcome(status=answer.status, text=json.dumps(answer.body), revision=revision)
