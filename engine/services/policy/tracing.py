"""The trace of a procedure folder: which clause is met where, and what every element rests on. Needs no database."""

import json
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from engine import dmn, errors
from engine.bpmn.drawing import picture as drawn
from engine.bpmn.rules.base import model as bpmn
from engine.domain import vocabulary
from engine.domain.people import agencies as agency_files
from engine.domain.policy import table_rows, tracing
from engine.domain.time import readings, sla_rows, working_calendar
from engine.services.base import bundles
from engine.services.policy import definitions

DOCUMENTS = "documents/"


class LetterUnreadableError(errors.LindungError):
    """The file that describes a letter cannot be read. Check the named file.

    ``ids`` name it.
    """

    code = "letter_unreadable"


@dataclass(frozen=True, slots=True, kw_only=True)
class SlaEntry:
    """A promise of the SLA table: the rule's id and note, and what it promises.

    ``assuming`` is the ambiguity and its reading that must be chosen for it, None for what those in force promise.
    """

    id: str
    note: str
    row: sla_rows.SlaRow
    assuming: tuple[str, str] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Traced:
    """A procedure folder, parsed, with its matrix; ``agencies`` are the files of those that run it, by code."""

    deployed: bundles.Deployed
    agencies: Mapping[str, agency_files.Agency]
    calendars: Mapping[str, working_calendar.Calendar]
    matrix: tracing.Matrix
    sla: tuple[SlaEntry, ...]


def find(name: str, workflows_dir: Path) -> Path:
    """Give the folder of a procedure or overlay by its name, or the folder that the name itself is.

    FolderUnreadableError when there is none.
    """
    for folder in (Path(name), workflows_dir / name, workflows_dir / "overlays" / name):
        if (folder / "procedure.toml").is_file():
            return folder
    raise definitions.FolderUnreadableError(folder=name)


def trace(folder: Path, workflows_dir: Path) -> Traced:
    """Read a procedure folder and give its trace; raises as ``definitions.read_folder`` and the readers do."""
    deployed = bundles.parse(definitions.read_folder(folder, workflows_dir), bundle_id=0, version=0)
    offices = _agencies(deployed, (folder.parent, folder.parent.parent, workflows_dir))
    holidays = sorted((workflows_dir / "calendars").glob("*.toml"))
    national = agency_files.national([path.read_bytes() for path in holidays])
    places = (*_elements(deployed), *_rows(deployed), *_letters(deployed), *_head(deployed), *_forms(deployed))
    others = _facts(offices) if deployed.procedure.overlay is None else _siblings(deployed, folder, workflows_dir)
    return Traced(
        deployed=deployed,
        agencies=offices,
        calendars={code: agency_files.calendar(one, national) for code, one in offices.items()},
        matrix=tracing.matrix(deployed.documents, (*places, *others)),
        sla=tuple(_promises(deployed)),
    )


def picture(found: Traced) -> str:
    """Give the diagram as SVG, with nothing marked."""
    return drawn.svg(found.deployed.diagram(), marks={}, title=found.deployed.procedure.name)


def _agencies(deployed: bundles.Deployed, homes: tuple[Path, ...]) -> dict[str, agency_files.Agency]:
    """Give the agencies that run the procedure, from the nearest folder that describes them; of an overlay, all."""
    found = {}
    everywhere = sorted(path.stem for path in (homes[-1] / "agencies").glob("*.toml"))
    for code in deployed.procedure.agencies or everywhere:
        paths = (home / "agencies" / f"{code}.toml" for home in homes)
        path = next((path for path in paths if path.is_file()), None)
        if path is None:
            raise errors.NotFoundError(agency=code)
        found[code] = agency_files.parse(path.read_bytes())
    return found


def _elements(deployed: bundles.Deployed) -> Iterator[tracing.Place]:
    """Give what the diagrams draw; only nodes may not stand without a source."""
    files = deployed.definition.files_by_element()
    for info in deployed.definition.side_table.values():
        needs = info.kind in bpmn.NODES
        if needs or info.clause:
            yield tracing.Place(
                kind="element",
                file=files[info.id],
                id=info.id,
                name=info.name,
                clauses=info.clause,
                basis=info.basis,
                needs_source=needs,
            )


def _tables(deployed: bundles.Deployed) -> Iterator[tuple[str, dmn.Table]]:
    for name, model in sorted(deployed.definition.models.items()):
        box = model.decisions[name].box
        if isinstance(box, dmn.Table):
            yield name, box


def _rows(deployed: bundles.Deployed) -> Iterator[tracing.Place]:
    """Give the rows of every table that has a column for clauses."""
    for name, table in _tables(deployed):
        if any(output.name == "clause" for output in table.outputs):
            promised = name == deployed.procedure.sla
            for row in table_rows.of(table):
                yield tracing.Place(
                    kind="sla" if promised else "decision",
                    file=f"{name}.dmn",
                    id=row.id,
                    name=str(row.values.get("milestone") or row.note),
                    clauses=tracing.words(str(row.values.get("clause") or "")),
                    needs_source=promised,
                )


def _promises(deployed: bundles.Deployed) -> Iterator[SlaEntry]:
    """Give what each row of the SLA table promises by the readings in force, then what other readings make of it."""
    table = dict(_tables(deployed)).get(deployed.procedure.sla or "")
    if table is None:
        return
    seen: dict[str, list[sla_rows.SlaRow]] = {}
    for assuming, known in _assumptions(deployed, table):
        for row in table_rows.of(table, known={vocabulary.READINGS: known}):
            values = {column: value for column, value in row.values.items() if value is not None}
            if row.complete and (promised := sla_rows.SlaRow.from_mapping(values)) not in seen.setdefault(row.id, []):
                seen[row.id].append(promised)
                yield SlaEntry(id=row.id, note=row.note, row=promised, assuming=assuming)


def _assumptions(
    deployed: bundles.Deployed, table: dmn.Table
) -> Iterator[tuple[tuple[str, str] | None, Mapping[str, str]]]:
    """Give the readings in force; then, where the table's cells ask for an ambiguity, each of its other readings."""
    standing = readings.standings(deployed.documents, (), agency="", day=date.min)
    usual = readings.in_force(standing)
    yield None, usual
    asked = " ".join(cell.text for rule in table.rules for cell in rule.outputs if vocabulary.READINGS in cell.text)
    for name, one in standing.items():
        for other in one.ambiguity.readings if f'"{name}"' in asked else ():
            yield (name, other.id), {**usual, name: other.id}


def _letters(deployed: bundles.Deployed) -> Iterator[tracing.Place]:
    for path, data in sorted(deployed.files.items()):
        if path.endswith(".toml") and DOCUMENTS in path:
            raw = _toml(path, data)
            named = raw.get("clause", "")
            clauses = tracing.words(" ".join(named) if isinstance(named, list) else str(named))
            name = str(raw.get("title") or raw.get("name") or "")
            yield tracing.Place(kind="letter", file=path, id=Path(path).stem, name=name, clauses=clauses)


def _toml(path: str, data: bytes) -> Mapping[str, Any]:
    try:
        return tomllib.loads(data.decode())
    except ValueError:
        raise LetterUnreadableError(file=path) from None


def _head(deployed: bundles.Deployed) -> Iterator[tracing.Place]:
    for channel in deployed.procedure.channels.values():
        yield tracing.Place(
            kind="channel", file="procedure.toml", id=channel.code, name=channel.label, clauses=channel.clause
        )


def _forms(deployed: bundles.Deployed) -> Iterator[tracing.Place]:
    """Give the forms that name clauses: as a whole, or at a field."""
    for path, data in sorted(deployed.files.items()):
        if path.endswith(".form"):
            schema = json.loads(data)
            named = tuple(_named_in(schema))
            yield tracing.Place(kind="form", file=path, id=Path(path).stem, name="", clauses=named)


def _named_in(component: Mapping[str, Any]) -> Iterator[str]:
    yield from tracing.words(str(component.get("properties", {}).get("clause", "")))
    for inner in component.get("components", ()):
        yield from _named_in(inner)


def _siblings(deployed: bundles.Deployed, folder: Path, workflows_dir: Path) -> Iterator[tracing.Place]:
    """Give the elements of the overlays beside this one: one law may be carried out by several of them."""
    for head in sorted(folder.parent.glob("*/procedure.toml")):
        files = definitions.read_folder(head.parent, workflows_dir)
        other = bundles.parse(files, bundle_id=0, version=0)
        if other.procedure.key != deployed.procedure.key:
            for place in _elements(other):
                yield replace(place, file=f"../{head.parent.name}/{place.file}", needs_source=False)


def _facts(offices: Mapping[str, agency_files.Agency]) -> Iterator[tracing.Place]:
    for code, office in offices.items():
        for fact, source in office.sources.items():
            yield tracing.Place(
                kind="agency", file=f"agencies/{code}.toml", id=fact, name=office.name, clauses=tracing.words(source)
            )
