"""Code of lists, contexts, paths, filters, functions and calls (DMN 1.5 sections 10.3.2.5, 10.3.2.6, 10.3.2.13)."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from engine.feel import types
from engine.feel.compiling.core import Build, Compiler, Layer
from engine.feel.frames import Code, Frame, Run
from engine.feel.limits import ROUND
from engine.feel.syntax import nodes
from engine.feel.temporal import properties
from engine.feel.values import KINDS, Function


def _list(compiler: Compiler, node: nodes.ListOf) -> Code:
    codes = compiler.codes(node.items)
    return lambda frame: [code(frame) for code in codes]


def _context(compiler: Compiler, node: nodes.ContextOf) -> Code:
    layer = Layer()
    compiler.layers.append(layer)
    entries: list[tuple[str, Code]] = []
    for key, value in node.entries:
        if isinstance(value, nodes.FunctionOf):
            layer.names.add(key)  # a function may call itself; the depth limit ends it
        entries.append((key, compiler.code(value)))
        layer.names.add(key)
    compiler.layers.pop()
    if len(layer.names) < len(entries):
        return lambda _: None  # the same key twice

    def context(frame: Frame) -> dict[str, Any]:
        names: dict[str, Any] = {}
        inner = Frame(names, frame, frame.run)
        for key, code in entries:
            names[key] = code(inner)
        return names

    return context


def _path(compiler: Compiler, node: nodes.Path) -> Code:
    source, name = compiler.code(node.source), node.name

    def follow(frame: Frame) -> Any:
        value = source(frame)
        if type(value) is dict:
            return value.get(name)
        return _of_each(value, name, frame.run) if type(value) is list else member(value, name)

    return follow


def _of_each(items: list[Any], name: str, run: Run) -> list[Any]:
    """Give the entry or property of each item, also of those in lists inside."""
    run.spend(len(items))
    return [_of_each(item, name, run) if type(item) is list else member(item, name) for item in items]


def member(value: Any, name: str) -> Any:
    """Give the entry of a context or the property of a value; None if it has none."""
    if type(value) is dict:
        return value.get(name)
    read = properties.PROPERTIES.get(KINDS[type(value)], {}).get(name)
    return None if read is None else read(value)


def _filter(compiler: Compiler, node: nodes.Filter) -> Code:
    source = compiler.code(node.source)
    condition, cost = compiler.inside(Layer(is_open=True), node.condition)

    def filtered(frame: Frame) -> Any:
        value = source(frame)
        items = value if type(value) is list else [] if value is None else [value]
        return _select(items, condition, cost, frame, is_null=value is None)

    return filtered


def _select(items: list[Any], condition: Code, cost: int, frame: Frame, *, is_null: bool) -> Any:
    """Give the item at a number, or the items for which the condition is true; null for any other condition."""
    run = frame.run
    kept: list[Any] = []
    for item in items:
        run.spend(cost + ROUND)
        found = condition(Frame(item if type(item) is dict else {}, frame, run, item))
        if found is True:
            kept.append(item)
        elif type(found) is Decimal:
            return item_at(items, found)
        elif found is not None and found is not False:
            return None
    if not items:
        found = condition(Frame({}, frame, run))
        return None if is_null or type(found) is Decimal else []
    return kept


def item_at(items: Sequence[Any], index: Decimal) -> Any:
    """Give the item at a place counted from 1, or from the end by a negative number; None outside of the list."""
    if index != index.to_integral_value() or abs(index) > len(items) or not index:
        return None
    return items[int(index) - 1 if index > 0 else int(index)]


def _function(compiler: Compiler, node: nodes.FunctionOf) -> Code:
    names = tuple(name for name, _ in node.parameters)
    wanted = tuple(type_ for _, type_ in node.parameters)
    body, cost = compiler.inside(Layer(set(names)), nodes.Literal(None) if node.external else node.body)

    def create(frame: Frame) -> Function:
        def call(run: Run, arguments: list[Any], named: Mapping[str, Any] | None) -> Any:
            given = bound(names, arguments, named)
            if given is None:
                return None
            taken = _taken(wanted, given, run)
            if taken is None:
                return None
            run.spend(cost + ROUND)
            run.enter()
            result = body(Frame(dict(zip(names, taken, strict=True)), frame, run))
            run.leave()
            return result

        return Function(names, call, wanted)

    return create


def _taken(wanted: Sequence[nodes.Node | None], given: list[Any], run: Run) -> list[Any] | None:
    """Give the arguments as the parameters' types take them; None if one does not conform (section 10.3.2.9.4)."""
    if not any(wanted):
        return given
    of_host = run.context.types
    taken = [types.coerced(value, type_, of_host, run) for type_, value in zip(wanted, given, strict=True)]
    is_lost = any(new is None and old is not None for new, old in zip(taken, given, strict=True))
    return None if is_lost else taken


def bound(names: Sequence[str], arguments: list[Any], named: Mapping[str, Any] | None) -> list[Any] | None:
    """Give the arguments in the order of the parameters; None if they are not exactly these."""
    if named is not None:
        return [named[name] for name in names] if named.keys() == set(names) else None
    return arguments if len(arguments) == len(names) else None


def _call(compiler: Compiler, node: nodes.Call) -> Code:
    function, arguments, names = compiler.code(node.function), compiler.codes(node.arguments), node.names

    def call(frame: Frame) -> Any:
        called = function(frame)
        if type(called) is not Function:
            return None
        given = [argument(frame) for argument in arguments]
        frame.run.spend(1)
        if names is None:
            return called.call(frame.run, given, None)
        named = dict(zip(names, given, strict=True))
        return called.call(frame.run, [], named) if len(named) == len(names) else None

    return call


TABLE: Mapping[type, Build] = {
    nodes.ListOf: _list,
    nodes.ContextOf: _context,
    nodes.Path: _path,
    nodes.Filter: _filter,
    nodes.FunctionOf: _function,
    nodes.Call: _call,
}
