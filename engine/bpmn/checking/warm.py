"""The process that is kept warm: it has everything imported, and forks a confined child for each request.

``python -I -m engine.bpmn.checking.warm`` has one thread and reads nothing of a request itself. Its standard input is a
socket on which each message brings the limits of one request and the socket on which that request is asked and
answered. It ends its children, and itself, when nobody holds the other side of its standard input any more.
"""

import gc
import json
import os
import select
import signal
import socket
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import NoReturn

from engine.bpmn.checking import answering, parcels
from engine.confinement import confine

HUNG = b"\0"
"""What is sent after an answer that was broken off because its time was over."""
LARGEST_MESSAGE = 256
# Who reads and writes cases comes before who checks a draft.
_NICE = 5
_PIECE = 1 << 18


@dataclass(frozen=True, slots=True, kw_only=True)
class _Child:
    """A process that answers one request; ``until`` is when it is ended, in seconds of the monotonic clock."""

    pid: int
    talk: socket.socket
    until: float


def serve(control: socket.socket) -> None:
    """Have each request answered by a child of its own, until the other side of ``control`` is gone."""
    children: dict[int, _Child] = {}
    open_ = True
    while open_:
        rest = min((child.until for child in children.values()), default=None)
        wait = None if rest is None else max(0.0, rest - time.monotonic())
        ready, _, _ = select.select([control.fileno(), *children], [], [], wait)
        now = time.monotonic()
        for handle, child in list(children.items()):
            if handle in ready or child.until <= now:
                _end(handle, children.pop(handle))
        if control.fileno() in ready:
            open_ = _begin(control, children)
    for handle, child in children.items():
        _end(handle, child)


def _begin(control: socket.socket, children: dict[int, _Child]) -> bool:
    """Fork a child for the request that has come; False when none will come any more."""
    message, handles, _, _ = socket.recv_fds(control, LARGEST_MESSAGE, 1)
    if not message:
        return False
    limits = json.loads(message)
    talk = socket.socket(fileno=handles[0])
    pid = os.fork()
    if pid == 0:  # pragma: no cover - runs in the child process only
        # What others are asked is none of its business, and a socket that it held would not close.
        for each in (control, *(child.talk for child in children.values())):
            each.close()
        for handle in children:
            os.close(handle)
        _live(talk, limits)
    children[os.pidfd_open(pid)] = _Child(pid=pid, talk=talk, until=time.monotonic() + limits["patience"])
    return True


def _live(talk: socket.socket, limits: Mapping[str, float]) -> NoReturn:  # pragma: no cover - in the child only
    """Answer and end; a fault of any kind ends it without a word, since a word might quote a file."""
    status = 1
    try:
        work(talk, limits)
        status = 0
    finally:
        os._exit(status)


def work(talk: socket.socket, limits: Mapping[str, float]) -> None:
    """Answer the one request that comes by ``talk`` within the limits; one that is not whole is not answered."""
    confine(seconds=limits["seconds"], megabytes=int(limits["megabytes"]))
    request = parcels.unpacked(everything(talk))
    if request is not None:
        talk.sendall(parcels.packed(answering.answer(request)))


def everything(talk: socket.socket) -> bytes:
    """Give all that the other side sends until it sends no more."""
    return b"".join(iter(lambda: talk.recv(_PIECE), b""))


def _end(handle: int, child: _Child) -> None:
    """End a child if it has not ended, and tell who asked when it hung; that there is no more, in any case."""
    overdue = child.until <= time.monotonic()
    signal.pidfd_send_signal(handle, signal.SIGKILL)
    _, status = os.waitpid(child.pid, 0)
    os.close(handle)
    # Whoever asked may be gone, and need not be waited for.
    with child.talk, suppress(OSError):
        if overdue or (os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGXCPU):
            child.talk.send(HUNG, socket.MSG_DONTWAIT)
        child.talk.shutdown(socket.SHUT_RDWR)


if __name__ == "__main__":  # pragma: no cover - runs in the warm process only
    os.nice(_NICE)
    gc.freeze()  # what is imported stays, and its pages stay shared with the children
    serve(socket.socket(fileno=0))
