"""Code of constants, names, arithmetic, comparison and logic (DMN 1.5 sections 10.3.2.7 to 10.3.2.10)."""

import operator
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from engine.feel import arithmetic, comparing, types
from engine.feel.compiling.core import Build, Compiler
from engine.feel.frames import Code, Frame
from engine.feel.syntax import nodes
from engine.feel.temporal import reading

_DIRECT = frozenset({Decimal, str, bool})
_NUMBERS_ONLY = frozenset({Decimal})
_NATIVE: Mapping[str, Callable[[Any, Any], bool]] = {
    "=": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


def _literal(_: Compiler, node: nodes.Literal) -> Code:
    value = node.value
    return lambda _frame: value


def _at(_: Compiler, node: nodes.At) -> Code:
    value = reading.read_literal(node.text)
    return lambda _frame: value


def _name(compiler: Compiler, node: nodes.Name) -> Code:
    return compiler.name(node.name)


def _negation(compiler: Compiler, node: nodes.Negation) -> Code:
    operand = compiler.code(node.operand)
    return lambda frame: arithmetic.negate(operand(frame))


def _arithmetic(compiler: Compiler, node: nodes.Arithmetic) -> Code:
    left, right = compiler.code(node.left), compiler.code(node.right)
    operate: Callable[[Any, Any, Any], Any] = arithmetic.OPERATORS[node.operator]
    return lambda frame: operate(left(frame), right(frame), frame.run)


def _comparison(compiler: Compiler, node: nodes.Comparison) -> Code:
    left = compiler.code(node.left)
    if isinstance(node.right, nodes.Literal) and type(node.right.value) in _DIRECT:
        return _with_constant(left, node.operator, node.right.value)
    right = compiler.code(node.right)
    general, direct = comparing.BY_SIGN[node.operator], _NATIVE[node.operator]
    fast = _DIRECT if node.operator in {"=", "!="} else _NUMBERS_ONLY

    def compared(frame: Frame) -> bool | None:
        a, b = left(frame), right(frame)
        of = type(a)
        is_direct = of is type(b) and of in fast
        return direct(a, b) if is_direct else general(a, b, frame.run)

    return compared


def _with_constant(left: Code, sign: str, b: Any) -> Code:
    """The same for ``x = "tinggi"`` and ``x < 18``, which conditions mostly are: one call less."""
    general, direct = comparing.BY_SIGN[sign], _NATIVE[sign]
    of = type(b) if sign in {"=", "!="} else Decimal

    def compared(frame: Frame) -> bool | None:
        a = left(frame)
        is_direct = type(a) is of and type(b) is of
        return direct(a, b) if is_direct else general(a, b, frame.run)

    return compared


def _logic(compiler: Compiler, node: nodes.Logic) -> Code:
    left, right = compiler.code(node.left), compiler.code(node.right)
    return _joined(left, right, decisive=node.operator == "or")


def _joined(left: Code, right: Code, *, decisive: bool) -> Code:
    """One side that is ``decisive`` decides; two that are not give the opposite; whatever is no boolean leaves null."""
    other = not decisive

    def join(frame: Frame) -> Any:
        first = left(frame)
        if first is decisive:
            return decisive
        second = right(frame)
        if second is decisive:
            return decisive
        return other if first is other and second is other else None

    return join


def _between(compiler: Compiler, node: nodes.Between) -> Code:
    value, low, high = compiler.codes((node.value, node.low, node.high))

    def between(frame: Frame) -> bool | None:
        found = value(frame)
        return comparing.both(comparing.less_or_equal(low(frame), found), comparing.less_or_equal(found, high(frame)))

    return between


def _instance_of(compiler: Compiler, node: nodes.InstanceOf) -> Code:
    value, type_ = compiler.code(node.value), node.type
    return lambda frame: types.is_instance(value(frame), type_, frame.run.context.types, frame.run)


TABLE: Mapping[type, Build] = {
    nodes.Literal: _literal,
    nodes.At: _at,
    nodes.Name: _name,
    nodes.Negation: _negation,
    nodes.Arithmetic: _arithmetic,
    nodes.Comparison: _comparison,
    nodes.Logic: _logic,
    nodes.Between: _between,
    nodes.InstanceOf: _instance_of,
}
