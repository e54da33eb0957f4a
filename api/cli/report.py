"""Answers of a command: one JSON document for programs, lines for people."""

import json
import sys
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, is_dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from api import problems
from api.cli import refused as told
from engine import errors
from engine.services.people.results import DemoUser
from engine.services.policy import definitions


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """The outcome of a command. ``failed`` makes the exit code 1 and sends the report to stderr."""

    data: Any
    lines: Sequence[str]
    failed: bool = False


def show(report: Report, *, as_json: bool) -> int:
    """Write the report and give the exit code."""
    stream = sys.stderr if report.failed else sys.stdout
    text = json.dumps(plain(report.data), ensure_ascii=False) if as_json else "\n".join(report.lines)
    if text:
        stream.write(f"{text}\n")
    return 1 if report.failed else 0


def refused(error: errors.LindungError, *, as_json: bool) -> int:
    """Write a refusal to stderr, with every single fault that it names, and give the exit code 1."""
    problem = problems.of(error)
    named = ", ".join(f"{key} {value}" for key, value in error.ids.items() if value is not None)
    if isinstance(error, definitions.DefinitionRefusedError):
        faults = told.lines(error.refusals)
    else:
        faults = [f"{one.pointer} [{one.code}]: {one.sentence_id}" for one in problem.faults]
    lines = (error.sentence_id, error.sentence_en, f"[{error.code}] {named}".rstrip(), *faults)
    return show(Report(data=problems.document(problem), lines=lines, failed=True), as_json=as_json)


def passwords(users: Sequence[DemoUser]) -> list[str]:
    """Give the lines that show the passwords of demo users who were just made; none when there are none."""
    shown = [f"  {one.username:<22} {one.password:<18} {one.display_name}, {one.agency}" for one in users]
    return ["", "Pengguna contoh. Kata sandinya hanya ditampilkan sekali, sekarang:", "", *shown] if shown else []


def plain(value: Any) -> Any:
    """Give a value of dataclasses, moments and tuples as JSON."""
    match value:
        case datetime():
            return value.astimezone(UTC).isoformat()
        case timedelta():
            return duration(value)
        case Mapping():
            return {str(key): plain(one) for key, one in value.items()}
        case list() | tuple():
            return [plain(one) for one in value]
        case None | bool() | int() | float() | str():
            return value
        case _ if is_dataclass(value) and not isinstance(value, type):
            return plain(asdict(value))
        case _:
            return str(value)


def duration(length: timedelta) -> str:
    """Give a length of time as an ISO 8601 duration, such as ``PT6H`` or ``P1DT30M``."""
    hours, rest = divmod(length.seconds, 3600)
    minutes, seconds = divmod(rest, 60)
    clock = "".join(f"{amount}{unit}" for amount, unit in ((hours, "H"), (minutes, "M"), (seconds, "S")) if amount)
    days = f"{length.days}D" if length.days or not clock else ""
    return f"P{days}T{clock}" if clock else f"P{days}"
