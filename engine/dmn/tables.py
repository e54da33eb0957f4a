"""Compiles decision tables (DMN 1.5 section 8) into closures: conditions that are literals never reach FEEL.

A cell is matched by the first that answers: the literal matcher of `engine.dmn.cells`, then the compiled unary tests.
Rules carry only the cells that test something, so a rule of dashes costs nothing.

Order matters for the history, not for the result: input expressions are evaluated once each, from the left, before any
rule; rules are tried from the top; only the outputs of rules that matched are evaluated.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from engine.dmn import cells, elements, hits, types
from engine.dmn.results import MatchedRule
from engine.dmn.run import Logic, Run, Scope

# Matches one value against unary tests: (value, scope, run) -> whether it matches; null and failures do not match.
Matcher = Callable[[Any, Scope, Run], bool]
Fast = Callable[[Any], bool | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Tools:
    """How a table's texts are compiled; `engine.dmn.boxed` provides it, knowing names and types in scope."""

    owner: str
    literal: Callable[[elements.Literal], Logic]
    matcher: Callable[[elements.Literal], Matcher]
    convert: Callable[[str | None], types.Convert | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Column:
    """A compiled input clause."""

    value: Logic
    fits: Matcher | None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Output:
    """A compiled output clause: its conversion, its allowed values."""

    convert: types.Convert | None
    fits: Matcher | None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Row:
    """A compiled rule; a test is a column's index, the fast matcher, the FEEL matcher."""

    place: int
    tests: tuple[tuple[int, Fast, Matcher], ...]
    outputs: tuple[Logic, ...]


def compile_table(table: elements.Table, tools: Tools) -> Logic:
    """Give the closure that evaluates the table in a scope and notes the rules that matched."""
    columns = [_column(clause, tools) for clause in table.inputs]
    rows = [_row(rule, place, tools) for place, rule in enumerate(table.rules)]
    outputs = [_output(clause, tools) for clause in table.outputs]
    shape = _shape(table, tools)
    otherwise = _defaults(table, tools)

    def logic(scope: Scope, run: Run) -> Any:
        values = _inputs(columns, tools.owner, scope, run)
        if values is None:
            return None
        run.spend(len(rows))
        found = _matching(rows, values, scope, run, only_first=table.hit == "F")
        if not found:
            run.matched.append(_matched(table, tools.owner, ()))
            return otherwise(scope, run)
        made = tuple(
            hits.Hit(rule=row.place, outputs=_conclude(row, outputs, scope, run, owner=tools.owner)) for row in found
        )
        outcome = hits.settle(table.hit, made, shape)
        run.matched.append(matched := _matched(table, tools.owner, outcome.hits))
        if outcome.problem is not None:
            run.note(outcome.problem, tools.owner, rule_ids=matched.rule_ids)
        return outcome.value

    return logic


def _matched(table: elements.Table, owner: str, counted: Sequence[hits.Hit]) -> MatchedRule:
    rules = [table.rules[hit.rule] for hit in counted]
    return MatchedRule(
        decision_id=owner,
        table_id=table.id,
        rule_ids=tuple(rule.id for rule in rules),
        rule_numbers=tuple(rule.number for rule in rules),
    )


def _inputs(columns: Sequence[_Column], owner: str, scope: Scope, run: Run) -> list[Any] | None:
    """Evaluate the input expressions; None where one is outside its column's values, which null never is."""
    values = []
    for column in columns:
        value = column.value(scope, run)
        if column.fits is not None and value is not None and not column.fits(value, scope, run):
            run.note("input_not_allowed", owner)
            return None
        values.append(value)
    return values


def _matching(rows: Sequence[_Row], values: Sequence[Any], scope: Scope, run: Run, *, only_first: bool) -> list[_Row]:
    """Give the rules whose every cell matches, in order; the first alone where that is all the policy asks for."""
    found = []
    for row in rows:
        for place, fast, slow in row.tests:
            verdict = fast(values[place])
            if verdict is None:
                verdict = slow(values[place], scope, run)
            if not verdict:
                break
        else:
            found.append(row)
            if only_first:
                break
    return found


def _conclude(row: _Row, outputs: Sequence[_Output], scope: Scope, run: Run, *, owner: str) -> tuple[Any, ...]:
    """Evaluate a rule's outputs; one of the wrong type or outside the allowed values is null and noted."""
    made = []
    for entry, output in zip(row.outputs, outputs, strict=True):
        value = entry(scope, run)
        if output.convert is not None:
            value = output.convert(value, run.context)
            if value is types.NO_FIT:
                run.note("value_not_conforming", owner)
                value = None
        if output.fits is not None and value is not None and not output.fits(value, scope, run):
            run.note("output_not_allowed", owner)
            value = None
        made.append(value)
    return tuple(made)


def _column(clause: elements.InputClause, tools: Tools) -> _Column:
    """Compile an input clause; its type reference is that of its expression, which converts by itself."""
    return _Column(value=tools.literal(clause.expression), fits=_tests(clause.id, clause.values, tools))


def _output(clause: elements.OutputClause, tools: Tools) -> _Output:
    return _Output(convert=tools.convert(clause.type_ref), fits=_tests(clause.id, clause.values, tools))


def _tests(clause_id: str, text: str | None, tools: Tools) -> Matcher | None:
    """Give the matcher of a clause's list of values, or None where it allows all."""
    if text is None:
        return None
    return combined(elements.Literal(id=f"{clause_id}.values", text=text), tools)


def combined(literal: elements.Literal, tools: Tools) -> Matcher:
    """Give one matcher out of the fast and the FEEL matcher of a text of unary tests."""
    slow = tools.matcher(literal)
    cell = cells.read(literal.text)
    if cell is None:
        return slow
    fast = cells.fast(cell)

    def matcher(value: Any, scope: Scope, run: Run) -> bool:
        verdict = fast(value)
        return slow(value, scope, run) if verdict is None else verdict

    return matcher


def _row(rule: elements.Rule, place: int, tools: Tools) -> _Row:
    """Compile a rule, leaving out the cells that match anything."""
    tests = []
    for index, literal in enumerate(rule.inputs):
        cell = cells.read(literal.text)
        if cell != cells.ANYTHING:
            tests.append((index, _never if cell is None else cells.fast(cell), tools.matcher(literal)))
    return _Row(place=place, tests=tuple(tests), outputs=tuple(tools.literal(entry) for entry in rule.outputs))


def _never(_value: Any) -> bool | None:
    """Leave every value to FEEL."""
    return None


def _shape(table: elements.Table, tools: Tools) -> hits.Shape:
    """Give what hit policies must know; one output makes a bare value even where a tool gave it a name (8.3.3)."""
    names = tuple(clause.name or "" for clause in table.outputs) if len(table.outputs) > 1 else ()
    return hits.Shape(names=names, ranks=tuple(_ranks(clause, tools) for clause in table.outputs))


def _ranks(clause: elements.OutputClause, tools: Tools) -> Sequence[Any] | None:
    """Give the literal output values in order; a list that is not of literals orders nothing."""
    cell = None if clause.values is None else cells.read(clause.values)
    if cell is None:
        return None
    ranks = [test.value for test in cell.tests if isinstance(test, cells.Equal)]
    convert = tools.convert(clause.type_ref)
    return ranks if convert is None else [convert(rank, None) for rank in ranks]


def _defaults(table: elements.Table, tools: Tools) -> Logic:
    """Give the closure for "no rule matches": the defaults where any output has one (8.3.3), else the policy's own."""
    if all(clause.default is None for clause in table.outputs):
        return lambda _scope, _run: hits.nothing(table.hit)
    entries = [None if clause.default is None else tools.literal(clause.default) for clause in table.outputs]
    names = [clause.name or "" for clause in table.outputs]

    def logic(scope: Scope, run: Run) -> Any:
        values = [None if entry is None else entry(scope, run) for entry in entries]
        return values[0] if len(values) == 1 else dict(zip(names, values, strict=True))

    return logic
