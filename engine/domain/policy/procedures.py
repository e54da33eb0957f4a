"""The head of a procedure folder, ``procedure.toml``: which process, which agencies, which channels open it.

An overlay is a procedure that no report opens: the law attaches it to cases of other procedures. No report opens the
follow-up of an audit's findings either: it begins when a finding is sent.
"""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from engine import feel
from engine.domain.audits.findings import FOLLOW_UP
from engine.errors import LindungError

# The key becomes a folder, a URL part and a column: one alphabet for all three.
_KEY = re.compile(r"[a-z][a-z0-9_]{0,79}")
_KNOWN = {
    "key",
    "name",
    "process",
    "bpmn",
    "agencies",
    "clauses",
    "sla",
    "channels",
    "continues",
    "overlay",
    "finding",
    "without",
}
_OVERLAY_KNOWN = {"when", "message", "start", "needs", "procedures"}


class ProcedureInvalidError(LindungError):
    """The file procedure.toml is not valid. Check the named part.

    ``ids`` name the key that is missing, unknown or wrong.
    """

    code = "procedure_invalid"


@dataclass(frozen=True, slots=True, kw_only=True)
class Channel:
    """A way in which reports come: its code, the start event that it opens, its label, the clauses that name it."""

    code: str
    start: str
    label: str
    clause: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Overlay:
    """When an overlay begins on a case: as soon as the FEEL text ``when`` is true of the case's variables, or when the
    ``message`` reaches the case.

    It begins at the start event ``start`` with the case's variables named in ``needs``; ``procedures`` are the keys of
    those that it attaches to, empty for all.
    """

    when: str | None
    message: str | None
    start: str
    needs: tuple[str, ...]
    procedures: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Continuation:
    """A message that begins the procedure on a case that is already there, at the start event ``start``.

    A diagram of the same agency sends it, or a person; then ``role`` is who may, None for everybody who may bring news.
    """

    message: str
    start: str
    role: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Procedure:
    """What the folder says about itself.

    ``process`` is the BPMN process id in the file ``bpmn``; ``agencies`` the codes of those that run it, empty when it
    holds in all; ``clauses`` the clause documents it rests on; ``sla`` the decision id of its SLA table, None when it
    promises no times. What no report opens has no channels and may name no agencies: an ``overlay``, and what begins at
    the start event ``finding`` when a finding of an audit is sent. ``without`` are names of the vocabulary, or fields
    of the minimum of referrals, that it does without on purpose.
    """

    key: str
    name: str
    process: str
    bpmn: str
    agencies: tuple[str, ...]
    clauses: tuple[str, ...]
    sla: str | None
    channels: Mapping[str, Channel]
    overlay: Overlay | None = None
    finding: str | None = None
    continues: tuple[Continuation, ...] = ()
    without: tuple[str, ...] = ()

    @property
    def starts(self) -> frozenset[str]:
        """Give the start events that something opens."""
        opened = {way.start for way in self.channels.values()} | {way.start for way in self.continues}
        attached = {self.overlay.start} if self.overlay is not None else set()
        return frozenset(opened | attached | ({self.finding} if self.finding is not None else set()))

    @property
    def by_report(self) -> bool:
        """Tell whether reports open it, or it goes on with their cases."""
        return self.overlay is None and self.finding is None


def parse(data: bytes) -> Procedure:
    """Read ``procedure.toml``; ProcedureInvalidError when it is not one."""
    raw = _toml(data)
    unknown = sorted(set(raw) - _KNOWN)
    if unknown:  # a misspelt optional key must not merely be missed
        raise ProcedureInvalidError(key=unknown[0])
    key = _text(raw, "key")
    if not _KEY.fullmatch(key):
        raise ProcedureInvalidError(key="key")
    overlay = _overlay(raw["overlay"]) if "overlay" in raw else None
    finding = _finding(raw["finding"]) if "finding" in raw else None
    # Who may see a task of a finding is told by its procedure's key, so nothing else bears it.
    if (finding is not None) != (key == FOLLOW_UP) or None not in {finding, overlay}:
        raise ProcedureInvalidError(key="finding")
    by_report = overlay is None and finding is None
    if not by_report and "channels" in raw:
        raise ProcedureInvalidError(key="channels")
    return Procedure(
        key=key,
        name=_text(raw, "name"),
        process=_text(raw, "process"),
        bpmn=_text(raw, "bpmn"),
        agencies=_texts(raw, "agencies") if by_report or "agencies" in raw else (),
        clauses=_keys(raw, "clauses"),
        sla=_text(raw, "sla") if "sla" in raw else None,
        channels=_channels(raw.get("channels", {})) if by_report else {},
        overlay=overlay,
        finding=finding,
        continues=_continues(raw.get("continues", [])),
        without=_texts(raw, "without") if "without" in raw else (),
    )


def _toml(data: bytes) -> dict[str, Any]:
    try:
        return tomllib.loads(data.decode())
    except ValueError:  # covers both a wrong encoding and a TOML error
        raise ProcedureInvalidError(key="toml") from None


def _text(raw: Mapping[str, Any], key: str) -> str:
    value = raw.get(key)
    if not isinstance(value, str) or not value.strip() or not value.isprintable():
        raise ProcedureInvalidError(key=key)
    return value


def _keys(raw: Mapping[str, Any], key: str) -> tuple[str, ...]:
    """Read names of files: none of them may lead out of their folder."""
    found = _texts(raw, key)
    if not all(_KEY.fullmatch(one) for one in found):
        raise ProcedureInvalidError(key=key)
    return found


def _texts(raw: Mapping[str, Any], key: str) -> tuple[str, ...]:
    value = raw.get(key)
    if not isinstance(value, list) or not value or not all(isinstance(item, str) and item for item in value):
        raise ProcedureInvalidError(key=key)
    return tuple(value)


def _channels(raw: Any) -> dict[str, Channel]:
    """Read the channels; a procedure that no report could open is refused."""
    rows = raw if isinstance(raw, dict) else {}
    if not rows or not all(isinstance(row, dict) and code.isprintable() for code, row in rows.items()):
        raise ProcedureInvalidError(key="channels")
    return {code: _channel(code, row) for code, row in rows.items()}


def _channel(code: str, row: Mapping[str, Any]) -> Channel:
    clause = tuple(_text(row, "clause").split()) if "clause" in row else ()
    return Channel(code=code, start=_text(row, "start"), label=_text(row, "label"), clause=clause)


def _overlay(row: Any) -> Overlay:
    """Read what attaches an overlay to a case; one that nothing would ever attach is refused."""
    if not isinstance(row, dict) or not {"when", "message"} & set(row):
        raise ProcedureInvalidError(key="overlay")
    unknown = sorted(set(row) - _OVERLAY_KNOWN)
    if unknown:
        raise ProcedureInvalidError(key=f"overlay.{unknown[0]}")
    return Overlay(
        when=_condition(row) if "when" in row else None,
        message=_text(row, "message") if "message" in row else None,
        start=_text(row, "start"),
        needs=_texts(row, "needs") if "needs" in row else (),
        procedures=_texts(row, "procedures") if "procedures" in row else (),
    )


def _finding(row: Any) -> str:
    """Read at which start event the follow-up of a finding begins."""
    if not isinstance(row, dict) or set(row) != {"start"}:
        raise ProcedureInvalidError(key="finding")
    return _text(row, "start")


def _condition(row: Mapping[str, Any]) -> str:
    """Read a FEEL text, written as in a diagram; a slip in it would attach the overlay to no case, in silence."""
    text = _text(row, "when").removeprefix("=").strip()
    try:
        feel.compile(text)
    except feel.FeelError:
        raise ProcedureInvalidError(key="overlay.when") from None
    return text


def _continues(raw: Any) -> tuple[Continuation, ...]:
    rows = raw if isinstance(raw, list) else [raw]
    if not all(isinstance(row, dict) and set(row) <= {"message", "start", "role"} for row in rows):
        raise ProcedureInvalidError(key="continues")
    return tuple(
        Continuation(
            message=_text(row, "message"), start=_text(row, "start"), role=_text(row, "role") if "role" in row else None
        )
        for row in rows
    )
