"""Checks of the names that Python knows beyond one bundle: a procedure alone cannot see that it lost one of them.

The sheet of a report and the questions for the public belong to the installation, the minimum of referrals names fields
of all procedures, and the version before tells what a new one has not any more.
"""

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from engine.bpmn.rules import checks
from engine.bpmn.rules.base.refusals import Fault
from engine.bpmn.rules.files import known_names as rule
from engine.domain import vocabulary
from engine.domain.policy.refusals import Refusal
from engine.domain.referrals import referrals
from engine.domain.vocabulary import When

MINIMUM = "shared/data_minimum.toml"
HOUSE: Mapping[When, str] = {When.SHEET: "lembar_laporan.form", When.PUBLIC: "laporan_publik.form"}
"""The forms of the installation, by the condition under which they may not lack a name."""

# The recipient would get less than the rules allow, and nobody would know.
NOT_ASKED = Fault(
    "minimum_field_lost",
    "Data minimum rujukan menyebut '{name}', yang tidak ditanyakan lagi oleh formulir atau keputusan. Yang berhenti "
    "bekerja: rujukan dikirim tanpa isian ini.",
    "The minimum of referrals names '{name}', which no form or decision asks for any more. What stops working: "
    "referrals leave without it.",
    "Kembalikan nama isian itu, ubah barisnya di workflows/shared/data_minimum.toml, atau sebut pada 'without' di "
    "procedure.toml bila memang sengaja.",
    "Give the field its name back, change its row in workflows/shared/data_minimum.toml, or name it under 'without' in "
    "procedure.toml when this is on purpose.",
)
_DECIDED = re.compile(rb'<(?:\w+:)?(?:decision|output)\s[^>]*?\b(?:id|name)="(\w+)"')


def check(files: Mapping[str, bytes], *, workflows_dir: Path) -> tuple[Refusal, ...]:
    """Give the names that forms of the installation lost, and what referrals of these files would lack in silence.

    The files must have passed every other check. MinimumInvalidError when the minimum cannot be read.
    """
    return (*_house(workflows_dir), *_unknown(files, workflows_dir))


def since(before: Mapping[str, bytes], files: Mapping[str, bytes], *, workflows_dir: Path) -> tuple[Refusal, ...]:
    """Give what a version had and these files have not any more, while something depends on it.

    Both have passed every other check. A procedure says under ``without`` what it leaves out on purpose.
    """
    old, new = checks.bundle_of(before), checks.bundle_of(files)
    had, has = rule.supplied(old), rule.supplied(new)
    gone = _fields(has, workflows_dir) & (had.variables | had.answers) - has.variables - has.answers
    return (*rule.lost(old, new), *(NOT_ASKED.named(MINIMUM, name, "", name=name) for name in sorted(gone)))


def _house(workflows_dir: Path) -> Iterator[Refusal]:
    """Give what the forms of the installation lost; one that is not there asks nothing."""
    for when, file in HOUSE.items():
        path = workflows_dir / file
        keys = _keys(path) if path.is_file() else frozenset(vocabulary.BY_KEY)
        for name in vocabulary.NAMES:
            for use in name.uses:
                if when in use.when and name.key not in keys:
                    yield rule.refusal(name, use, (file, name.key, ""))


def _unknown(files: Mapping[str, bytes], workflows_dir: Path) -> Iterator[Refusal]:
    """Give the fields of the minimum that neither these files nor any other procedure of the folder asks for."""
    supply = rule.supplied(checks.bundle_of(files))
    fields = _fields(supply, workflows_dir) - supply.variables - supply.answers
    if fields:
        fields -= {key for path in workflows_dir.rglob("*.form") for key in _keys(path)}
        fields -= {key.decode() for path in workflows_dir.rglob("*.dmn") for key in _DECIDED.findall(path.read_bytes())}
    yield from (NOT_ASKED.named(MINIMUM, name, "", name=name) for name in sorted(fields))


def _fields(supply: rule.Supply, workflows_dir: Path) -> frozenset[str]:
    """Give the fields that referrals of a bundle may hold and that it does not leave out on purpose."""
    path = workflows_dir / MINIMUM
    if referrals.SEND not in supply.thrown or not path.is_file():
        return frozenset()
    rows = referrals.parse(path.read_bytes()).rows
    return frozenset(name for row in rows for name in row.fields) - supply.without


def _keys(path: Path) -> frozenset[str]:
    """Give every key and path of a form file, however deep; a file that is no JSON has none."""
    try:
        return frozenset(_walk(json.loads(path.read_bytes())))
    except ValueError:  # covers a wrong encoding too
        return frozenset()


def _walk(node: Any) -> Iterator[str]:
    if isinstance(node, list):
        for one in node:
            yield from _walk(one)
    elif isinstance(node, dict):
        yield from (node[name] for name in ("key", "path") if isinstance(node.get(name), str))
        yield from _walk(list(node.values()))
