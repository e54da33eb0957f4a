"""A noun of the interface: its address, what may be sent to it, and what it answers.

A route is a plain function from a transaction and checked values to what a service gave. Everything that all routes
share happens here once: strict shapes, the transaction, idempotency, the ETag, the OpenAPI entry.
"""

import functools
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import Response, request
from flask_smorest import Blueprint  # type: ignore[import-untyped]  # the library ships no types; it stays in this module
from marshmallow import RAISE, Schema

from api import auth, bodies, edge
from engine.domain.audit.reads import EXPORT
from engine.services.base.transaction import Transaction

PREFIX = "/api/v1"
PDF = ZIP = FILE = {"type": "string", "format": "binary"}
View = Callable[..., Any]
Decorator = Callable[[View], View]
Shape = type[Schema]
_PARSER = bodies.StrictParser()


class NoParameters(Schema):
    """An address that takes no query parameter: a misspelt one is refused instead of ignored."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Rules:
    """The rules of a route: what it takes and gives; ``reads_only`` spares SQLite's turn to write."""

    method: str
    answer: Shape
    query: Shape = NoParameters
    body: Shape | None = None
    status: int = 200
    reads_only: bool = False


class Noun:
    """One noun, such as ``user-tasks``, with its routes below ``/api/v1/<noun>``."""

    def __init__(self, name: str, *, description: str) -> None:
        """Begin a noun; ``description`` is for readers of the OpenAPI document."""
        self.blueprint = Blueprint(name, __name__, url_prefix=f"{PREFIX}/{name}", description=description)
        self.blueprint.ARGUMENTS_PARSER = _PARSER
        self.blueprint.before_request(_require_program)

    def get(self, rule: str, *, answer: Shape, query: Shape = NoParameters, recorded: bool = False) -> Decorator:
        """Declare a reading route; its view is called as ``view(tx, query, **path)``, or without query if it has none.

        ``recorded`` says that the reading itself is written down, which a transaction for reading only could not do.
        """
        rules = _Rules(method="GET", answer=answer, query=query, reads_only=not recorded)
        return self._declare(rule, rules)

    def post(self, rule: str, *, answer: Shape, body: Shape | None = None, status: int = 200) -> Decorator:
        """Declare a writing route; its view is called as ``view(tx, body, **path)``, or without body if it has none."""
        return self._declare(rule, _Rules(method="POST", answer=answer, body=body, status=status))

    def picture(self, rule: str, *, query: Shape) -> Decorator:
        """Declare a reading route that answers an SVG text."""

        def decorate(view: View) -> View:
            endpoint = self.blueprint.response(200, {"type": "string"}, content_type="image/svg+xml")(_drawn(view))
            endpoint = self.blueprint.arguments(query, location="query", unknown=RAISE)(endpoint)
            self.blueprint.route(rule, methods=["GET"])(endpoint)
            return view

        return decorate

    def document(self, rule: str) -> Decorator:
        """Declare a reading route that answers a JSON document with its ETag, and 304 to who has it already.

        Its view gives what has ``etag`` and ``document``. The reading is recorded either way.
        """

        def decorate(view: View) -> View:
            endpoint = self.blueprint.response(200, {"type": "object"})(_documented(view))
            endpoint = self.blueprint.arguments(NoParameters, location="query", unknown=RAISE)(endpoint)
            self.blueprint.route(rule, methods=["GET"])(endpoint)
            return view

        return decorate

    def paper(self, rule: str) -> Decorator:
        """Declare a reading route that answers a letter as PDF; looking at one is recorded."""

        def decorate(view: View) -> View:
            endpoint = self.blueprint.response(200, PDF, content_type="application/pdf")(_printed(view))
            endpoint = self.blueprint.arguments(NoParameters, location="query", unknown=RAISE)(endpoint)
            self.blueprint.route(rule, methods=["GET"])(endpoint)
            return view

        return decorate

    def archive(self, rule: str, *, query: Shape) -> Decorator:
        """Declare a reading route that answers files by name, as a ZIP; looking at them is recorded."""

        def decorate(view: View) -> View:
            endpoint = self.blueprint.response(200, ZIP, content_type="application/zip")(_archived(view))
            endpoint = self.blueprint.arguments(query, location="query", unknown=RAISE)(endpoint)
            self.blueprint.route(rule, methods=["GET"])(endpoint)
            return view

        return decorate

    def file(self, rule: str, *, body: Shape, kind: str) -> Decorator:
        """Declare a route that makes a file to be kept, of a media type; its view gives an ``edge.File``.

        Each making is an act of its own, so no Idempotency-Key is looked at.
        """

        def decorate(view: View) -> View:
            endpoint = self.blueprint.response(200, FILE, content_type=kind)(_made(view, kind))
            endpoint = self.blueprint.arguments(body)(endpoint)
            endpoint = self.blueprint.arguments(NoParameters, location="query", unknown=RAISE)(endpoint)
            self.blueprint.route(rule, methods=["POST"])(endpoint)
            return view

        return decorate

    def _declare(self, rule: str, rules: _Rules) -> Decorator:
        """Wrap the view from the inside out: answer, body, query, address."""

        def decorate(view: View) -> View:
            endpoint = self.blueprint.response(rules.status, rules.answer)(_endpoint(view, rules))
            if rules.body is not None:
                endpoint = self.blueprint.arguments(rules.body)(endpoint)
            if rules.query is not NoParameters:
                endpoint = self.blueprint.arguments(rules.query, location="query", unknown=RAISE)(endpoint)
            self.blueprint.route(rule, methods=[rules.method])(endpoint)
            return view

        return decorate


def _require_program() -> None:
    """Refuse a request early that could not be served anyway, before its shape is looked at."""
    auth.bearer(request)
    bodies.require_json(request)


def _endpoint(view: View, rules: _Rules) -> View:
    """Give the Flask view that runs ``view`` inside the request's one transaction."""
    shape = rules.answer()

    @functools.wraps(view)
    def endpoint(*checked: Any, **path: str) -> Response:
        def work(tx: Transaction) -> edge.Answer:
            return edge.Answer(body=shape.dump(view(tx, *checked, **path)), status=rules.status)

        if rules.query is NoParameters and request.args:
            _PARSER.parse(NoParameters(), request, location="query", unknown=RAISE)  # refuses in the usual words
        key = edge.idempotency_key() if rules.method == "POST" else None
        with edge.for_program(reads_only=rules.reads_only) as tx:
            outcome = edge.once(tx, work, key=key, digest=edge.request_digest())
        return edge.respond(outcome)

    return endpoint


def _drawn(view: View) -> View:
    """Give the Flask view that answers the SVG that ``view`` draws."""

    @functools.wraps(view)
    def endpoint(*checked: Any, **path: str) -> Response:
        with edge.for_program() as tx:  # looking at a case is recorded
            return Response(view(tx, *checked, **path), mimetype="image/svg+xml")

    return endpoint


def _documented(view: View) -> View:
    """Give the Flask view that answers the document that ``view`` gives."""

    @functools.wraps(view)
    def endpoint(*_checked: Any, **path: str) -> Response:
        with edge.for_program() as tx:
            found = view(tx, **path)
            return edge.document(found.document, etag=found.etag)

    return endpoint


def _archived(view: View) -> View:
    """Give the Flask view that answers the files that ``view`` gives by name."""

    @functools.wraps(view)
    def endpoint(*checked: Any, **path: str) -> Response:
        with edge.for_program(via=EXPORT) as tx:
            return edge.archive(view(tx, *checked, **path))

    return endpoint


def _made(view: View, kind: str) -> View:
    """Give the Flask view that answers the file that ``view`` makes."""

    @functools.wraps(view)
    def endpoint(_query: Any, body: Any, **path: str) -> Response:
        with edge.for_program(via=EXPORT) as tx:
            made = view(tx, body, **path)
            return edge.kept(made.content, name=made.name, kind=kind)

    return endpoint


def _printed(view: View) -> View:
    """Give the Flask view that answers the letter that ``view`` gives."""

    @functools.wraps(view)
    def endpoint(*_checked: Any, **path: str) -> Response:
        with edge.for_program() as tx:
            return edge.paper(view(tx, **path))

    return endpoint
