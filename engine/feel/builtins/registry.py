"""How built-in functions say their parameters, and how a call finds the fitting form (DMN 1.5 section 10.3.4).

A form is written as in the specification: ``substring(string: string, start position: number, length?: number)``.
``?`` marks an optional parameter, ``*`` a list that may also be given as several arguments, ``...`` any number of
them; ``any`` takes every value and null; ``|`` separates kinds. A call that fits no form gives null.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from engine.feel.frames import Run
from engine.feel.values import Function, kind

Body = Callable[..., Any]
_ANY = "any"
_FORM = 2  # steps for trying whether the arguments fit a form


class _MismatchError(Exception):
    """The arguments do not fit this form."""


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter of a form."""

    name: str
    kinds: frozenset[str]
    optional: bool
    spread: str  # "", "*" or "..."

    def accept(self, value: Any) -> Any:
        """Give the value as the parameter takes it: a list of one stands for its item, an item for a list of one."""
        kinds = self.kinds
        if _ANY in kinds or kind(value) in kinds:
            return value
        if type(value) is list and len(value) == 1 and value[0] is not None and kind(value[0]) in kinds:
            return value[0]
        if "list" in kinds and value is not None:
            return [value]
        raise _MismatchError


@dataclass(frozen=True, slots=True)
class Form:
    """One way to call a function."""

    name: str
    parameters: tuple[Parameter, ...]
    body: Body

    def bind(self, arguments: list[Any], named: Mapping[str, Any] | None) -> list[Any]:
        """Give the arguments for the body; _MismatchError if they do not fit."""
        given = self._by_position(arguments) if named is None else self._by_name(named)
        if not given.keys() <= {each.name for each in self.parameters}:
            raise _MismatchError
        found: list[Any] = []
        for each in self.parameters:
            if each.name in given:
                found.append(each.accept(given[each.name]))
            elif not each.optional:
                raise _MismatchError
            else:
                found.append(None)
        return found

    def _by_name(self, named: Mapping[str, Any]) -> dict[str, Any]:
        """By name, one of any number of arguments can be given, and only one."""
        spread = {each.name for each in self.parameters if each.spread == "..."}
        return {name: [value] if name in spread else value for name, value in named.items()}

    def _by_position(self, arguments: list[Any]) -> dict[str, Any]:
        last = self.parameters[-1] if self.parameters else None
        if last is not None and last.spread == "*" and len(arguments) > 1:
            return {last.name: arguments}
        if last is not None and last.spread == "...":
            fixed = len(self.parameters) - 1
            if len(arguments) <= fixed:
                raise _MismatchError
            arguments = [*arguments[:fixed], arguments[fixed:]]
        if len(arguments) > len(self.parameters):
            raise _MismatchError
        return {each.name: value for each, value in zip(self.parameters, arguments, strict=False)}


class Registry:
    """The functions of one module; every form of the same name is tried in order."""

    def __init__(self) -> None:
        """Start empty."""
        self.forms: dict[str, list[Form]] = {}

    def form(self, signature: str) -> Callable[[Body], Body]:
        """Register the decorated body under a signature; it is given the run and the arguments, None for those
        left out.
        """

        def register(body: Body) -> Body:
            form = _read(signature, body)
            self.forms.setdefault(form.name, []).append(form)
            return body

        return register

    def functions(self) -> dict[str, Function]:
        """Give the functions by name."""
        return {name: _function(tuple(forms)) for name, forms in self.forms.items()}


def _function(forms: tuple[Form, ...]) -> Function:
    def call(run: Run, arguments: list[Any], named: Mapping[str, Any] | None) -> Any:
        for form in forms:
            run.spend(_FORM)
            try:
                given = form.bind(arguments, named)
            except _MismatchError:
                continue
            return form.body(run, *given)
        return None

    return Function(tuple(each.name for each in forms[0].parameters), call)


def _read(signature: str, body: Body) -> Form:
    name, _, rest = signature.rstrip(")").partition("(")
    return Form(name, tuple(_parameter(part) for part in rest.split(", ") if part), body)


def _parameter(text: str) -> Parameter:
    name, _, kinds = text.partition(": ")
    spread = next((mark for mark in ("...", "*") if name.endswith(mark)), "")
    return Parameter(name.rstrip("?*."), frozenset(kinds.split("|")), optional=name.endswith("?"), spread=spread)
