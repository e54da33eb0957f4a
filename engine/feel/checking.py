"""Checks of an expression at publish time: syntax, limits of its text, unknown names, unknown types."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from engine.feel import errors, expression, types
from engine.feel.syntax import nodes


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One finding. ``code`` is stable: syntax, limit, unknown_name, unknown_type. Line and column count from 1."""

    code: str
    line: int
    column: int
    name: str
    sentence_id: str
    sentence_en: str


def check(
    text: str, known_names: Collection[str], *, known_types: Collection[str] = (), unary: bool = False
) -> list[Problem]:
    """Give what is wrong with an expression (``unary``: with a cell of a decision table), in the order of the
    text.

    ``known_names`` are the variables and the registered functions. A name inside of a filter may be an entry of
    the filtered items and is not reported.
    """
    try:
        compiled: expression.Expression | expression.UnaryTests
        if unary:
            compiled = expression.compile_unary_tests(text, names=known_names)
        else:
            compiled = expression.compile(text, names=known_names)
    except errors.FeelSyntaxError as error:
        return [_syntax(error)]
    except errors.FeelLimitError as error:
        return [_limit(error)]
    unknown = compiled.names - set(known_names)
    found = [*_unknown_names(text, compiled.node, unknown), *_unknown_types(text, compiled.node, known_types)]
    return sorted(found, key=lambda problem: (problem.line, problem.column))


def _place(text: str, at: int) -> tuple[int, int]:
    return text.count("\n", 0, at) + 1, at - text.rfind("\n", 0, at)


def _syntax(error: errors.FeelSyntaxError) -> Problem:
    return Problem(
        code="syntax",
        line=error.line,
        column=error.column,
        name=error.found,
        sentence_id=error.explain_id(),
        sentence_en=error.explain_en(),
    )


def _limit(error: errors.FeelLimitError) -> Problem:
    return Problem(
        code="limit", line=1, column=1, name=error.limit, sentence_id=error.sentence_id, sentence_en=error.sentence_en
    )


def _unknown_names(text: str, root: nodes.Node, unknown: Collection[str]) -> Iterator[Problem]:
    for node in nodes.walk(root):
        if isinstance(node, nodes.Name) and node.name in unknown:
            yield _unknown(text, node.at, node.name, code="unknown_name", word_id="Nama", word_en="name")


def _unknown_types(text: str, root: nodes.Node, known: Collection[str]) -> Iterator[Problem]:
    named = {*types.BUILT_IN, *known, types.ANY, types.NULL}
    for node in nodes.walk(root):
        if isinstance(node, nodes.NamedType) and node.name not in named:
            yield _unknown(text, node.at, node.name, code="unknown_type", word_id="Tipe", word_en="type")


def _unknown(text: str, at: int, name: str, *, code: str, word_id: str, word_en: str) -> Problem:
    line, column = _place(text, at)
    return Problem(
        code=code,
        line=line,
        column=column,
        name=name,
        sentence_id=f'{word_id} "{name}" tidak dikenal.',
        sentence_en=f'The {word_en} "{name}" is not known.',
    )
