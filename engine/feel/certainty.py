"""Whether an expression always gives a value: what a reader can see without knowing what the case holds.

A variable may be missing, and what is worked out from null is null again. Texts are not looked into: ``duration(t)``
of a text that is no duration is null all the same.
"""

from collections.abc import Collection

from engine.feel import expression
from engine.feel.syntax import nodes

# Functions that give a value wherever all their arguments are one; of texts, where these are well formed.
_ANSWERING = frozenset(
    {
        "string", "number", "duration", "date", "time", "date and time", "now", "today", "abs", "floor", "ceiling",
        "min", "max", "years and months duration",
    }
)  # fmt: skip
_ADDING = ("+", "-", "*")
_ORDERING = ("<", "<=", ">", ">=")


def always_answers(text: str, *, functions: Collection[str] = ()) -> bool:
    """Tell whether an expression gives a value whichever of its variables are missing.

    ``functions`` are the registered functions that never give null. Only what is plain to see counts: literals,
    ``if x = null then ... else ...`` and the like; in doubt the answer is False. FeelSyntaxError, FeelLimitError.
    """
    return _given(expression.parse(text), frozenset(), _ANSWERING | frozenset(functions))


def _given(node: nodes.Node, known: frozenset[nodes.Node], functions: frozenset[str]) -> bool:
    """Tell whether a node gives a value while the ``known`` ones do."""
    if node in known:
        return True
    match node:
        case nodes.Literal(value=value):
            return value is not None
        case nodes.At():
            return True
        case nodes.Negation(operand=operand):
            return _given(operand, known, functions)
        case nodes.ListOf(items=items):
            return bool(items) and all(_given(item, known, functions) for item in items)
        case nodes.Arithmetic(operator=operator, left=left, right=right):
            return operator in _ADDING and _given(left, known, functions) and _given(right, known, functions)
        case nodes.Call(function=nodes.Name(name=name), arguments=arguments):
            return name in functions and all(_given(each, known, functions) for each in arguments)
        case nodes.If(condition=condition, then=then, otherwise=otherwise):
            true, untrue = known | _if_true(condition), known | _if_not_true(condition)
            return _given(then, true, functions) and _given(otherwise, untrue, functions)
    return False


def _if_true(node: nodes.Node) -> frozenset[nodes.Node]:
    """Give what holds a value where a condition is true."""
    match node:
        case nodes.Comparison(operator="!=", left=left, right=nodes.Literal(value=None)):
            return frozenset({left})
        case nodes.Comparison(operator="=", left=left, right=nodes.Literal(value=value)):
            return frozenset() if value is None else frozenset({left})
        case nodes.Comparison(operator=operator, left=left, right=right) if operator in _ORDERING:
            return frozenset({left, right})
        case nodes.Between(value=value, low=low, high=high):
            return frozenset({value, low, high})
        case nodes.Logic(operator="and", left=left, right=right):
            return _if_true(left) | _if_true(right)
        case nodes.Logic(operator="or", left=left, right=right):
            return _if_true(left) & _if_true(right)
        case nodes.Call(function=nodes.Name(name="not"), arguments=(inner,)):
            return _if_not_true(inner)
    return frozenset()


def _if_not_true(node: nodes.Node) -> frozenset[nodes.Node]:
    """Give what holds a value where a condition is false or null: FEEL then goes on with ``else``."""
    match node:
        case nodes.Comparison(operator="=", left=left, right=nodes.Literal(value=None)):
            return frozenset({left})
        case nodes.Logic(operator="or", left=left, right=right):
            return _if_not_true(left) | _if_not_true(right)
        case nodes.Logic(operator="and", left=left, right=right):
            return _if_not_true(left) & _if_not_true(right)
    return frozenset()
