"""Code of conditions, loops and quantifiers (DMN 1.5 sections 10.3.2.14 and 10.3.2.15)."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from engine.feel import values
from engine.feel.compiling.core import Build, Compiler, Layer
from engine.feel.frames import Code, Frame, Run
from engine.feel.limits import ROUND
from engine.feel.syntax import nodes
from engine.feel.temporal import arithmetic, far
from engine.feel.values import Range

Domain = Callable[[Frame], Iterable[Any] | None]
_PARTIAL = "partial"


def _if(compiler: Compiler, node: nodes.If) -> Code:
    condition, then, otherwise = compiler.codes((node.condition, node.then, node.otherwise))
    return lambda frame: then(frame) if condition(frame) is True else otherwise(frame)


class _NoDomainError(Exception):
    """A loop runs over nothing known: the whole loop is null."""


def _domains(compiler: Compiler, iterators: Sequence[tuple[str, nodes.Node]]) -> list[tuple[str, Domain]]:
    """Compile what each variable runs over, inside the layer that holds the variables before it."""
    found: list[tuple[str, Domain]] = []
    for name, source in iterators:
        found.append(
            (name, _span(compiler, source) if isinstance(source, nodes.Span) else _items(compiler.code(source)))
        )
        compiler.layers[-1].names.add(name)
    return found


def _items(code: Code) -> Domain:
    def items(frame: Frame) -> Iterable[Any] | None:
        found = code(frame)
        if type(found) is list:
            return found
        if type(found) is Range:
            return _ranged(found, frame.run)
        return None if found is None else [found]

    return items


def _ranged(span: Range, run: Run) -> Iterable[Any] | None:
    """Give the numbers or days of a closed range value, without the ends that are not included."""
    items = counted(span.start, span.end, run)
    if items is None:
        return None
    within = list(items)
    return within[0 if span.start_included else 1 : len(within) if span.end_included else -1]


def _span(compiler: Compiler, node: nodes.Span) -> Domain:
    start, end = compiler.code(node.start), compiler.code(node.end)
    return lambda frame: counted(start(frame), end(frame), frame.run)


def counted(start: Any, end: Any, run: Run) -> Iterable[Any] | None:
    """Give start to end, up or down by one (numbers) or by a day (dates); None for other kinds."""
    if type(start) is Decimal and type(end) is Decimal:
        return _steps(start, int(min(abs(end - start), Decimal(10**9))), Decimal(1 if start <= end else -1), run)
    if values.kind(start) == values.kind(end) == arithmetic.DATE:
        first, last = far.days(start), far.days(end)
        return map(far.date_of, _steps(first, abs(last - first), 1 if first <= last else -1, run))
    return None


def _steps(start: Any, count: int, step: Any, run: Run) -> Iterable[Any]:
    run.list_of(count + 1)
    return (start + step * index for index in range(count + 1))


def _frames(frame: Frame, domains: Sequence[tuple[str, Domain]], names: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Give the variables of each round; a later domain sees the variables before it."""
    if not domains:
        yield dict(names)
        return
    (name, domain), *rest = domains
    items = domain(Frame(names, frame, frame.run))
    if items is None:
        raise _NoDomainError
    for item in items:
        frame.run.spend(ROUND + len(names))
        yield from _frames(frame, rest, {**names, name: item})


def _for(compiler: Compiler, node: nodes.For) -> Code:
    compiler.layers.append(Layer())
    domains = _domains(compiler, node.iterators)
    compiler.layers[-1].names.add(_PARTIAL)
    body, cost = compiler.measured(node.body)
    compiler.layers.pop()
    has_partial = any(isinstance(each, nodes.Name) and each.name == _PARTIAL for each in nodes.walk(node.body))

    def loop(frame: Frame) -> list[Any] | None:
        run = frame.run
        results: list[Any] = []
        try:
            for names in _frames(frame, domains, {}):
                run.spend(cost)
                if has_partial:
                    run.list_of(len(results))
                    names[_PARTIAL] = list(results)
                results.append(body(Frame(names, frame, run)))
        except _NoDomainError:
            return None
        run.list_of(len(results))
        return results

    return loop


def _quantified(compiler: Compiler, node: nodes.Quantified) -> Code:
    compiler.layers.append(Layer())
    domains = _domains(compiler, node.iterators)
    body, cost = compiler.measured(node.body)
    compiler.layers.pop()
    decisive = node.word == "some"

    def quantify(frame: Frame) -> Any:
        result: bool | None = not decisive
        try:
            for names in _frames(frame, domains, {}):
                frame.run.spend(cost)
                found = body(Frame(names, frame, frame.run))
                if found is decisive:
                    return decisive
                if type(found) is not bool:
                    result = None
        except _NoDomainError:
            return None
        return result

    return quantify


TABLE: Mapping[type, Build] = {
    nodes.If: _if,
    nodes.For: _for,
    nodes.Quantified: _quantified,
}
