"""Reports the gaps, overlaps and unreachable rules of one decision table, each with an input that shows it.

What is promised: every finding is real, provided that the inputs do not depend on each other; and where nothing is
found and "not_checked" is not reported either, there is nothing to find. Words are those that the column lists, or, for
a column without a list, those that its cells name: add a list of values to have other words looked at. A column without
a list may also be empty (null); holes that only an empty input falls into are told apart (``gap_null``), since a person
may decide that they cannot happen.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from engine import feel
from engine.dmn import axes, cells, coverage, elements, findings
from engine.dmn.model import Model
from engine.dmn.results import Problem

# One rule decides under these; under the others several or none may match, and that is what they are for.
SINGLE_HIT = frozenset("UAPF")
# Under these two the rules that meet are looked at: UNIQUE forbids it, ANY wants them to agree.
_MEETING = frozenset("UA")
_KINDS: Mapping[str, type] = {
    "boolean": bool,
    "string": str,
    "number": Decimal,
    "date": date,
    "date and time": datetime,
    "days and time duration": timedelta,
    "years and months duration": feel.YearsMonths,
}
# More tests than this of one input (a column of 170 bounds in 170 rules) are not tried: the input counts as unchecked.
MAX_VERDICTS = 60_000
# Stands for the value of an input that cannot be cut into atoms; it is left out of examples.
_UNKNOWN = object()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Axis:
    """An input expression that some rule tests: its atoms, and whether all its conditions are literals."""

    expression: str
    atoms: tuple[coverage.Atom, ...]
    complete: bool


def findings_of(model: Model, table: elements.Table, owner: str) -> Iterator[Problem]:
    """Give the findings about a table's rules; the last says honestly where the search was not complete."""
    if table.hit not in SINGLE_HIT:
        return
    found = list(_axes(model, table))
    whole = coverage.walk([axis.atoms for axis in found], len(table.rules))
    is_open = all(clause.default is None for clause in table.outputs)
    if is_open:
        yield from _gaps(found, whole, table, owner)
    yield from _overlaps(found, whole, table, owner)
    if table.hit == "F" and whole.complete:
        hidden = [rule for place, rule in enumerate(table.rules) if not whole.reached >> place & 1]
        yield from (findings.problem("rule_unreachable", owner, rule_ids=(rule.id,)) for rule in hidden)
    unsure = (is_open and whole.unsure_gap) or (table.hit in _MEETING and whole.unsure_overlap)
    if unsure or not whole.complete:
        columns = ", ".join(axis.expression for axis in found if not axis.complete) or "-"
        detail = (f"(Kolom: {columns}.)", f"(Columns: {columns}.)")
        yield findings.problem("not_checked", owner, detail=detail)


def _gaps(found: Sequence[_Axis], whole: coverage.Walk, table: elements.Table, owner: str) -> Iterator[Problem]:
    """Give gaps of known inputs first, then those that need an input to be missing."""
    known = [[atom for atom in axis.atoms if atom.value is not None] or axis.atoms for axis in found]
    for example in coverage.walk(known, len(table.rules)).gaps:
        yield _shown("gap", owner, (), found, example)
    for example in whole.gaps:
        if any(value is None for _, value in example):
            yield _shown("gap_null", owner, (), found, example)


def _overlaps(found: Sequence[_Axis], whole: coverage.Walk, table: elements.Table, owner: str) -> Iterator[Problem]:
    """Give pairs of rules that UNIQUE forbids to meet, or that ANY requires to agree."""
    pairs = [(pair, example) for pair, example in whole.overlaps.items() if _forbidden(table, *pair)]
    for (first, second), example in sorted(pairs, key=lambda each: each[0])[: coverage.MAX_FINDINGS]:
        yield _shown("overlap", owner, (table.rules[first].id, table.rules[second].id), found, example)


def _forbidden(table: elements.Table, first: int, second: int) -> bool:
    """Tell whether the policy forbids that two rules meet; whether ANY's rules agree is judged by their texts."""
    if table.hit != "A":
        return table.hit == "U"
    left, right = ([entry.text for entry in table.rules[place].outputs] for place in (first, second))
    return left != right


def _shown(
    code: str, owner: str, rule_ids: tuple[str, ...], found: Sequence[_Axis], example: coverage.Example
) -> Problem:
    """Make a finding with its example as FEEL texts, also spelled out in the sentences."""
    shown = tuple((found[place].expression, axes.text(value)) for place, value in example if value is not _UNKNOWN)
    spelled = ", ".join(f"{expression} = {text}" for expression, text in shown)
    detail = (f"Contoh: {spelled}.", f"Example: {spelled}.") if shown else None
    return findings.problem(code, owner, rule_ids=rule_ids, example=shown, detail=detail)


def _axes(model: Model, table: elements.Table) -> Iterator[_Axis]:
    """Give the inputs that matter; columns with the same expression are one input.

    Were they two, the walk would meet combinations that cannot happen, such as an age below 10 and above 20.
    """
    columns: dict[str, list[int]] = {}
    for place, clause in enumerate(table.inputs):
        columns.setdefault(" ".join(clause.expression.text.split()), []).append(place)
    for expression, places in columns.items():
        conditions = [[cells.read(rule.inputs[place].text) for place in places] for rule in table.rules]
        if any(cell != cells.ANYTHING for row in conditions for cell in row):
            yield _axis(expression, conditions, [table.inputs[place] for place in places], model)


def _axis(
    expression: str,
    conditions: Sequence[Sequence[cells.Cell | None]],
    clauses: Sequence[elements.InputClause],
    model: Model,
) -> _Axis:
    allowed = next(filter(None, (_allowed(model, clause) for clause in clauses)), None)
    kind = _KINDS.get(model.types.get(clauses[0].expression.type_ref).name)
    examples = axes.atoms([cell for row in conditions for cell in row], allowed, kind)
    if examples is not None and len(examples) * len(conditions) > MAX_VERDICTS:
        examples = None
    values = [_UNKNOWN] if examples is None else examples
    return _Axis(
        expression=expression,
        atoms=tuple(_atom(value, conditions) for value in values),
        complete=examples is not None and all(cell is not None for row in conditions for cell in row),
    )


def _allowed(model: Model, clause: elements.InputClause) -> cells.Cell | None:
    """Give the literal list of values of a column, its own or that of its item definition; None where it has none."""
    item = model.definitions.items.get(clause.expression.type_ref or "")
    text = clause.values or (item.allowed if item is not None else None)
    return None if text is None else cells.read(text)


def _atom(value: Any, conditions: Iterable[Sequence[cells.Cell | None]]) -> coverage.Atom:
    """Give the atom with the rules that surely match its value, and those that may."""
    sure = maybe = 0
    for place, row in enumerate(conditions):
        verdicts = [_verdict(cell, value) for cell in row]
        if False in verdicts:
            continue
        if None in verdicts:
            maybe |= 1 << place
        else:
            sure |= 1 << place
    return coverage.Atom(value=value, sure=sure, maybe=maybe)


def _verdict(cell: cells.Cell | None, value: Any) -> bool | None:
    if cell == cells.ANYTHING:
        return True
    return None if cell is None or value is _UNKNOWN else cell.holds(value)
