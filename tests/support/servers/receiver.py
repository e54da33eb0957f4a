"""A partner's server on this machine: takes what is posted to it, and misbehaves when told to."""

import base64
import json
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from api.app import create_app
from engine.runtime import Runtime

TAKES, FAILS, REDIRECTS, HANGS, DRIPS, BREAKS = "takes", "fails", "redirects", "hangs", "drips", "breaks"


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """One request as it came."""

    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        """Give the body as JSON."""
        return json.loads(self.body)


@dataclass
class Partner:
    """The server's side of a test; ``manners`` is what it does with each request, the last one again and again.

    ``arrived`` is set at each request, ``released`` lets a hanging one go.
    """

    manners: list[str]
    taken: list[Taken] = field(default_factory=list)
    arrived: threading.Event = field(default_factory=threading.Event)
    released: threading.Event = field(default_factory=threading.Event)
    port: int = 0

    @property
    def url(self) -> str:
        """Give its address."""
        return f"http://127.0.0.1:{self.port}/rujukan?dari=lindung"

    def manner(self) -> str:
        """Give what to do with the next request."""
        return self.manners.pop(0) if len(self.manners) > 1 else self.manners[0]


@contextmanager
def running(*manners: str) -> Iterator[Partner]:
    """Run a partner's server on a free port; whatever hangs is let go at the end."""
    partner = Partner(manners=list(manners or (TAKES,)))

    class Handler(BaseHTTPRequestHandler):
        """Answers as the partner's manners say."""

        def do_POST(self) -> None:
            length = int(self.headers["Content-Length"])
            body = self.rfile.read(length)
            partner.taken.append(Taken(path=self.path, headers=dict(self.headers), body=body))
            partner.arrived.set()
            _BEHAVE[partner.manner()](self, partner)

        def log_message(self, *_: Any) -> None:
            """Say nothing: the test looks at what was taken."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    partner.port = server.server_port
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    yield partner
    partner.released.set()
    server.shutdown()
    server.server_close()
    thread.join()


def is_signed(runtime: Runtime, taken: Taken, *, body: bytes | None = None) -> bool:
    """Tell whether a request carries the signature of the key that the installation publishes."""
    published = json.loads(create_app(runtime).test_client().get("/.well-known/jwks.json").data)
    (key,) = published["keys"]
    assert taken.headers["Lindung-Key-Id"] == key["kid"]
    public = Ed25519PublicKey.from_public_bytes(_bytes(key["x"]))
    try:
        public.verify(_bytes(taken.headers["Lindung-Signature"]), taken.body if body is None else body)
    except InvalidSignature:
        return False
    return True


def _bytes(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def _answer(handler: BaseHTTPRequestHandler, status: int, **headers: str) -> None:
    handler.send_response(status)
    for name, value in headers.items():
        handler.send_header(name, value)
    handler.send_header("Content-Length", "0")
    handler.end_headers()


def _hang(_handler: BaseHTTPRequestHandler, partner: Partner) -> None:
    partner.released.wait(30)


def _drip(handler: BaseHTTPRequestHandler, partner: Partner) -> None:
    """Send one byte now and then: no single read ever takes long."""
    handler.wfile.write(b"HTTP/1.1 200 OK\r\n")
    while not partner.released.wait(0.02):
        try:
            handler.wfile.write(b"X")
        except OSError:
            return


_BEHAVE: Mapping[str, Callable[[BaseHTTPRequestHandler, Partner], object]] = {
    TAKES: lambda handler, _: _answer(handler, 204),
    FAILS: lambda handler, _: _answer(handler, 503),
    REDIRECTS: lambda handler, partner: _answer(handler, 307, Location=partner.url),
    HANGS: _hang,
    DRIPS: _drip,
    BREAKS: lambda handler, _: handler.wfile.write(b"ini bukan HTTP\r\n\r\n"),
}
