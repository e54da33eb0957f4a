"""Functions that a model defines, as FEEL function values: boxed definitions, knowledge models, decision services.

A body sees its own scope and its parameters. Each argument is converted to its parameter's type first; one that does
not conform makes the call null (DMN 1.5 section 10.3.2.9.4), as does a wrong count or name of arguments: the body is
not entered, so that no function has to expect a value that its own signature excludes.

A function value belongs to the run in which it was made and must not be kept beyond it.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from engine import feel
from engine.dmn import types
from engine.dmn.run import Logic, Run, Scope
from engine.feel.syntax import nodes


@dataclass(frozen=True, slots=True, kw_only=True)
class Definition:
    """A compiled function; ``logic`` is None for what is never run (Java, PMML, no body).

    ``signature`` holds the declared types of the parameters for `instance of`, None for one that is not declared, and
    ``result`` that of what it gives.
    """

    owner: str
    parameters: tuple[str, ...]
    converts: tuple[types.Convert | None, ...]
    signature: tuple[nodes.Node | None, ...]
    logic: Logic | None
    external: bool = False
    result: nodes.Node | None = None


def made(definition: Definition, scope: Scope, run: Run) -> feel.Function:
    """Give the function value of a definition, closed over the scope in which it stands."""

    def call(values: list[Any]) -> Any:
        if definition.logic is None:
            return run.note("external_function", definition.owner) if definition.external else None
        inner = dict(scope)
        inner.update(zip(definition.parameters, values, strict=True))
        return definition.logic(inner, run)

    function = native(definition.parameters, definition.converts, call, run)
    return replace(function, types=definition.signature, result=definition.result)


def native(
    parameters: tuple[str, ...],
    converts: Sequence[types.Convert | None],
    call: Callable[[list[Any]], Any],
    run: Run,
) -> feel.Function:
    """Give a function value that binds and converts its arguments, counts the call, and then calls."""

    def invoke(_caller: Any, arguments: list[Any], named: Mapping[str, Any] | None) -> Any:
        bound = _bound(parameters, arguments, named)
        if bound is None:
            return None
        values = [
            value if convert is None else convert(value, run.context)
            for value, convert in zip(bound, converts, strict=True)
        ]
        return None if types.NO_FIT in values else run.count(call, values)

    return feel.Function(parameters, invoke)


def _bound(parameters: tuple[str, ...], arguments: list[Any], named: Mapping[str, Any] | None) -> list[Any] | None:
    """Give the arguments in the order of the parameters, or None where names or count do not fit."""
    if named:
        fits = not arguments and named.keys() == set(parameters)
        return [named[name] for name in parameters] if fits else None
    return arguments if len(arguments) == len(parameters) else None


def call(function: Any, arguments: Mapping[str, Any], run: Run, *, owner: str) -> Any:
    """Call a function value by named arguments, for a boxed invocation; null with a note where it cannot be called.

    Built-in functions may be called too, and leave out what is optional.
    """
    value = feel.invoke(function, named=arguments, context=run.context) if isinstance(function, feel.Function) else None
    fits = isinstance(function, feel.Function) and set(function.parameters) == set(arguments)
    return run.note("not_callable", owner) if value is None and not fits else value
