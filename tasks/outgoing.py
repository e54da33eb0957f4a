"""The only way out to other houses: one POST, encrypted or on this machine, bounded in time and size.

Nothing that a partner answers is read beyond its status: no text of theirs reaches a log or a case. What a witness of
the Merkle log answers is read, since its signature is what was asked for.
"""

import contextlib
import http.client
import ssl
from http import HTTPStatus
from urllib.parse import SplitResult, urlsplit

from engine.services.referrals.webhook import Request
from tasks import ending

SECONDS = 20.0
"""How long a request may last as a whole; well below the time for which its job is taken."""

LONGEST_ANSWER = 16 * 1024
"""Bytes of a witness's answer that are read."""

FAILURES = (OSError, http.client.HTTPException, ValueError)


def post(request: Request, *, seconds: float = SECONDS) -> str | None:
    """Send a request and give None when the partner took it, else why not, as a stable code.

    ``webhook_unknown`` no address, ``webhook_unreachable`` no answer in time or none that is HTTP,
    ``webhook_redirected`` never followed, since the content is meant for one address alone, ``webhook_refused`` any
    other status. That the address is safe was checked when the partner's file was read.
    """
    target = urlsplit(request.url or "")
    if target.hostname is None:
        return "webhook_unknown"
    try:
        status = _status(target, request, seconds=seconds)
    except FAILURES:
        return "webhook_unreachable"
    if HTTPStatus.OK <= status < HTTPStatus.MULTIPLE_CHOICES:
        return None
    return "webhook_redirected" if status < HTTPStatus.BAD_REQUEST else "webhook_refused"


def exchange(url: str, body: str, *, seconds: float = SECONDS) -> tuple[int | None, str]:
    """Post a text and give the status and the text of the answer, which a witness of the log gives; None for no answer.

    No more is read than a witness may say. The address was checked when the settings were read.
    """
    target = urlsplit(url)
    try:
        with contextlib.closing(_connection(target, seconds=seconds)) as connection, ending.within(connection, seconds):
            connection.request("POST", target.path, body=body.encode(), headers={"Content-Type": "text/plain"})
            answer = connection.getresponse()
            return answer.status, answer.read(LONGEST_ANSWER).decode("utf-8", errors="replace")
    except FAILURES:
        return None, ""


def _status(target: SplitResult, request: Request, *, seconds: float) -> int:
    with contextlib.closing(_connection(target, seconds=seconds)) as connection, ending.within(connection, seconds):
        path = f"{target.path or '/'}?{target.query}" if target.query else target.path or "/"
        connection.request("POST", path, body=request.body, headers=dict(request.headers))
        return connection.getresponse().status


def _connection(target: SplitResult, *, seconds: float) -> http.client.HTTPConnection:
    host = target.hostname or ""
    if target.scheme == "https":
        context = ssl.create_default_context()
        return http.client.HTTPSConnection(host, target.port, timeout=seconds, context=context)
    return http.client.HTTPConnection(host, target.port, timeout=seconds)
