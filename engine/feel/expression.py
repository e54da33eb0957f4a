"""Compiled texts: expressions and the unary tests of decision tables, ready to be evaluated many times."""

from collections.abc import Callable, Collection, Mapping
from typing import Any

from engine.feel import builtins, compiling, errors
from engine.feel.compiling import tests
from engine.feel.compiling.core import Compiler
from engine.feel.frames import EMPTY, Code, Context, Frame, Run
from engine.feel.syntax import nodes
from engine.feel.syntax.cursor import cached_index, index
from engine.feel.syntax.parser import Parser, parser

Functions = Mapping[str, Callable[..., Any]]
_BUILT_IN = index(builtins.FUNCTIONS)


def _parser(text: str, names: Collection[str], functions: Functions) -> Parser:
    known = cached_index(frozenset((*names, *functions)))
    return parser(text, _BUILT_IN, known)


def parse(text: str, *, names: Collection[str] = (), functions: Functions | None = None) -> nodes.Node:
    """Give the tree of an expression; see ``compile``."""
    try:
        return _parser(text, names, functions or {}).whole()
    except RecursionError:
        raise errors.FeelLimitError("nesting") from None


def parse_unary_tests(text: str, *, names: Collection[str] = (), functions: Functions | None = None) -> nodes.Tests:
    """Give the tree of a cell; see ``compile_unary_tests``."""
    try:
        return _parser(text, names, functions or {}).unary_tests()
    except RecursionError:
        raise errors.FeelLimitError("nesting") from None


class _Compiled:
    """A text, its free names and its code."""

    __slots__ = ("_code", "_functions", "names", "node", "text")

    def __init__(self, text: str, node: nodes.Node, functions: Functions | None) -> None:
        self.text = text
        self.node = node
        self._functions = functions or {}
        compiler = compiling.compiler(builtins.FUNCTIONS)
        try:
            self._code: Code = self._build(compiler, node)
        except RecursionError:
            raise errors.FeelLimitError("nesting") from None
        self.names = frozenset(compiler.free)

    def _build(self, compiler: Compiler, node: Any) -> Code:
        return compiler.code(node)


class Expression(_Compiled):
    """A compiled expression.

    ``text`` is as it was written, ``node`` its tree, ``names`` the free names: what its scope and the registered
    functions must give.
    """

    __slots__ = ()

    def evaluate(self, scope: Mapping[str, Any], context: Context | None = None) -> Any:
        """Give the FEEL value in that scope; a name that the scope does not know is null.

        Values of the scope may be FEEL or JSON values; FeelEvaluationError for any other object. FeelLimitError
        when a limit of the context is reached. What fails inside the language is null and no error.
        """
        run = Run(context or EMPTY, self._functions)
        try:
            return run.settle(self._code(Frame(scope, None, run)))
        except RecursionError:
            raise errors.FeelLimitError("depth") from None


class UnaryTests(_Compiled):
    """A compiled cell of a decision table's input."""

    __slots__ = ()

    def _build(self, compiler: Compiler, node: Any) -> Code:
        return tests.cell(compiler, node)

    def matches(self, value: Any, scope: Mapping[str, Any], context: Context | None = None) -> bool | None:
        """Tell whether the input value passes; None if that is not known. Errors as for Expression.evaluate."""
        run = Run(context or EMPTY, self._functions)
        try:
            found = self._code(Frame({tests.INPUT: run.adopt(value)}, Frame(scope, None, run), run))
            return None if run.settle(found) is None else bool(found)
        except RecursionError:
            raise errors.FeelLimitError("depth") from None


def compile(text: str, *, names: Collection[str] = (), functions: Functions | None = None) -> Expression:  # noqa: A001 - the verb
    """Compile an expression.

    ``names`` are the names of its scope that hold spaces, operators or keywords (others may be given too).
    ``functions`` are registered functions by FEEL name; those of the evaluation's context come first.
    FeelSyntaxError with line and column; FeelLimitError for a text that is too long or too deeply nested.
    """
    return Expression(text, parse(text, names=names, functions=functions), functions)


def compile_unary_tests(text: str, *, names: Collection[str] = (), functions: Functions | None = None) -> UnaryTests:
    """Compile a cell: ``-``, ``not(...)`` or tests with commas between them, ``?`` being the input. Errors as for
    ``compile``.
    """
    return UnaryTests(text, parse_unary_tests(text, names=names, functions=functions), functions)
