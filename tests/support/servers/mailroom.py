"""A mail server on this machine: takes what is handed over, and misbehaves when told to."""

import asyncio
import datetime as dt
import ipaddress
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

TAKES, REFUSES, REFUSES_TEXT, POSTPONES, HANGS, DROPS = (
    "takes",
    "refuses",
    "refuses_text",
    "postpones",
    "hangs",
    "drops",
)
FAR = "127.0.0.2"
"""An address of this machine that the product takes for another one: mail goes there encrypted or not at all."""
USER, PASSWORD = "lindung", "rahasia-surel-77"


@dataclass
class Mailroom:
    """The server's side of a test; ``manners`` is what it does with each mail, the last one again and again.

    ``arrived`` is set at each mail, ``released`` lets a hanging one go.
    """

    manners: list[str]
    host: str
    taken: list[EmailMessage] = field(default_factory=list)
    receivers: list[str] = field(default_factory=list)
    tries: int = 0
    arrived: threading.Event = field(default_factory=threading.Event)
    released: threading.Event = field(default_factory=threading.Event)
    port: int = 0

    @property
    def url(self) -> str:
        """Give its address as the settings want it."""
        return f"smtp://{self.host}:{self.port}"

    def manner(self) -> str:
        """Give what to do with the next mail."""
        self.tries += 1
        return self.manners.pop(0) if len(self.manners) > 1 else self.manners[0]

    async def handle_RCPT(self, server: Any, _session: Any, envelope: Envelope, address: str, _options: Any) -> str:  # noqa: N802 - aiosmtpd's name
        """Answer for a receiver."""
        manner = self.manner()
        if manner == REFUSES:
            return "550 5.1.1 kotak surat ini tidak ada"
        if manner == POSTPONES:
            return "451 4.7.1 coba lagi nanti"
        envelope.rcpt_tos.append(address)
        server.manner = manner
        return "250 OK"

    async def handle_DATA(self, server: Any, _session: Any, envelope: Envelope) -> str:  # noqa: N802 - aiosmtpd's name
        """Take the mail, or what else the server's manners say."""
        self.arrived.set()
        if server.manner == HANGS:
            await asyncio.get_running_loop().run_in_executor(None, self.released.wait, 30)
        if server.manner == DROPS:
            server.transport.abort()
            return "250 OK"
        if server.manner == REFUSES_TEXT:
            return "554 5.7.1 ditolak"
        content = envelope.content
        assert isinstance(content, bytes)
        found = message_from_bytes(content, policy=policy.default)
        assert isinstance(found, EmailMessage)
        self.taken.append(found)
        self.receivers += envelope.rcpt_tos
        return "250 OK"


@contextmanager
def running(*manners: str, host: str = "127.0.0.1", **options: Any) -> Iterator[Mailroom]:
    """Run a mail server on a free port; ``options`` are those of aiosmtpd, ``implicit`` is a TLS context."""
    room = Mailroom(manners=list(manners or (TAKES,)), host=host)
    implicit = options.pop("implicit", None)
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever)  # whoever tests may run a loop of their own
    thread.start()
    try:
        made = loop.create_server(lambda: SMTP(room, loop=loop, **options), host, 0, ssl=implicit)
        server = asyncio.run_coroutine_threadsafe(made, loop).result(30)
        room.port = server.sockets[0].getsockname()[1]
        try:
            yield room
        finally:
            room.released.set()
            asyncio.run_coroutine_threadsafe(_end(server, loop), loop).result(30)
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()


async def _end(server: asyncio.Server, loop: asyncio.AbstractEventLoop) -> None:
    server.close()
    others = asyncio.all_tasks() - {asyncio.current_task()}
    for one in others:
        one.cancel()
    await asyncio.gather(*others, return_exceptions=True)
    await loop.shutdown_default_executor()


def who_may(_server: Any, _session: Any, _envelope: Any, _mechanism: str, data: Any) -> AuthResult:
    """Let in the one user of this server."""
    known = isinstance(data, LoginPassword) and (data.login, data.password) == (USER.encode(), PASSWORD.encode())
    return AuthResult(success=known, handled=False)


def tls(folder: Path) -> tuple[ssl.SSLContext, Path]:
    """Make a certificate for ``FAR``; gives the server's side, and the file that a client must trust."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "surel uji")])
    begun = dt.datetime(2020, 1, 1, tzinfo=dt.UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(begun)
        .not_valid_after(begun + dt.timedelta(days=36_500))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address(FAR))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    chain, secret = folder / "surel.pem", folder / "surel.key"
    chain.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    secret.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(chain, secret)
    return context, chain


@contextmanager
def saying(*chunks: bytes, drips: bool = False) -> Iterator[int]:
    """Run a server that says these bytes to whoever comes, whatever they ask; gives its port.

    One that ``drips`` says the last of them again and again, so that no single read takes long.
    """
    ended = threading.Event()

    def serve(listening: socket.socket) -> None:
        with listening.accept()[0] as peer:
            for chunk in chunks:
                peer.sendall(chunk)
            while drips and not ended.wait(0.02):
                try:
                    peer.sendall(chunks[-1])
                except OSError:
                    return

    with socket.create_server(("127.0.0.1", 0)) as listening:
        thread = threading.Thread(target=serve, args=(listening,))
        thread.start()
        yield listening.getsockname()[1]
        ended.set()
        thread.join()
