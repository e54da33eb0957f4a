"""Runs a folder of the DMN Technology Compatibility Kit: ``python -m tests.tck.run DIR [--failures]``.

Prints passed/all for each folder, each skipped case with its reason, and the total ``N/M`` last. Skipped cases count
neither as passed nor in the total. ``--failures`` also prints what came out of each failed case.
"""

import functools
import re
import sys
import xml.etree.ElementTree as ET
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from engine import dmn, errors, feel
from tests.tck import cases

# Numbers are compared to eight significant places, as the kit's own runners do: expectations come from binary floats.
_TOLERANCE = Decimal("1e-8")
# A fault of the engine fails its case and does not end the run.
_FAULTS = (errors.LindungError, ArithmeticError, AttributeError, LookupError, RecursionError, TypeError, ValueError)
_NOW = datetime(2026, 1, 5, 3, 0, tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """The outcome of one case: ``skipped`` is the reason, ``failures`` what differed; neither means passed."""

    folder: str
    case: str
    skipped: str | None = None
    failures: tuple[str, ...] = ()


def main(arguments: Sequence[str]) -> int:
    """Run and print; gives 0 when every case that was not skipped passed, 1 otherwise, 2 for wrong usage."""
    paths = [argument for argument in arguments if not argument.startswith("--")]
    if len(paths) != 1:
        sys.stderr.write(f"{__doc__}\n")
        return 2
    reports = list(run(Path(paths[0])))
    if not reports:
        sys.stderr.write(f"{paths[0]} holds no test cases of the kit; name a folder that does: make tck TCK=DIR\n")
        return 2
    _print(reports, details="--failures" in arguments)
    return 1 if any(report.failures for report in reports) else 0


def run(root: Path) -> Iterator[Report]:
    """Run every test file below a folder, in the order of their paths."""
    for path in sorted(root.rglob("*.xml")):
        yield from _file(path, root)


def _file(path: Path, root: Path) -> Iterator[Report]:
    """Run the cases of a file; one that cannot be read at all is one failure, so that nothing is lost in silence."""
    folder = str(path.parent.relative_to(root))
    try:
        found = list(cases.read(path))
    except ET.ParseError as fault:
        yield Report(folder=folder, case=path.name, failures=(f"ParseError: {fault}",))
        return
    for case in found:
        yield _report(path.parent, folder, case)


def _report(place: Path, folder: str, case: cases.Case) -> Report:
    try:
        reason = _skip_reason(place / case.model, case)
        if reason is not None:
            return Report(folder=folder, case=case.id, skipped=reason)
        failures = tuple(_failures(_model(place, case.model), case))
    except (*_FAULTS, OSError) as fault:
        failures = (f"{type(fault).__name__}: {fault}",)
    return Report(folder=folder, case=case.id, failures=failures)


@functools.lru_cache(maxsize=1)
def _models(place: Path) -> dict[str, dmn.Model | errors.LindungError]:
    """Read every model of a folder after those that it imports; one that cannot be read leaves the others whole."""
    waiting = {each.name: each.read_bytes() for each in place.glob("*.dmn")}
    found: dict[str, dmn.Model | errors.LindungError] = {}
    while waiting:
        refused: dict[str, errors.LindungError] = {}
        for name, xml in waiting.items():
            try:
                found[name] = dmn.read(xml, imports=[each for each in found.values() if isinstance(each, dmn.Model)])
            except errors.LindungError as fault:
                refused[name] = fault
        if len(refused) == len(waiting):
            return {**found, **refused}
        waiting = {name: waiting[name] for name in refused}
    return found


def _model(place: Path, name: str) -> dmn.Model:
    model = _models(place)[name]
    if isinstance(model, errors.LindungError):
        raise model
    return model


def _skip_reason(model: Path, case: cases.Case) -> str | None:
    """Give the one reason for which a case is not run: it wants a Java class called, which this engine never does."""
    text = model.read_text(encoding="utf-8", errors="replace")
    for expectation in case.expectations:
        logic = re.search(rf'<decision [^>]*name="{re.escape(expectation.decision)}".*?</decision>', text, re.DOTALL)
        is_java = logic is not None and re.search(r'kind="Java"|external\s*\{\s*java', logic.group()) is not None
        if is_java and expectation.value is not None:
            return "needs a Java class: external functions are never run here"
    return None


def _failures(model: dmn.Model, case: cases.Case) -> Iterator[str]:
    context = feel.Context(now=_NOW, zone=UTC)
    for expectation in case.expectations:
        if case.invocable is None or case.kind == "decision":
            result = model.evaluate(expectation.decision, case.inputs, context)
            found = result.value
        else:
            result = model.evaluate(case.invocable, case.inputs, context)
            found = result.value
            if isinstance(found, dict) and expectation.decision in found:
                found = found[expectation.decision]
        if not equal(expectation.value, found):
            codes = [problem.code for problem in result.problems]
            yield f"{expectation.decision}: expected {expectation.value!r}, found {found!r} {codes or ''}"


def equal(expected: Any, found: Any) -> bool:
    """Tell whether a found value is the expected one; contexts and lists are compared in depth."""
    if isinstance(expected, Decimal) and isinstance(found, Decimal):
        return abs(expected - found) <= _TOLERANCE * max(Decimal(1), abs(expected))
    if isinstance(expected, list) and isinstance(found, list):
        return len(expected) == len(found) and all(map(equal, expected, found))
    if isinstance(expected, dict) and isinstance(found, dict):
        return expected.keys() == found.keys() and all(equal(expected[key], found[key]) for key in expected)
    return type(expected) is type(found) and bool(expected == found)


def _print(reports: Sequence[Report], *, details: bool) -> None:
    lines = [f"skipped {each.folder} {each.case}: {each.skipped}" for each in reports if each.skipped is not None]
    counted = [each for each in reports if each.skipped is None]
    if details:
        lines += [f"FAILED {each.folder} {each.case}: {why}" for each in counted for why in each.failures]
    for folder in sorted({each.folder for each in counted}):
        lines.append(f"{folder} {_score([each for each in counted if each.folder == folder])}")
    lines.append(_score(counted))
    sys.stdout.write("\n".join(lines) + "\n")


def _score(reports: Sequence[Report]) -> str:
    return f"{sum(not each.failures for each in reports)}/{len(reports)}"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
