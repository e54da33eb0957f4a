"""Checks and saves drafts in children of a warm process, so that nobody waits for a parser and no file can hurt.

To start Python and import everything takes longer than a check. So one process stays, which the first request starts
and which ends with this one; see ``warm`` for what it does, ``turns`` for who may ask when.
"""

import json
import socket
import subprocess
import sys
from collections.abc import Collection, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from threading import Lock
from typing import Any

from engine import errors
from engine.bpmn.base import xml
from engine.bpmn.checking import answering, parcels, warm
from engine.bpmn.checking.parcels import Parcel
from engine.bpmn.checking.turns import Turns
from engine.bpmn.rules import isolated
from engine.domain.forms import saving
from engine.domain.policy.refusals import Refusal
from engine.settings import MOST_INSTANCES

# Starting the warm process, on a busy machine.
_START_SECONDS = 15.0
_END_SECONDS = 5.0
_PATIENCE = 3
_KINDS: tuple[type[errors.LindungError], ...] = (
    xml.RefusedXmlError,
    *xml.RefusedXmlError.__subclasses__(),
    saving.FormUnreadableError,
)
_UNREADABLE = {kind.code: kind for kind in _KINDS}


class SavingBrokeOffError(errors.LindungError):
    """The file could not be read within its limits, so it was not stored. Undo the last change and try again; if it
    fails again, tell those who run the system.
    """

    code = "saving_broke_off"


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What one request may use: processor time, three times as long by the clock, and address space."""

    seconds: float = 5.0
    megabytes: int = isolated.MEGABYTES

    @property
    def patience(self) -> float:
        """Give how long it may take by the clock, in seconds."""
        return self.seconds * _PATIENCE


@dataclass(frozen=True, slots=True, kw_only=True)
class _Warm:
    """The warm process and the socket on which it is told of requests."""

    process: "subprocess.Popen[bytes]"
    control: socket.socket

    @classmethod
    def start(cls) -> "_Warm":
        """Start it; it takes requests at once, and answers when everything is imported."""
        mine, its = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        # -I: neither the working directory nor the environment decides what is imported.
        command = [sys.executable, "-I", "-m", warm.__name__]
        with its:
            process = subprocess.Popen(  # noqa: S603 - our own module, no shell, nothing of a request
                command,
                stdin=its.fileno(),
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                env={},  # the database's password is none of its business
                process_group=0,  # a service that is told to stop still finishes what it was asked
            )
        return cls(process=process, control=mine)

    def end(self) -> None:
        """Let it end its children and itself, or make it."""
        self.control.close()
        try:
            self.process.wait(_END_SECONDS)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


@dataclass(slots=True, kw_only=True)
class Checker:
    """The way to the warm process, for all threads of this one. Nothing is started before the first request.

    Who asks waits for a second or so: hold no lock of the database meanwhile. Two checks and two saves are made side
    by side and as many may wait; whoever comes beyond that is told so by CheckerBusyError.
    """

    limits: Limits = field(default_factory=Limits)
    checks: Turns = field(default_factory=lambda: Turns(most=2, seats=2, seconds=5))
    saves: Turns = field(default_factory=lambda: Turns(most=2, seats=2, seconds=10))
    _warm: _Warm | None = None
    _lock: Lock = field(default_factory=Lock)

    def check(
        self,
        files: Mapping[str, bytes],
        *,
        draft: str,
        revision: int,
        roles: Collection[str],
        clauses: Collection[str] | None = None,
        messages: Collection[str] | None = None,
        most_instances: int = MOST_INSTANCES,
    ) -> tuple[Refusal, ...]:
        """Give what keeps a draft's files from being deployed, as ``isolated.check`` does, but without its letters and
        with one start event opened; of very many refusals the first.

        A check that hangs, swells or breaks off is itself a refusal. CheckSupersededError when a newer ``revision`` of
        the ``draft`` was asked for, CheckerBusyError when others come first.
        """
        head: dict[str, Any] = {"kind": "check", "most_instances": most_instances, "roles": sorted(roles)}
        for name, known in (("clauses", clauses), ("messages", messages)):
            head[name] = None if known is None else sorted(known)
        with self.checks.turn(draft, revision):
            answered, hung = self._ask(Parcel(head=head, files=files))
        if answered is None:
            return (isolated.HUNG.at("", seconds=f"{self.limits.seconds:g}") if hung else isolated.DIED.at(""),)
        return tuple(Refusal(**fields) for fields in answered.head["refusals"])

    def save(self, base: bytes | None, edited: bytes, *, path: str) -> bytes:
        """Give an edited file so that it differs from its base by the change alone; what is no diagram, table or form,
        or has no base, as it came.

        RefusedXmlError or FormUnreadableError when either file cannot be read, SavingBrokeOffError when reading it
        takes more than it may, CheckerBusyError when others come first.
        """
        if base in (None, edited) or not path.endswith(answering.READ):
            return edited
        return self._saved("save", path, {"base": base, "edited": edited})

    def merge(self, base: bytes | None, mine: bytes, theirs: bytes, *, path: str) -> bytes:
        """Give their file with my changes since the base, which is None when both made the file.

        ChangesCollideError with the ids of what both changed, an empty one for what has none; else as ``save``.
        """
        if mine in (base, theirs):
            return theirs
        if theirs == base:
            return self.save(base, mine, path=path)
        if base is None or not path.endswith(answering.READ):
            raise saving.ChangesCollideError(("",))
        return self._saved("merge", path, {"base": base, "mine": mine, "theirs": theirs})

    def close(self) -> None:
        """End the warm process; a later request starts another."""
        self._let_go(self._warm)

    def _let_go(self, old: _Warm | None) -> None:
        """End a warm process unless somebody has done so."""
        with self._lock:
            if old is None or self._warm is not old:
                return
            self._warm = None
        old.end()

    def _saved(self, kind: str, path: str, files: Mapping[str, bytes]) -> bytes:
        # A turn that nobody else asks for: of two saves neither takes the place of the other.
        with self.saves.turn(object(), 0):
            answered, _ = self._ask(Parcel(head={"kind": kind, "path": path}, files=files))
        if answered is None:
            raise SavingBrokeOffError
        refused = answered.head.get("refused")
        if refused == saving.ChangesCollideError.code:
            raise saving.ChangesCollideError(tuple(answered.head["elements"]))
        if refused is not None:
            raise _UNREADABLE[refused](**answered.head["ids"])
        return answered.files["saved"]

    def _ask(self, request: Parcel) -> tuple[Parcel | None, bool]:
        """Give the answer, None when there is none, and then whether that is because it hung."""
        mine, its = socket.socketpair()
        with mine:
            with its:
                told = self._tell(its)
            mine.settimeout(self.limits.patience + _START_SECONDS)
            data = b""
            try:
                # It may end before it has read everything.
                with suppress(ConnectionError):
                    mine.sendall(parcels.packed(request))
                    mine.shutdown(socket.SHUT_WR)
                with suppress(ConnectionError):
                    data = warm.everything(mine)
            except TimeoutError:
                self._let_go(told)  # not even the warm process answers any more
                return None, True
        return parcels.unpacked(data), data.endswith(warm.HUNG)

    def _tell(self, talk: socket.socket) -> _Warm:
        """Tell the warm process of a request that comes by ``talk``, a new one where there is none any more."""
        limits = {"seconds": self.limits.seconds, "megabytes": self.limits.megabytes, "patience": self.limits.patience}
        message = [json.dumps(limits).encode()]
        with self._lock:
            if self._warm is not None:
                with suppress(ConnectionError):
                    socket.send_fds(self._warm.control, message, [talk.fileno()])
                    return self._warm
                self._warm.end()
            self._warm = _Warm.start()
            socket.send_fds(self._warm.control, message, [talk.fileno()])
            return self._warm
