"""From tree to closures: the tables of all themes in one."""

from collections.abc import Mapping

from engine.feel.compiling import flow, operators, structures, tests
from engine.feel.compiling.core import Build, Compiler
from engine.feel.values import Function

_TABLE: Mapping[type, Build] = {**operators.TABLE, **tests.TABLE, **flow.TABLE, **structures.TABLE}


def compiler(built_in: Mapping[str, Function]) -> Compiler:
    """Give a compiler that knows every node and the built-in functions."""
    return Compiler(_TABLE, built_in)
