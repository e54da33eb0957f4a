"""Types of a model: what a type reference means, whether a value conforms, and the three implicit conversions.

Sources: DMN 1.5 section 7.3.2 (item definitions), 10.3.2.9 (conformance), 10.3.2.9.4 (conversions). A reference that
names nothing known means any type: tools write their own names there, and a typing slip must not stop a case. The
checks report it (``type_unknown``).

A value of the wrong type becomes null with a note, and is never bent into shape: "17" is no number. Null conforms to
every type, so an empty answer passes here and meets the rules of the table, which must say what to do with it.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

from engine import feel
from engine.dmn import elements
from engine.feel import limits, values
from engine.feel import types as feel_types
from engine.feel.limits import Budget
from engine.feel.syntax import nodes
from engine.feel.temporal import arithmetic

# Tells whether a value that is not null conforms; the context carries the limits for tests of allowed values.
Check = Callable[[Any, feel.Context | None], bool]
# The same without allowed values, which `instance of` leaves out (10.3.2.9.3).
Shape = Callable[[Any], bool]
Convert = Callable[[Any, feel.Context | None], Any]


class _NoFit:
    """The one value that says "does not conform and cannot be converted"; null would be a value."""


NO_FIT = _NoFit()


@dataclass(frozen=True, slots=True)
class Type:
    """A resolved type. ``item`` is the type of the items where this is a list, else None."""

    name: str
    check: Check
    shape: Shape
    item: "Type | None" = None

    def fits(self, value: Any, context: feel.Context | None) -> bool:
        """Tell whether the value conforms as it is; null conforms to every type."""
        return value is None or self.check(value, context)

    def shaped(self, value: Any) -> bool:
        """Tell whether the value conforms, allowed values left aside."""
        return value is None or self.shape(value)


def _plain(name: str, shape: Shape) -> Type:
    """Make a type that has no allowed values."""
    return Type(name, lambda value, _context: shape(value), shape)


def _exactly(*kinds: type) -> Shape:
    return lambda value: type(value) in kinds


def _of_kind(kind: str) -> Shape:
    return _exactly(*(each for each, name in values.KINDS.items() if name == kind))


def _anything(_value: Any) -> bool:
    return True


_is_date = _of_kind("date")
ANY = _plain("Any", _anything)
_BUILT_IN: Mapping[str, Type] = {
    name: _plain(names[0], shape)
    for names, shape in (
        # The words after `number` are written by editors of Camunda 7 tables.
        (("number", "integer", "long", "double"), _exactly(Decimal)),
        (("string",), _exactly(str)),
        (("boolean",), _exactly(bool)),
        (("date",), _of_kind("date")),
        (("time",), _of_kind("time")),
        (("date and time", "dateTime"), _of_kind("date and time")),
        (("days and time duration", "dayTimeDuration"), _exactly(timedelta)),
        (("years and months duration", "yearMonthDuration"), _exactly(feel.YearsMonths)),
        (("list",), _exactly(list)),
        (("context",), _exactly(dict)),
        (("range",), _exactly(feel.Range)),
        (("function",), _exactly(feel.Function)),
    )
    for name in names
}
# A bare collection type of FEEL wants a list whatever its items; as a conversion target its items are anything.
_BUILT_IN = {**_BUILT_IN, "list": replace(_BUILT_IN["list"], item=ANY)}


class Types:
    """The types of one model and of those it imports, resolved when first asked for, in any order and recursively."""

    def __init__(self, items: Mapping[str, elements.ItemDefinition], imported: Mapping[str, "Types"]) -> None:
        self._items = items
        self._imported = imported
        self._known: dict[str, Type] = {}
        self._named: Mapping[str, Shape] | None = None

    def get(self, reference: str | None) -> Type:
        """Give the type of a reference; None and unknown names give ANY."""
        if reference is None:
            return ANY
        if reference not in self._known:
            # Entered before it is resolved, so that a definition that contains itself finds itself.
            self._known[reference] = self._later(reference)
            self._known[reference] = self._resolve(reference)
        return self._known[reference]

    def resolves(self, reference: str | None) -> bool:
        """Tell whether a reference names a type at all; ANY stands for those that do not."""
        return reference in {None, ANY.name} or self.get(reference) is not ANY

    def convert(self, reference: str | None) -> Convert | None:
        """Give the conversion to a type, or None where every value fits unchanged."""
        target = self.get(reference)
        return None if target is ANY else converter(target)

    def _later(self, reference: str) -> Type:
        """Give a type that looks its meaning up only when a value is checked."""

        def check(value: Any, context: feel.Context | None) -> bool:
            return self._known[reference].check(value, context)

        def shape(value: Any) -> bool:
            return self._known[reference].shape(value)

        return Type(reference, check, shape)

    def result_of(self, reference: str | None) -> str | None:
        """Give the result type that a function's variable names: since DMN 1.2 within a function type, before bare."""
        item = self._items.get(reference or "")
        return reference if item is None or item.function is None else item.function.result

    def _resolve(self, reference: str) -> Type:
        """Find a type: the model's own, one of an import by its prefix, one of an unnamed import, a built-in one."""
        if reference in self._items:
            return self._defined(self._items[reference])
        prefix = next((name for name in self._imported if name and reference.startswith(f"{name}.")), None)
        if prefix is not None:
            return self._imported[prefix].get(reference[len(prefix) + 1 :])
        unnamed = self._imported.get("")
        if unnamed is not None and unnamed.defines(reference):
            return unnamed.get(reference)
        return _BUILT_IN.get(reference, ANY)

    def defines(self, reference: str) -> bool:
        """Tell whether an item definition of that name is in the model itself."""
        return reference in self._items

    @property
    def named(self) -> Mapping[str, Shape]:
        """Give the checks of `instance of` for every type that a text may name, imported ones with their prefix."""
        if self._named is None:
            found: dict[str, Shape] = {name: self.get(name).shaped for name in self._items}
            for prefix, imported in self._imported.items():
                found.update({f"{prefix}.{name}" if prefix else name: shape for name, shape in imported.named.items()})
            self._named = found
        return self._named

    def _defined(self, item: elements.ItemDefinition) -> Type:
        """Build a type from the inside: its base, the allowed values of one item, the list, the list's constraint."""
        base = self._base(item)
        if item.allowed:
            base = _constrained(base, item.allowed)
        if item.collection:
            base = Type(item.name, _each(base), _each_shaped(base), base)
        if item.constraint:
            base = _constrained(base, item.constraint)
        return replace(base, name=item.name)

    def _base(self, item: elements.ItemDefinition) -> Type:
        """Give the type before collection and constraints."""
        if item.components:
            parts = {part.name: self._defined(part) for part in item.components}
            return Type(item.name, _context_of(parts), _context_shaped(parts))
        if item.function is not None:
            return self._function(item.name, item.function)
        return ANY if self._circular(item) else self.get(item.type_ref)

    def _function(self, name: str, item: elements.FunctionItem) -> Type:
        """Give the type of a function; FEEL compares signatures, each untyped part as Any.

        Where a function does not say what it gives, only `instance of` asks for the result.
        """
        parameters = tuple(nodes.NamedType(variable.type_ref or "Any") for variable in item.parameters)
        wanted = nodes.FunctionType(parameters, nodes.NamedType(item.result or "Any"))
        return Type(
            name,
            lambda value, _context: feel_types.coerced(value, wanted, self.named, Budget(limits.DEFAULT)) is value,
            lambda value: feel_types.conforms(value, wanted, self.named, Budget(limits.DEFAULT)),
        )

    def _circular(self, item: elements.ItemDefinition) -> bool:
        """Tell whether a name leads only to names that lead back to it; such names say nothing about a value."""
        seen: list[elements.ItemDefinition] = []
        current: elements.ItemDefinition | None = item
        while current is not None and not (current.collection or current.components or current.function):
            if any(current is one for one in seen):
                return True
            seen.append(current)
            current = self._items.get(current.type_ref or "")
        return False


def allowed(tests: str) -> Check:
    """Give the check of allowed values; tests that cannot be read allow everything, and the checks report them."""
    try:
        compiled = feel.compile_unary_tests(tests)
    except feel.FeelError:
        return lambda _value, _context: True
    return lambda value, context: compiled.matches(value, {}, context) is True


def converter(target: Type) -> Convert:
    """Give a function that returns the value as the target type wants it, or NO_FIT.

    In this order: unchanged where it conforms, a list of one around an item, the only item out of a list, a date as
    midnight UTC.
    """

    def convert(value: Any, context: feel.Context | None) -> Any:
        if target.fits(value, context):
            return value
        if target.item is not None and target.item.fits(value, context):
            return [value]
        if isinstance(value, list) and len(value) == 1 and target.fits(value[0], context):
            return value[0]
        if _is_date(value) and target.fits(midnight := arithmetic.as_moment(value), context):
            return midnight
        return NO_FIT

    return convert


def _constrained(base: Type, tests: str) -> Type:
    """Narrow a type by allowed values; its shape, which `instance of` asks for, stays the same."""
    permitted = allowed(tests)
    return replace(base, check=lambda value, context: base.check(value, context) and permitted(value, context))


def _each(item: Type) -> Check:
    return lambda value, context: isinstance(value, list) and all(item.fits(one, context) for one in value)


def _each_shaped(item: Type) -> Shape:
    return lambda value: isinstance(value, list) and all(map(item.shaped, value))


def _context_of(parts: Mapping[str, Type]) -> Check:
    """Check a context: it has every component, each of its type; more entries may be there (10.3.2.9.2)."""

    def check(value: Any, context: feel.Context | None) -> bool:
        return isinstance(value, dict) and all(
            name in value and part.fits(value[name], context) for name, part in parts.items()
        )

    return check


def _context_shaped(parts: Mapping[str, Type]) -> Shape:
    return lambda value: (
        isinstance(value, dict) and all(name in value and part.shaped(value[name]) for name, part in parts.items())
    )
