"""Composes the web application from a runtime: nothing here is global, so a test makes as many as it likes."""

import time
from io import BytesIO
from pathlib import Path
from typing import IO, Any

from flask import Flask, Request, Response, current_app, g, jsonify, request
from werkzeug.exceptions import HTTPException
from werkzeug.middleware.proxy_fix import ProxyFix

from api import bodies, compression, edge, meters, openapi, problems, refusals, security, web
from api.rooms import ROOMS
from engine.runtime import Runtime

JOBS = "lindung_jobs"
"""Extension that holds the in-process worker, when this process does background jobs itself."""

WEB = Path(__file__).parent / "web"
FOR_PROGRAMS = ("/api/", "/.well-known/", "/healthz", "/readyz", "/metrics")
"""Addresses that answer refusals as problem+json; every other address is for people."""


class QuietRequest(Request):
    """A request whose files never touch the disk: what is handed in is content of a case."""

    def _get_file_stream(self, *_arguments: Any, **_named: Any) -> IO[bytes]:
        """Keep a file in memory; its size is limited by the address that takes it."""
        return BytesIO()


def create_app(runtime: Runtime) -> Flask:
    """Give the WSGI application that serves the runtime: pages, interface, health and metrics."""
    app = Flask("lindung", static_folder=str(WEB / "static"), template_folder=str(WEB / "templates"))
    app.config.update(MAX_CONTENT_LENGTH=bodies.LARGEST_BODY, MAX_FORM_MEMORY_SIZE=bodies.LARGEST_BODY)
    app.request_class = QuietRequest
    app.url_map.strict_slashes = False
    if runtime.settings.behind_proxy:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=1, x_proto=0, x_host=0)  # type: ignore[method-assign]  # Flask's own way
    app.extensions[edge.EXTENSION] = runtime
    app.extensions[meters.EXTENSION] = meters.Meters()
    app.before_request(_begin)
    app.after_request(_finish)
    openapi.publish(app, tuple(noun for room in ROOMS for noun in room.nouns))
    for door in (door for room in ROOMS for door in room.doors):
        app.register_blueprint(door)
    pages = [page for room in ROOMS for page in room.pages]
    web.register(app, pages=pages, places=(place for room in ROOMS for place in room.places))
    app.add_url_rule("/healthz", "healthz", _alive, methods=["GET"])
    app.add_url_rule("/.well-known/jwks.json", "signing_keys", _signing_keys, methods=["GET"])
    app.add_url_rule("/readyz", "readyz", _ready, methods=["GET"])
    app.add_url_rule("/metrics", "metrics", meters.show, methods=["GET"])
    app.register_error_handler(Exception, _refuse)
    app.register_error_handler(HTTPException, _refuse)  # the OpenAPI extension brought its own
    return app


def _begin() -> None:
    """Start the request's stop watch and refuse an address that no database could look up."""
    g.began = time.perf_counter()
    if not bodies.is_clean(request.path) or not all(map(bodies.is_clean, _query_texts())):
        raise refusals.CharacterRefusedError


def _query_texts() -> list[str]:
    """Give every name and value of the query."""
    return [text for pair in request.args.items(multi=True) for text in pair]


def _finish(response: Response) -> Response:
    """Compress, harden and measure every answer, also refusals."""
    finished = security.harden(compression.shrink(response))
    meters.observe(time.perf_counter() - g.get("began", time.perf_counter()), response.status_code)
    return finished


def _refuse(error: Exception) -> Response:
    """Answer a refusal in the form that the asker reads."""
    problem = problems.of(error)
    if request.path.startswith(FOR_PROGRAMS) or request.accept_mimetypes.best == "application/json":
        return problems.answer(problem)
    return web.refuse(problem)


def _alive() -> Response:
    """Answer that the process serves requests; says nothing of the database."""
    return jsonify(status="ok")


def _signing_keys() -> Response:
    """Publish the key with which referrals to partners are signed, as a JSON Web Key Set (RFC 7517, RFC 8037)."""
    runtime = edge.runtime()
    runtime.require_keys()
    signer = runtime.installation.signer
    key = {"kty": "OKP", "crv": "Ed25519", "use": "sig", "alg": "EdDSA", "kid": signer.key_id, "x": signer.public}
    return jsonify(keys=[key])


def _ready() -> Response:
    """Answer that requests can be served now: database and tables of this release are there, and jobs are done."""
    edge.runtime().require_ready()
    jobs = current_app.extensions.get(JOBS)
    if jobs is not None and not jobs.is_alive:
        raise refusals.JobsStoppedError
    return jsonify(status="ready")
