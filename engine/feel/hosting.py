"""What the host does with function values and types outside of an expression: boxed invocations, item definitions."""

from collections.abc import Mapping, Sequence
from typing import Any

from engine.feel import errors, frames, types, values
from engine.feel.frames import Context, Run
from engine.feel.syntax import nodes
from engine.feel.values import Function


def invoke(
    called: Function,
    arguments: Sequence[Any] = (),
    *,
    named: Mapping[str, Any] | None = None,
    context: Context | None = None,
) -> Any:
    """Call a function value by position, or by name if ``named`` is given; null if the arguments do not fit.

    Arguments are FEEL or JSON values. Errors as in Expression.evaluate.
    """
    run = Run(context or frames.EMPTY, {})
    try:
        by_name = None if named is None else {name: values.from_json(value) for name, value in named.items()}
        return run.settle(called.call(run, [values.from_json(value) for value in arguments], by_name))
    except RecursionError:
        raise errors.FeelLimitError("depth") from None


def conforms(value: Any, type_: nodes.Node, context: Context | None = None) -> bool:
    """Tell whether a value may stand where the type is wanted; null always may (DMN 1.5 section 10.3.2.9.4)."""
    found = context or frames.EMPTY
    return types.conforms(value, type_, found.types, Run(found, {}))
