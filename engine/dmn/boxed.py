"""Compiles boxed expressions (DMN 1.5 section 10.2) into closures: once a model, evaluated many times.

A closure takes the scope, a plain dict of the names it may see, and the run, which carries the clock and collects
notes. What fails gives null and, where a person must mend the model, a note; nothing here raises for a model's fault.
Exceeding a FEEL limit does raise: that is an attack or an accident, never an answer.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from typing import Any

from engine import feel
from engine.dmn import cells, elements, functions, iterators, tables, types
from engine.dmn.run import Logic, Run, Scope
from engine.feel.syntax import nodes


@dataclass(frozen=True, slots=True, kw_only=True)
class Compiler:
    """Compiles the logic of one element of a model.

    ``owner`` is that element's id, for notes. ``names`` are the names in scope, ``members`` all names of components and
    entries in the model: both may contain blanks, which only a known name can resolve.
    """

    owner: str
    types: types.Types
    members: frozenset[str]
    names: frozenset[str] = frozenset()

    def compile(self, box: elements.Box) -> Logic:
        """Give the closure of a boxed expression, converted to its own type reference."""
        return self.typed(_COMPILERS[type(box)](self, box), _value_type(box))

    def within(self, *names: str) -> "Compiler":
        """Give a compiler that also knows these names."""
        return replace(self, names=self.names | {name for name in names if name})

    def typed(self, logic: Logic, type_ref: str | None) -> Logic:
        """Give the logic with its value converted to the type; what cannot be converted is null and noted."""
        convert = self.types.convert(type_ref)
        if convert is None:
            return logic
        owner = self.owner

        def converted(scope: Scope, run: Run) -> Any:
            value = convert(logic(scope, run), run.context)
            return run.note("value_not_conforming", owner) if value is types.NO_FIT else value

        return converted

    def text(self, literal: elements.Literal) -> Logic:
        """Give the closure of a FEEL text; an empty text is null, an unreadable one null with a note."""
        if not literal.text:
            return lambda _scope, _run: None
        if literal.language is not None:
            return self.refused("language_unknown")
        if (known := cells.constant(literal.text)) is not None:
            return lambda _scope, _run: known[0]
        try:
            expression = self.expression(literal)
        except feel.FeelError:
            return self.refused("expression_unreadable")
        evaluate, own = expression.evaluate, self.types
        if isinstance(expression.node, nodes.Name):
            return _variable(expression.node.name, evaluate)
        if not own.named:
            return lambda scope, run: evaluate(scope, run.context)
        return lambda scope, run: evaluate(scope, run.knowing(own))

    def expression(self, literal: elements.Literal, names: Collection[str] = ()) -> feel.Expression:
        """Compile a FEEL text; raises feel.FeelError where it is none. ``names`` are known besides the model's own."""
        return feel.compile(literal.text, names=self.names.union(self.members, names))

    def tests(self, literal: elements.Literal, names: Collection[str] = ()) -> feel.UnaryTests:
        """Compile a text of unary tests; raises feel.FeelError where it is none."""
        return feel.compile_unary_tests(literal.text, names=self.names.union(self.members, names))

    def matcher(self, literal: elements.Literal) -> tables.Matcher:
        """Give the matcher of a text of unary tests; an unreadable one matches nothing, with a note."""
        if literal.language is not None:
            return self._refusing("language_unknown")
        try:
            matches = self.tests(literal).matches
        except feel.FeelError:
            return self._refusing("expression_unreadable")
        own = self.types
        return lambda value, scope, run: matches(value, scope, run.knowing(own)) is True

    def tools(self) -> tables.Tools:
        """Give what a decision table needs of this compiler."""
        return tables.Tools(owner=self.owner, literal=self.compile, matcher=self.matcher, convert=self.types.convert)

    def _refusing(self, code: str) -> tables.Matcher:
        noting = self.refused(code)
        return lambda _value, scope, run: bool(noting(scope, run))

    def refused(self, code: str) -> Logic:
        """Give logic that is null and says why, each time that it is evaluated: the history must show it."""
        owner = self.owner

        def logic(_scope: Scope, run: Run) -> Any:
            return run.note(code, owner)

        return logic


def _variable(name: str, evaluate: Callable[[Scope, feel.Context], Any]) -> Logic:
    """Read a bare name from the scope; only what the host may have to convert goes through FEEL."""

    def logic(scope: Scope, run: Run) -> Any:
        value = scope.get(name, evaluate)
        return value if type(value) in cells.PLAIN else evaluate(scope, run.context)

    return logic


def _value_type(box: elements.Box) -> str | None:
    """Give the type that the box's value must have; a function's own reference is its type, not its result's."""
    return None if isinstance(box, elements.FunctionBox) else box.type_ref


def _literal(compiler: Compiler, box: elements.Literal) -> Logic:
    return compiler.text(box)


def _table(compiler: Compiler, box: elements.Table) -> Logic:
    return tables.compile_table(box, compiler.tools())


def _context(compiler: Compiler, box: elements.ContextBox) -> Logic:
    """Compile a context: each entry sees those above; an entry without a name is the value of the whole.

    The same name twice is no context, as in FEEL.
    """
    named = [entry.variable.name for entry in box.entries if entry.variable]
    if len(set(named)) < len(named):
        return compiler.refused("expression_unreadable")
    entries: list[tuple[str, Logic]] = []
    for entry in box.entries:
        name, type_ref = (entry.variable.name, entry.variable.type_ref) if entry.variable else ("", None)
        entries.append((name, compiler.typed(compiler.compile(entry.box), type_ref)))
        compiler = compiler.within(name)

    def logic(scope: Scope, run: Run) -> Any:
        inner = dict(scope)
        made: dict[str, Any] = {}
        for name, entry in entries:
            value = entry(inner, run)
            if not name:
                return value
            made[name] = inner[name] = value
        return made

    return logic


def _list(compiler: Compiler, box: elements.ListBox) -> Logic:
    """Compile a list; an item that fails stays in it as null."""
    items = [compiler.compile(item) for item in box.items]
    return lambda scope, run: [item(scope, run) for item in items]


def _relation(compiler: Compiler, box: elements.RelationBox) -> Logic:
    """Compile a relation; a row that is too short lacks its last entries, as in a context that leaves them out."""
    names = [column.name for column in box.columns]
    types_of = [column.type_ref for column in box.columns]
    rows = [
        [compiler.typed(compiler.compile(cell), type_ref) for cell, type_ref in zip(row, types_of, strict=False)]
        for row in box.rows
    ]

    def logic(scope: Scope, run: Run) -> list[dict[str, Any]]:
        return [dict(zip(names, [cell(scope, run) for cell in row], strict=False)) for row in rows]

    return logic


def _invocation(compiler: Compiler, box: elements.InvocationBox) -> Logic:
    """Compile a call; arguments are evaluated in the caller's scope, not in the function's."""
    callee = compiler.compile(box.callee)
    bindings = [
        (entry.variable.name, compiler.typed(compiler.compile(entry.box), entry.variable.type_ref))
        for entry in box.bindings
        if entry.variable is not None
    ]
    owner = compiler.owner

    def logic(scope: Scope, run: Run) -> Any:
        function = callee(scope, run)
        arguments = {name: binding(scope, run) for name, binding in bindings}
        return functions.call(function, arguments, run, owner=owner)

    return logic


def _conditional(compiler: Compiler, box: elements.ConditionalBox) -> Logic:
    """Compile if, then, else: null counts as not true, and a condition of another type than boolean gives null."""
    test, then, otherwise = map(compiler.compile, (box.test, box.then, box.otherwise))

    def logic(scope: Scope, run: Run) -> Any:
        verdict = test(scope, run)
        if verdict is True:
            return then(scope, run)
        return otherwise(scope, run) if verdict is False or verdict is None else None

    return logic


def _filter(compiler: Compiler, box: elements.FilterBox) -> Logic:
    """Compile a filter; entries of the items are known by name because every member name of the model is."""
    match = compiler.within("item").compile(box.match)
    return iterators.filtered(compiler.compile(box.source), match)


def _iterator(compiler: Compiler, box: elements.IteratorBox) -> Logic:
    body = compiler.within(box.variable.name, "partial").compile(box.body)
    return iterators.MAKERS[box.kind](compiler.compile(box.source), body, box.variable.name)


def _function(compiler: Compiler, box: elements.FunctionBox) -> Logic:
    """Compile a function definition; its value closes over the scope in which it is evaluated."""
    definition = defined(compiler, box)
    return lambda scope, run: functions.made(definition, scope, run)


def defined(compiler: Compiler, box: elements.FunctionBox | None) -> functions.Definition:
    """Compile a function definition; a knowledge model without logic is a function without parameters giving null."""
    parameters = () if box is None else box.parameters
    external = box is not None and box.kind != "FEEL"
    names = tuple(parameter.name for parameter in parameters)
    body = None if box is None or external else box.body
    return functions.Definition(
        owner=compiler.owner,
        parameters=names,
        converts=tuple(compiler.types.convert(parameter.type_ref) for parameter in parameters),
        signature=tuple(nodes.NamedType(each.type_ref) if each.type_ref else None for each in parameters),
        logic=None if body is None else compiler.within(*names).compile(body),
        external=external,
    )


_COMPILERS: Mapping[type, Callable[[Compiler, Any], Logic]] = {
    elements.Literal: _literal,
    elements.Table: _table,
    elements.ContextBox: _context,
    elements.ListBox: _list,
    elements.RelationBox: _relation,
    elements.InvocationBox: _invocation,
    elements.ConditionalBox: _conditional,
    elements.FilterBox: _filter,
    elements.IteratorBox: _iterator,
    elements.FunctionBox: _function,
}
