"""The functions of the language by name (DMN 1.5 section 10.3.4)."""

from collections.abc import Mapping

from engine.feel.builtins import contexts, conversions, lists, moments, numbers, ranges, statistics, strings
from engine.feel.values import Function

_MODULES = (contexts, conversions, lists, moments, numbers, ranges, statistics, strings)
FUNCTIONS: Mapping[str, Function] = {
    name: function for module in _MODULES for name, function in module.REGISTRY.functions().items()
}
