"""Tells policy staff before publishing what is wrong with a model: holes, contradictions, bad cells, unknown names.

A hole in a triage table is a person unhelped: so each finding about rules carries an input that shows it. Findings are
values and not errors: a draft with findings can be saved and shown, and whoever publishes decides which codes refuse.
"""

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass

from engine import feel
from engine.dmn import cells, elements, findings, holes, naming
from engine.dmn.model import Model
from engine.dmn.results import Problem


@dataclass(frozen=True, slots=True, kw_only=True)
class _Scope:
    """The names known at a place; not ``complete`` where callers may pass others: then none is called unknown."""

    names: frozenset[str]
    complete: bool

    def within(self, added: frozenset[str]) -> "_Scope":
        return _Scope(names=self.names | added, complete=self.complete)


ANYWHERE = _Scope(names=frozenset(), complete=False)


def problems(model: Model, *, known: Collection[str] | None = None) -> list[Problem]:
    """Give every finding, in document order; an empty list says that nothing is known to be wrong.

    ``known`` are the names that callers will pass (process variables). Without it, decisions that draw their
    requirements must name only those, and others may use any name as an input expression. Codes: those of
    ``engine.dmn.findings`` for publishing. Gaps are reported for the single-hit policies U, A, P and F without a
    default output; a gap that only a missing (null) input falls into has the code ``gap_null``.
    """
    found = [finding for data in model.definitions.inputs.values() for finding in _type(model, data.type_ref, data.id)]
    found += [finding for decision in model.decisions.values() for finding in _decision(model, decision, known)]
    for knowledge in model.definitions.knowledge.values():
        if knowledge.function is not None:
            scope = _Scope(names=_drawn(model, knowledge.knows), complete=True)
            found += _box(model, knowledge.function, knowledge.id, scope)
            found += _missing(model, knowledge.knows, knowledge.id)
    return found


def _decision(model: Model, decision: elements.Decision, known: Collection[str] | None) -> Iterator[Problem]:
    yield from _missing(model, (*decision.requires, *decision.knows), decision.id)
    if _is_circular(model, decision):
        yield findings.problem("requirement_cycle", decision.id)
    yield from _type(model, decision.type_ref, decision.id)
    if decision.box is not None:
        yield from _box(model, decision.box, decision.id, _scope(model, decision, known))


def _type(model: Model, reference: str | None, owner: str) -> Iterator[Problem]:
    if not model.types.resolves(reference):
        yield findings.problem("type_unknown", owner, detail=(f"(Jenis: {reference}.)", f"(Type: {reference}.)"))


def _missing(model: Model, references: Sequence[elements.Reference], owner: str) -> Iterator[Problem]:
    for reference in references:
        located = model.locate(reference)
        if located is None or located[1].provider(reference.id) is None:
            detail = (f"(Acuan: {reference.id}.)", f"(Reference: {reference.id}.)")
            yield findings.problem("requirement_unknown", owner, detail=detail)


def _is_circular(model: Model, decision: elements.Decision) -> bool:
    """Tell whether a decision is reached from itself along the requirements inside its own file."""
    pending, seen = [each.id for each in decision.requires], set[str]()
    while pending:
        key = pending.pop()
        if key == decision.id:
            return True
        if key not in seen and key in model.decisions:
            seen.add(key)
            pending += [each.id for each in model.decisions[key].requires]
    return False


def _scope(model: Model, decision: elements.Decision, known: Collection[str] | None) -> _Scope:
    """Give the names that a decision may use; where no requirement is drawn, any name may be an input."""
    names = _drawn(model, (*decision.requires, *decision.knows)).union(known or ())
    return _Scope(names=names, complete=known is not None or bool(decision.requires))


def _drawn(model: Model, references: Sequence[elements.Reference]) -> frozenset[str]:
    """Give the names under which requirements are known: their own, or that of the import that they come through."""
    names = set[str]()
    for reference in references:
        located = model.locate(reference)
        element = None if located is None else located[1].provider(reference.id)
        if located is not None and element is not None:
            names.add(located[0] or element[0])
    return frozenset(names)


def _box(model: Model, box: elements.Box, owner: str, scope: _Scope) -> Iterator[Problem]:
    """Give the findings of a box and of those inside it, each with the names that its place adds."""
    if isinstance(box, elements.Table):
        yield from _table(model, box, owner, scope)
    elif isinstance(box, elements.Literal):
        yield from _text(model, box, owner, scope, ())
    for part in naming.inside(box):
        yield from _box(model, part, owner, scope.within(naming.added(box, part)))


def _table(model: Model, table: elements.Table, owner: str, scope: _Scope) -> Iterator[Problem]:
    """Give the findings of a table: its columns, then its rules cell by cell, then the rules as a whole."""
    for clause in table.inputs:
        yield from _type(model, clause.expression.type_ref, owner)
        yield from _text(model, clause.expression, owner, scope, ())
        yield from _values(model, clause.id, clause.values, owner)
    for output in table.outputs:
        yield from _type(model, output.type_ref, owner)
        yield from _values(model, output.id, output.values, owner)
        if output.default is not None:
            yield from _text(model, output.default, owner, scope, ())
    for rule in table.rules:
        for cell in rule.inputs:
            yield from _tests(model, cell, owner, scope, (rule.id,))
        for entry in rule.outputs:
            yield from _text(model, entry, owner, scope, (rule.id,))
    yield from holes.findings_of(model, table, owner)


def _values(model: Model, clause_id: str, text: str | None, owner: str) -> Iterator[Problem]:
    if text is not None:
        yield from _tests(model, elements.Literal(id=clause_id, text=text), owner, ANYWHERE, ())


def _text(
    model: Model, literal: elements.Literal, owner: str, scope: _Scope, rule_ids: tuple[str, ...]
) -> Iterator[Problem]:
    """Give the findings of a FEEL text; an empty one is null and means it."""
    if literal.language is not None:
        yield findings.problem("language_unknown", owner, rule_ids=rule_ids)
    elif literal.text:
        compiler = model.compiler(owner)
        yield from _compiled(lambda: compiler.expression(literal, scope.names).names, owner, scope, rule_ids)


def _tests(
    model: Model, literal: elements.Literal, owner: str, scope: _Scope, rule_ids: tuple[str, ...]
) -> Iterator[Problem]:
    """Give the findings of a text of unary tests; an empty cell is a dash that nobody has typed."""
    if cells.read(literal.text) is cells.ANYTHING:
        return
    if literal.language is not None:
        yield findings.problem("language_unknown", owner, rule_ids=rule_ids)
        return
    compiler = model.compiler(owner)
    yield from _compiled(lambda: compiler.tests(literal, scope.names).names, owner, scope, rule_ids)


def _compiled(
    used: Callable[[], frozenset[str]], owner: str, scope: _Scope, rule_ids: tuple[str, ...]
) -> Iterator[Problem]:
    """Give an unreadable text, or each name in it that nothing provides."""
    try:
        free = used()
    except feel.FeelSyntaxError as error:
        detail = (error.explain_id(), error.explain_en())
        yield findings.problem("expression_unreadable", owner, rule_ids=rule_ids, detail=detail)
        return
    except feel.FeelError as error:
        yield findings.problem(
            "expression_unreadable", owner, rule_ids=rule_ids, detail=(error.sentence_id, str(error))
        )
        return
    for name in sorted(free - scope.names if scope.complete else ()):
        yield findings.problem(
            "name_unknown", owner, rule_ids=rule_ids, detail=(f"(Nama: {name}.)", f"(Name: {name}.)")
        )
