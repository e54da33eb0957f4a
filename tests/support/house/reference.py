"""Writes the pages of docs/reference from the code; a house test fails while they differ.

``python -m tests.support.house.reference`` writes them anew.
"""

import importlib
import pkgutil
from collections.abc import Iterator
from types import ModuleType

import api
import engine
import tasks
from api import problems
from engine import errors
from engine.bpmn.drawing import picture as drawing
from engine.domain import vocabulary
from engine.domain.people import permissions
from tests.support.house import sources

FOLDER = sources.ROOT / "docs" / "reference"
_BY_HAND = "engine.store.migrations"  # run by Alembic with a context of its own, never imported


def modules() -> Iterator[ModuleType]:
    """Import every module of the product."""
    for package in (engine, tasks, api):
        yield package
        for found in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            if not found.name.startswith(_BY_HAND):
                yield importlib.import_module(found.name)


def every_refusal() -> list[type[errors.LindungError]]:
    """Give every error class of the product, the base first."""
    list(modules())
    known = [errors.LindungError]
    for base in known:
        known.extend(kind for kind in base.__subclasses__() if kind not in known)
    return [kind for kind in known if kind.__module__.partition(".")[0] in sources.PRODUCT]


def refusals() -> list[type[errors.LindungError]]:
    """Give every error class that has a code of its own, in the order of the codes."""
    ours = [kind for kind in every_refusal() if "code" in vars(kind)]
    return sorted(ours, key=lambda kind: (kind.code, kind.__module__))


def errors_page() -> str:
    """Give the page that lists every refusal."""
    rows = [f"| `{kind.code}` | {_status(kind)} | {kind.sentence_id} | {kind.sentence_en} |" for kind in refusals()]
    return "\n".join(
        [
            "# Refusals",
            "",
            "Written by `python -m tests.support.house.reference`. A code is stable and part of the interface;",
            "the sentence is what people read. No refusal ever carries the content of a case.",
            "",
            "| code | HTTP | Indonesian | English |",
            "|---|---|---|---|",
            *rows,
            "",
        ]
    )


def _status(kind: type[errors.LindungError]) -> int:
    """Give the HTTP status that the web layer makes of it."""
    codes = (getattr(base, "code", "") for base in kind.__mro__)
    return next(problems.STATUS[code] for code in codes if code in problems.STATUS)


def permissions_page() -> str:
    """Give the page that lists every permission and who holds it."""
    rights = permissions.Rights.from_toml((sources.ROOT / "workflows" / "roles.toml").read_text())
    rows = []
    for name, wording in sorted(rights.permissions.items()):
        held = [f"{role} ({reach[name]})" for role, reach in sorted(rights.reaches.items()) if name in reach]
        rows.append(f"| `{name}` | {wording.sentence_en} | {', '.join(held)} |")
    return "\n".join(
        [
            "# Permissions",
            "",
            "Written by `python -m tests.support.house.reference` from `workflows/roles.toml`. In brackets the",
            "reach: the whole agency, what belongs to the role, or what is assigned to the person.",
            "What is not listed is refused.",
            "",
            "| permission | meaning | held by |",
            "|---|---|---|",
            *rows,
            "",
        ]
    )


def vocabulary_page() -> str:
    """Give the page that lists every name that Python knows, and under it what depends on each."""
    rows = [
        f"| `{one.key}` | {one.meaning_id} | {one.meaning_en} | {_kind(one)} | {_setters(one)} |"
        for one in vocabulary.NAMES
    ]
    return "\n".join(
        [
            "# Vocabulary",
            "",
            "Written by `python -m tests.support.house.reference` from `engine/domain/vocabulary.py`. The program",
            "reads these case variables and form keys by name. Whoever renames one in a form, a table or a diagram",
            "takes it away from what depends on it, so `lindung check` and deployment refuse that. A procedure that",
            "leaves one out on purpose names it under `without` in its procedure.toml; * marks where that counts.",
            "",
            "| name | Indonesian | English | type | set by |",
            "|---|---|---|---|---|",
            *rows,
            "",
            "## What stops working without it",
            "",
            "| name | Indonesian | English | needed when |",
            "|---|---|---|---|",
            *(_dependence(one, use) for one in vocabulary.NAMES if one.can_be_lost for use in one.uses),
            "",
            "## What the engine gives",
            "",
            "No form, table or sender may set these, so no procedure can lose them.",
            "",
            "| name | read by |",
            "|---|---|",
            *(f"| `{one.key}` | {one.uses[0].stops_en} |" for one in vocabulary.NAMES if not one.can_be_lost),
            "",
        ]
    )  # fmt: skip


def _kind(one: vocabulary.Name) -> str:
    return f"{one.type}; {'process variable' if one.routed else 'answer'}"


def _setters(one: vocabulary.Name) -> str:
    return ", ".join(vocabulary.SETTERS[by] for by in one.by)


def _dependence(one: vocabulary.Name, use: vocabulary.Use) -> str:
    marked = (f"{vocabulary.CONDITIONS[when]}{'*' * (when in vocabulary.FORGOABLE)}" for when in use.when)
    return f"| `{one.key}` | {use.stops_id} | {use.stops_en} | {'; '.join(marked)} |"


def picture() -> str:
    """Give the drawing of the complaint procedure that the README shows."""
    procedure = sources.ROOT / "workflows" / "tebing_tinggi_pengaduan" / "tebing_tinggi_pengaduan.bpmn"
    return drawing.svg(procedure.read_bytes(), marks={}, title="Layanan Pengaduan Masyarakat")


PAGES = {
    "errors.md": errors_page,
    "permissions.md": permissions_page,
    "vocabulary.md": vocabulary_page,
    "../picture.svg": picture,
}


if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    for name, page in PAGES.items():
        (FOLDER / name).write_text(page())
