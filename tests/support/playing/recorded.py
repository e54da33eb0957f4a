"""Histories that a release recorded: written once, executed again by every later release.

``python -m tests.support.playing.recorded`` plays each scenario and writes what the present release recorded into
``tests/histories/<release>``. What is there already is never written again.
"""

import base64
import json
import sys
import tempfile
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime
from importlib import metadata
from pathlib import Path
from typing import Any

from engine.clock import FixedClock
from engine.domain.time.working_calendar import Calendar
from engine.runtime import Runtime
from engine.services.base import canonical
from engine.services.base.transaction import Transaction
from engine.store.audit import history as stored
from engine.store.cases import cases
from engine.store.policy import definitions
from tests.support.house import sources
from tests.support.offices import factories
from tests.support.offices.factories import CLI
from tests.support.playing import scenarios
from tests.support.servers import databases

FOLDER = sources.ROOT / "tests" / "histories"
EXECUTED = (".bpmn", ".dmn", "procedure.toml")
"""What of a procedure's files an execution reads."""
SOMEBODY = "petugas"
"""Stands for whoever acted: a recorded history holds no person."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """An event of a recorded history, as re-execution reads it."""

    instance_id: str
    seq: int
    at: datetime
    actor: str
    type: str
    element_id: str | None
    task_id: str | None
    data: str


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """A recorded history: its procedure's files, its calendars by agency and version, its events and last state."""

    name: str
    instance_id: str
    case_id: str
    files: Mapping[str, bytes]
    calendars: Mapping[tuple[str, str], Calendar]
    events: tuple[Event, ...]
    state: bytes


def names() -> list[str]:
    """Give every recorded history, by release and scenario."""
    return sorted(path.relative_to(FOLDER).with_suffix("").as_posix() for path in FOLDER.glob("*/*.json"))


def load(name: str) -> History:
    """Read one recorded history."""
    said = json.loads((FOLDER / f"{name}.json").read_text())
    home = FOLDER / name.partition("/")[0]
    with zipfile.ZipFile(home / "procedures" / f"{said['procedure']}.zip") as archive:
        files = {one: archive.read(one) for one in archive.namelist()}
    calendars = {}
    for agency, version in said["calendars"]:
        content = json.loads((home / "calendars" / f"{version}.json").read_text())
        calendars[agency, version] = Calendar.from_json(content)
    return History(
        name=name,
        instance_id=said["instance"],
        case_id=said["case"],
        files=files,
        calendars=calendars,
        events=tuple(_event(said["instance"], one) for one in said["events"]),
        state=zlib.decompress(base64.b64decode(said["state"])),
    )


def _event(instance_id: str, said: Mapping[str, Any]) -> Event:
    given = {**said, "at": datetime.fromisoformat(said["at"]), "data": canonical.text(said["data"])}
    return Event(instance_id=instance_id, actor=SOMEBODY, **given)


def record(home: Path) -> Iterator[str]:
    """Play every scenario and write what was recorded of it below a folder, unless it is there; gives the names."""
    with ExitStack() as opened:
        for procedure in scenarios.PROCEDURES:
            theatre = _theatre(opened)
            for name in (one for one in scenarios.SCENARIOS if one.rpartition("/")[0] == procedure):
                path = home / f"{name.replace('/', '-')}.json"
                if path.exists():
                    continue
                played = theatre.play(name)
                with theatre.office.acting(CLI) as tx:
                    _write(tx, home, path, played.instance.id)
                yield name


def _theatre(opened: ExitStack) -> scenarios.Theatre:
    folder = Path(opened.enter_context(tempfile.TemporaryDirectory()))
    url = f"sqlite:///{folder / 'lindung.db'}"
    databases.migrate(url)
    clock = FixedClock(factories.MORNING)
    runtime = Runtime.build(factories.settings(folder / "data", database_url=url), clock)
    opened.callback(runtime.close)
    return scenarios.Theatre(factories.furnish(runtime, clock))


def _write(tx: Transaction, home: Path, path: Path, instance_id: str) -> None:
    found = cases.known_instance(tx.session, instance_id)
    rows = stored.of_instance(tx.session, instance_id)
    agency = found.instance.agency
    versions = sorted({str(data["calendar"]) for row in rows if "calendar" in (data := json.loads(row.data))})
    for version in versions:
        content = definitions.calendar(tx.session, agency, version)
        assert content is not None
        _once(home / "calendars" / f"{version}.json", content.content.encode())
    digest = bytes(found.bundle.sha256).hex()[:16]
    _pack(home / "procedures" / f"{found.bundle.key}-{digest}.zip", definitions.files(tx.session, found.bundle.id))
    said = {
        "procedure": f"{found.bundle.key}-{digest}",
        "instance": instance_id,
        "case": found.case.id,
        "calendars": [[agency, version] for version in versions],
        "events": [
            {
                "seq": row.seq,
                "at": row.at.isoformat(),
                "type": row.type,
                "element_id": row.element_id,
                "task_id": row.task_id,
                "data": _without_people(json.loads(row.data)),
            }
            for row in rows
        ],
        "state": base64.b64encode(bytes(found.instance.snapshot)).decode(),
    }
    _once(path, canonical.text(said).encode())


def _without_people(data: dict[str, Any]) -> dict[str, Any]:
    people = {name: SOMEBODY for name in ("assignee", "assignee_before") if data.get(name) is not None}
    return data | people


def _once(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.exists():
        path.write_bytes(content)


def _pack(path: Path, files: Mapping[str, bytes]) -> None:
    if path.exists():
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in sorted(one for one in files if one.endswith(EXECUTED)):
            archive.writestr(zipfile.ZipInfo(name), files[name], compress_type=zipfile.ZIP_DEFLATED)


def main() -> None:
    """Record the present release's histories."""
    for name in record(FOLDER / metadata.version("lindung")):
        sys.stdout.write(f"{name}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
