"""Code of tests: ``a in (...)`` and the cells of decision tables, where ``?`` is the value that is tested (DMN 1.5
rule 7, table 55).
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from engine.feel import comparing, values
from engine.feel.compiling.core import Build, Compiler, Layer
from engine.feel.frames import Code, Frame
from engine.feel.syntax import nodes

TestCode = Callable[[Frame], bool | None]  # in the layer that holds "?"
INPUT = "?"


def mentions_input(node: nodes.Node) -> bool:
    """Tell whether the text speaks of ``?`` itself."""
    return any(isinstance(each, nodes.Name) and each.name == INPUT for each in nodes.walk(node))


def test_code(compiler: Compiler, node: nodes.Node) -> TestCode:
    """Give the code of one test; it stands in a layer that holds ``?``."""
    if isinstance(node, nodes.Test):
        return _comparison(node.operator, compiler.code(node.operand))
    code = compiler.code(node)
    if isinstance(node, nodes.Literal) and type(node.value) is not bool:
        return lambda frame: comparing.fits(frame.names[INPUT], code(frame), frame.run)
    if mentions_input(node):
        return _statement(code)
    if isinstance(node, nodes.RangeOf):
        return _span(code)
    return _equality(code) if isinstance(node, nodes.Literal) else _membership(code)


def _comparison(operator: str, operand: Code) -> TestCode:
    compare = comparing.BY_SIGN[operator]
    return lambda frame: compare(frame.names[INPUT], operand(frame), frame.run)


def _statement(code: Code) -> TestCode:
    """A test that speaks of ``?`` is a statement about it, unless it gives a value to compare with."""

    def stated(frame: Frame) -> bool | None:
        found = code(frame)
        return found if found is None or type(found) is bool else comparing.fits(frame.names[INPUT], found, frame.run)

    return stated


def _span(code: Code) -> TestCode:
    """A range written out: null when an end is not known."""
    return lambda frame: (
        None if (found := code(frame)) is None else comparing.fits(frame.names[INPUT], found, frame.run)
    )


def _equality(code: Code) -> TestCode:
    """A literal is compared: ``true`` is no statement that holds for every input, least of all for an unknown one."""
    return lambda frame: comparing.fits(frame.names[INPUT], code(frame), frame.run)


def _membership(code: Code) -> TestCode:
    """Equal to the value, in the list or range; a boolean about other things than ``?`` decides by itself."""

    def belongs(frame: Frame) -> bool | None:
        value, found = frame.names[INPUT], code(frame)
        if type(found) is bool and type(value) is not bool:
            return found
        return comparing.fits(value, found, frame.run)

    return belongs


def any_of(codes: Iterable[TestCode], frame: Frame) -> bool | None:
    """Tell whether one test holds; None if none does and one is not known."""
    result: bool | None = False
    for code in codes:
        found = code(frame)
        if found is True:
            return True
        result = None if found is None else result
    return result


def _in(compiler: Compiler, node: nodes.In) -> Code:
    value = compiler.code(node.value)
    compiler.layers.append(Layer({INPUT}))
    codes = [test_code(compiler, test) for test in node.tests]
    compiler.layers.pop()
    return lambda frame: any_of(codes, Frame({INPUT: value(frame)}, frame, frame.run))


def cell(compiler: Compiler, node: nodes.Tests) -> TestCode:
    """Give the code of a whole cell, to be run in a frame that holds ``?``: ``-`` always holds."""
    compiler.layers.append(Layer({INPUT}))
    codes = [test_code(compiler, test) for test in node.tests]
    compiler.layers.pop()
    if not codes:
        return lambda _: True
    if node.negated:
        return lambda frame: None if (found := any_of(codes, frame)) is None else not found
    return codes[0] if len(codes) == 1 else lambda frame: any_of(codes, frame)


def _test_range(compiler: Compiler, node: nodes.Test) -> Code:
    """``(< 10)`` as a value: a range open at one side (DMN 1.5 section 10.3.2.7)."""
    operand, operator = compiler.code(node.operand), node.operator

    def span(frame: Frame) -> Any:
        end = operand(frame)
        if operator in {"=", "!="}:
            return values.Range(end, end, start_included=True, end_included=True, test=operator)
        if values.kind(end) not in comparing.RANGED:
            return None
        is_low = operator in {">", ">="}
        return values.Range(
            end if is_low else None,
            None if is_low else end,
            start_included=operator == ">=",
            end_included=operator == "<=",
        )

    return span


def _range(compiler: Compiler, node: nodes.RangeOf) -> Code:
    start, end = compiler.code(node.start), compiler.code(node.end)

    def span(frame: Frame) -> Any:
        return comparing.span(start(frame), end(frame), node.start_included, node.end_included)

    return span


TABLE: Mapping[type, Build] = {
    nodes.In: _in,
    nodes.Test: _test_range,
    nodes.RangeOf: _range,
}
