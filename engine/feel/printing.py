"""Writes a tree as text again: canonical, with every nested operation in brackets. Reading it back gives an equal tree.

Names that hold operators or keywords read back only where they are known.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from engine.feel import texts
from engine.feel.syntax import lexer, nodes


def text_of(node: nodes.Node) -> str:
    """Give the text of a tree."""
    return _WRITERS[type(node)](node)


def _operand(node: nodes.Node) -> str:
    """Give the text of a node as a part of an operation: in brackets unless it is one unit."""
    is_unit = isinstance(node, nodes.Literal | nodes.At | nodes.Name | nodes.ListOf | nodes.ContextOf | nodes.Test)
    return text_of(node) if is_unit or isinstance(node, nodes.RangeOf) else f"({text_of(node)})"


def _source(node: nodes.Node) -> str:
    """Give the text of what a path, filter or call follows."""
    follows = isinstance(node, nodes.Path | nodes.Filter | nodes.Call)
    return text_of(node) if follows else _operand(node)


def _literal(node: nodes.Literal) -> str:
    if isinstance(node.value, str):
        return lexer.escape(node.value)
    if node.value is None or isinstance(node.value, bool):
        return {None: "null", True: "true", False: "false"}[node.value]
    return texts.number_text(node.value)


def _context(node: nodes.ContextOf) -> str:
    return "{" + ", ".join(f"{lexer.escape(key)}: {text_of(value)}" for key, value in node.entries) + "}"


def _range(node: nodes.RangeOf) -> str:
    opening, closing = "[" if node.start_included else "(", "]" if node.end_included else ")"
    return f"{opening}{_operand(node.start)}..{_operand(node.end)}{closing}"


def _binary(node: Any) -> str:
    return f"{_operand(node.left)} {node.operator} {_operand(node.right)}"


def _between(node: nodes.Between) -> str:
    return f"{_operand(node.value)} between {_operand(node.low)} and {_operand(node.high)}"


def _bare_test(node: nodes.Node) -> str:
    return f"{node.operator} {_operand(node.operand)}" if isinstance(node, nodes.Test) else text_of(node)


def _in(node: nodes.In) -> str:
    tests = ", ".join(_bare_test(test) for test in node.tests)
    return f"{_operand(node.value)} in ({tests})"


def _if(node: nodes.If) -> str:
    return f"if {text_of(node.condition)} then {text_of(node.then)} else {text_of(node.otherwise)}"


def _iterators(iterators: Iterable[tuple[str, nodes.Node]]) -> str:
    return ", ".join(f"{name} in {text_of(source)}" for name, source in iterators)


def _for(node: nodes.For) -> str:
    return f"for {_iterators(node.iterators)} return {text_of(node.body)}"


def _quantified(node: nodes.Quantified) -> str:
    return f"{node.word} {_iterators(node.iterators)} satisfies {text_of(node.body)}"


def _call(node: nodes.Call) -> str:
    arguments = [text_of(argument) for argument in node.arguments]
    if node.names is not None:
        arguments = [f"{name}: {argument}" for name, argument in zip(node.names, arguments, strict=True)]
    return f"{_source(node.function)}({', '.join(arguments)})"


def _function(node: nodes.FunctionOf) -> str:
    parameters = ", ".join(name if type_ is None else f"{name}: {text_of(type_)}" for name, type_ in node.parameters)
    return f"function({parameters}) {'external ' if node.external else ''}{text_of(node.body)}"


def _function_type(node: nodes.FunctionType) -> str:
    return f"function<{', '.join(map(text_of, node.parameters))}> -> {text_of(node.result)}"


def _context_type(node: nodes.ContextType) -> str:
    return f"context<{', '.join(f'{name}: {text_of(type_)}' for name, type_ in node.entries)}>"


def _tests(node: nodes.Tests) -> str:
    body = ", ".join(_bare_test(test) for test in node.tests)
    return f"not({body})" if node.negated else body or "-"


_WRITERS: Mapping[type, Callable[[Any], str]] = {
    nodes.Literal: _literal,
    nodes.At: lambda node: f"@{lexer.escape(node.text)}",
    nodes.Name: lambda node: node.name,
    nodes.ListOf: lambda node: f"[{', '.join(map(text_of, node.items))}]",
    nodes.ContextOf: _context,
    nodes.RangeOf: _range,
    nodes.Test: lambda node: f"({_bare_test(node)})",
    nodes.Negation: lambda node: f"-{_operand(node.operand)}",
    nodes.Arithmetic: _binary,
    nodes.Comparison: _binary,
    nodes.Logic: _binary,
    nodes.Between: _between,
    nodes.In: _in,
    nodes.If: _if,
    nodes.Span: lambda node: f"{_operand(node.start)}..{_operand(node.end)}",
    nodes.For: _for,
    nodes.Quantified: _quantified,
    nodes.Filter: lambda node: f"{_source(node.source)}[{text_of(node.condition)}]",
    nodes.Path: lambda node: f"{_source(node.source)}.{node.name}",
    nodes.Call: _call,
    nodes.NamedType: lambda node: node.name,
    nodes.GenericType: lambda node: f"{node.word}<{text_of(node.item)}>",
    nodes.ContextType: _context_type,
    nodes.FunctionType: _function_type,
    nodes.InstanceOf: lambda node: f"{_operand(node.value)} instance of {text_of(node.type)}",
    nodes.FunctionOf: _function,
    nodes.Tests: _tests,
}
