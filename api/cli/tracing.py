"""The command ``trace``: it tells where a procedure meets each clause of its text, and what each element rests on."""

from argparse import ArgumentParser, Namespace
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from api.cli import due_pages, procedure_pages
from api.cli.context import Commands, Context
from api.cli.report import Report
from engine.domain.people import permissions
from engine.domain.policy import tracing
from engine.services.policy import definitions
from engine.services.policy import tracing as traces

DUE_PAGE = "waktu.md"
KINDS = {
    "element": "unsur",
    "sla": "batas waktu",
    "decision": "baris tabel",
    "letter": "surat",
    "channel": "saluran",
    "agency": "fakta instansi",
    "form": "formulir",
}


def add(commands: Commands, shared: ArgumentParser) -> None:
    """Add this group's command."""
    one = commands.add_parser("trace", parents=[shared], help="match every clause with the model, both ways")
    one.add_argument("procedure", metavar="PROCEDURE", help="name of a procedure or overlay, or its folder")
    one.add_argument("--write", action="store_true", help="write the procedure's page, its picture and waktu.md")
    one.add_argument("--to", type=Path, metavar="DIR", help="where to write (default: docs/procedures)")
    one.set_defaults(run=trace)


def trace(context: Context, options: Namespace) -> Report:
    """Print the matrix; fails when a clause has no home or an element no source."""
    home = context.settings.workflows_dir
    found = traces.trace(traces.find(options.procedure, home), home)
    written: list[str] = []
    if options.write:
        target = options.to or home.parent / "docs" / "procedures"
        target.mkdir(parents=True, exist_ok=True)
        rights = permissions.Rights.from_toml((home / "roles.toml").read_text())
        everything = [traces.trace(folder, home) for folder in definitions.folders(home)]
        for name, text in {**pages(found, rights), DUE_PAGE: due_pages.page(everything)}.items():
            (target / name).write_text(text, encoding="utf-8")
            written.append(str(target / name))
    lines = [*_lines(found.matrix), *(f"Ditulis: {path}" for path in written)]
    return Report(data=_data(found.matrix) | {"written": written}, lines=lines, failed=not found.matrix.is_whole)


def pages(found: traces.Traced, rights: permissions.Rights) -> Mapping[str, str]:
    """Give a procedure's page and its picture by file name."""
    key = found.deployed.procedure.key
    return {
        f"{key}.md": procedure_pages.page(found, rights),
        f"{key}.svg": traces.picture(found),
    }


def _lines(matrix: tracing.Matrix) -> Iterator[str]:
    """Say both ways for people, faults last."""
    yield "Pasal -> tempatnya"
    for name, homes in matrix.homes.items():
        yield f"  {name}: {'; '.join(_place(home) for home in homes) or 'TANPA TEMPAT'}"
    yield "Unsur -> dasarnya"
    for place in matrix.places:
        if place.needs_source:
            basis = f"dasar {place.basis}" if place.basis else ""
            yield f"  {_place(place)}: {' '.join([*place.clauses, basis]).strip() or 'TANPA DASAR'}"
    for name in matrix.homeless:
        yield f"Pasal {name} tidak diwujudkan oleh unsur, baris, surat, saluran, atau fakta instansi mana pun."
    for place in matrix.sourceless:
        yield f"{_place(place)} ({place.file}) tidak menyebut pasal atau dasar lain."
    if matrix.is_whole:
        yield f"Semua {len(matrix.clauses)} pasal punya tempat, dan semua unsur punya dasar."


def _place(place: tracing.Place) -> str:
    return f"{KINDS[place.kind]} {place.id}"


def _data(matrix: tracing.Matrix) -> dict[str, Any]:
    return {
        "whole": matrix.is_whole,
        "clauses": {name: [_brief(home) for home in homes] for name, homes in matrix.homes.items()},
        "elements": [_brief(place) for place in matrix.places if place.needs_source],
        "homeless": matrix.homeless,
        "sourceless": [_brief(place) for place in matrix.sourceless],
    }


def _brief(place: tracing.Place) -> dict[str, Any]:
    return {
        "kind": place.kind,
        "file": place.file,
        "id": place.id,
        "name": place.name,
        "clauses": place.clauses,
        "basis": place.basis,
    }
