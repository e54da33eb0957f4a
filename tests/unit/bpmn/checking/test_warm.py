"""The warm process: a child for each request, which is ended when its time is over or nobody asks any more."""

import json
import os
import select
import signal
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from engine.bpmn.checking import parcels, warm
from engine.bpmn.checking.parcels import Parcel

# The test process itself is far larger than the warm process is.
ROOMY: dict[str, float] = {"seconds": 10, "megabytes": 16_384, "patience": 30}
SAVE = Parcel(head={"kind": "save", "path": "a.form"}, files={"base": b"{}", "edited": b'{"a": 1}'})


@pytest.fixture
def talk() -> Iterator[tuple[socket.socket, socket.socket]]:
    """Give both sides of a conversation: that of who asks and that of who answers."""
    mine, its = socket.socketpair()
    with mine, its:
        yield mine, its


@contextmanager
def control(talk: socket.socket, limits: dict[str, float]) -> Iterator[tuple[socket.socket, socket.socket]]:
    """Give both sides of a control socket on which one request was announced."""
    mine, its = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    with mine, its:
        socket.send_fds(mine, [json.dumps(limits).encode()], [talk.fileno()])
        talk.close()
        yield mine, its


def served(talk: tuple[socket.socket, socket.socket], limits: dict[str, float], answer: Path) -> bytes:
    """Give what is answered while somebody else asks: a process that reads the answer and lets go at its end."""
    mine, its = talk
    with control(its, limits) as (ours, theirs), answer.open("wb") as sink:
        asking = subprocess.Popen(["cat"], stdin=mine.fileno(), stdout=sink, pass_fds=[ours.fileno()])
        mine.close()
        ours.close()
        warm.serve(theirs)
    assert asking.wait() == 0
    return answer.read_bytes()


def test_a_request_is_answered(talk: tuple[socket.socket, socket.socket], tmp_path: Path) -> None:
    talk[0].sendall(parcels.packed(SAVE))
    talk[0].shutdown(socket.SHUT_WR)

    answered = parcels.unpacked(served(talk, ROOMY, tmp_path / "answer"))

    assert answered is not None
    assert json.loads(answered.files["saved"]) == {"a": 1}


def test_one_that_takes_too_long_is_ended_and_said_to_hang(
    talk: tuple[socket.socket, socket.socket], tmp_path: Path
) -> None:
    assert served(talk, {**ROOMY, "patience": 0}, tmp_path / "answer") == warm.HUNG


def test_a_child_that_died_says_nothing(talk: tuple[socket.socket, socket.socket], tmp_path: Path) -> None:
    talk[0].sendall(b"not even json\n")
    talk[0].shutdown(socket.SHUT_WR)

    assert served(talk, ROOMY, tmp_path / "answer") == b""


def test_children_end_with_the_process_that_asked(talk: tuple[socket.socket, socket.socket]) -> None:
    with control(talk[1], ROOMY) as (ours, theirs):
        ours.close()
        warm.serve(theirs)

    assert warm.everything(talk[0]) == b""


def test_whoever_has_gone_is_not_waited_for(talk: tuple[socket.socket, socket.socket]) -> None:
    talk[0].close()
    with control(talk[1], {**ROOMY, "patience": 0}) as (ours, theirs):
        ours.close()
        warm.serve(theirs)


def test_a_child_that_used_up_its_processor_time_hung(talk: tuple[socket.socket, socket.socket]) -> None:
    pid = os.posix_spawn("/bin/sh", ["sh", "-c", "kill -s XCPU $$"], {})
    handle = os.pidfd_open(pid)
    select.select([handle], [], [])

    warm._end(handle, warm._Child(pid=pid, talk=talk[1], until=float("inf")))

    assert warm.everything(talk[0]) == warm.HUNG


def test_a_child_is_confined_before_it_reads(
    talk: tuple[socket.socket, socket.socket], monkeypatch: pytest.MonkeyPatch
) -> None:
    confined: list[dict[str, float]] = []
    monkeypatch.setattr(warm, "confine", lambda **limits: confined.append(limits))
    monkeypatch.setattr(warm, "everything", lambda _talk: parcels.packed(SAVE) if confined else b"")

    warm.work(talk[1], ROOMY)
    talk[1].shutdown(socket.SHUT_WR)

    assert confined == [{"seconds": 10, "megabytes": 16_384}]
    assert talk[0].recv(1000).startswith(b'{"sizes": [["saved"')


def test_a_request_that_is_not_whole_is_not_answered(
    talk: tuple[socket.socket, socket.socket], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(warm, "confine", lambda **_limits: None)
    talk[0].sendall(parcels.packed(SAVE)[:-1])
    talk[0].shutdown(socket.SHUT_WR)

    warm.work(talk[1], ROOMY)
    talk[1].shutdown(socket.SHUT_WR)

    assert talk[0].recv(1000) == b""


def test_no_signal_is_sent_to_others(talk: tuple[socket.socket, socket.socket]) -> None:
    """A child is named by its handle: its number may long be that of another process."""
    pid = os.posix_spawn("/bin/sh", ["sh", "-c", "exit 3"], {})
    handle = os.pidfd_open(pid)
    select.select([handle], [], [])

    warm._end(handle, warm._Child(pid=pid, talk=talk[1], until=float("inf")))

    assert warm.everything(talk[0]) == b""
    with pytest.raises(ProcessLookupError):
        os.kill(pid, signal.SIG_DFL)
