"""Boxed expressions: each says the same as its FEEL text."""

from decimal import Decimal
from typing import Any

import pytest

from engine import dmn, feel
from tests.unit.dmn import writing
from tests.unit.dmn.writing import literal

NUMBERS = literal("[1, 2, 3, 4]")


def _evaluate(logic: str, scope: dict[str, Any] | None = None, **more: Any) -> dmn.Result:
    return dmn.read(writing.model(writing.decision("d", logic, **more))).evaluate("d", scope or {})


def _value(logic: str, scope: dict[str, Any] | None = None) -> Any:
    return feel.to_json(_evaluate(logic, scope).value)


def _entry(name: str, body: str, type_ref: str = "") -> str:
    variable = f'<variable name="{name}"{writing.typed(type_ref)}/>' if name else ""
    return f"<contextEntry>{variable}{body}</contextEntry>"


def test_entries_of_a_context_see_those_above() -> None:
    logic = f"<context>{_entry('dua kali', literal('n * 2'))}{_entry('b', literal('dua kali + 1'))}</context>"
    assert _value(logic, {"n": Decimal(4)}) == {"dua kali": 8, "b": 9}


def test_the_entry_without_a_name_is_the_value() -> None:
    assert _value(f"<context>{_entry('a', literal('2'))}{_entry('', literal('a + 1'))}</context>") == 3


def test_an_entry_that_does_not_conform_is_null_and_noted() -> None:
    result = _evaluate(f"<context>{_entry('a', literal('2'), 'string')}</context>")
    assert (result.value, result.problems[0].code) == ({"a": None}, "value_not_conforming")


def test_lists_and_relations_keep_their_order() -> None:
    rows = "".join(f"<row>{literal(str(n))}{literal(str(n * n))}</row>" for n in (1, 2))
    relation = f'<relation><column name="n"/><column name="kuadrat"/>{rows}</relation>'
    assert _value(f"<list>{literal('1')}{literal('n')}</list>", {"n": "x"}) == [1, "x"]
    assert _value(relation) == [{"n": 1, "kuadrat": 1}, {"n": 2, "kuadrat": 4}]


@pytest.mark.parametrize(("test", "value"), [("true", "ya"), ("false", "tidak"), ("null", "tidak"), ('"abc"', None)])
def test_a_condition_that_is_not_true_takes_the_else(test: str, value: str | None) -> None:
    parts = (("if", test), ("then", '"ya"'), ("else", '"tidak"'))
    logic = "".join(f"<{tag}>{literal(text)}</{tag}>" for tag, text in parts)
    assert _value(f"<conditional>{logic}</conditional>") == value


@pytest.mark.parametrize(
    ("source", "match", "value"),
    [
        ("[1, 2, 3, 4]", "item > 2", [3, 4]),
        ("[{umur: 3}, {umur: 30}]", "umur < 18", [{"umur": 3}]),
        ("[{umur: 3}]", "item.umur > 18", []),
        ("[1, 2, 3]", "2", 2),
        ("[1, 2, 3]", "-1", 3),
        ("[1, 2, 3]", "4", None),
        ("[1, 2, 3]", "1.5", None),
        ("[1, 2, 3]", '"dua"', None),
        ("5", "item = 5", [5]),
        ("null", "true", None),
        ("[1, null]", "item > 0", [1]),
    ],
)
def test_filters_keep_what_matches(source: str, match: str, value: Any) -> None:
    assert _value(f"<filter><in>{literal(source)}</in><match>{literal(match)}</match></filter>") == value


@pytest.mark.parametrize(
    ("source", "body", "value"),
    [
        ("[1, 2, 3]", "n * 2", [2, 4, 6]),
        ("[]", "n", []),
        ("7", "n", [7]),
        ("[1..3]", "n", [1, 2, 3]),
        ("null", "n", None),
        ("[1, 2, 3]", "n + count(partial)", [1, 3, 5]),
    ],
)
def test_for_gives_the_results_in_order(source: str, body: str, value: Any) -> None:
    logic = f'<for iteratorVariable="n"><in>{literal(source)}</in><return>{literal(body)}</return></for>'
    assert _value(logic) == value


@pytest.mark.parametrize(
    ("kind", "source", "body", "value"),
    [
        ("some", "[1, 2]", "n > 1", True),
        ("some", "[1, 2]", "n > 5", False),
        ("some", "[]", "true", False),
        ("some", "[1, 2]", 'if n = 1 then true else "x"', None),
        ("some", "[1, 2]", "if n = 1 then true else null", True),
        ("some", "[1, 2]", 'if n = 1 then false else "x"', None),
        ("every", "[1, 2]", "n > 0", True),
        ("every", "[1, 2]", "n > 1", False),
        ("every", "[]", "false", True),
        ("every", "[1, 2]", 'if n = 1 then true else "x"', None),
        ("every", "[1, 2]", 'if n = 1 then false else "x"', None),
        ("every", "[1, 2]", "if n = 1 then false else null", False),
        ("every", "[1, 2]", "if n = 1 then true else null", None),
        ("every", "null", "true", None),
    ],
)
def test_quantifiers_are_three_valued(kind: str, source: str, body: str, value: bool | None) -> None:  # noqa: FBT001 - a row of the table above
    logic = f'<{kind} iteratorVariable="n"><in>{literal(source)}</in><satisfies>{literal(body)}</satisfies></{kind}>'
    assert _value(logic) is value


def _function(parameters: str, body: str, kind: str = "FEEL") -> str:
    return f'<functionDefinition kind="{kind}">{parameters}{body}</functionDefinition>'


N = '<formalParameter name="n" typeRef="number"/>'


def _calling(text: str, function: str) -> str:
    return f"<context>{_entry('m', literal('10'))}{_entry('f', function)}{_entry('', literal(text))}</context>"


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("f(2)", 12),
        ("f(n: 2)", 12),
        ("f([2])", 12),
        ('f("dua")', None),
        ("f()", None),
        ("f(1, 2)", None),
        ("f(k: 2)", None),
        ("f(null)", None),
    ],
)
def test_a_boxed_function_is_called_as_any_other(text: str, value: Any) -> None:
    assert _value(_calling(text, _function(N, literal("m + n")))) == value


def test_a_function_without_a_body_gives_null() -> None:
    assert _evaluate(_calling("f(1)", _function(N, ""))).settled() is None


def test_java_functions_are_never_run() -> None:
    result = _evaluate(_calling("f(1)", _function(N, literal("1"), kind="Java")))
    assert (result.value, result.problems[0].code) == (None, "external_function")


def _invocation(callee: str, **bindings: str) -> str:
    made = "".join(f'<binding><parameter name="{name}"/>{body}</binding>' for name, body in bindings.items())
    return f"<invocation>{literal(callee)}{made}</invocation>"


def test_an_invocation_binds_its_arguments_by_name() -> None:
    function = _function('<formalParameter name="a"/><formalParameter name="b"/>', literal("a - b"))
    logic = f"<context>{_entry('f', function)}{_entry('', _invocation('f', b=literal('1'), a=literal('5')))}</context>"
    assert _value(logic) == 4


def test_a_binding_without_an_expression_passes_null() -> None:
    function = _function('<formalParameter name="a"/>', literal("a = null"))
    assert _value(f"<context>{_entry('f', function)}{_entry('', _invocation('f', a=''))}</context>") is True


@pytest.mark.parametrize(("callee", "name"), [("1", "n"), ("f", "k"), ("tidak ada", "n")])
def test_what_cannot_be_called_is_null_and_noted(callee: str, name: str) -> None:
    call = _invocation(callee, **{name: literal("1")})
    result = _evaluate(f"<context>{_entry('f', _function(N, literal('n')))}{_entry('', call)}</context>")
    assert result.value is None
    assert result.problems[0].code in {"not_callable", "expression_unreadable"}


def test_texts_in_other_languages_and_broken_texts_are_null_and_noted() -> None:
    foreign = '<literalExpression expressionLanguage="urn:groovy"><text>1</text></literalExpression>'
    assert _evaluate(foreign).problems[0].code == "language_unknown"
    assert _evaluate(literal("1 +")).problems[0].code == "expression_unreadable"
    assert _evaluate(literal("")).settled() is None


def test_exceeding_a_limit_of_feel_is_no_answer_but_an_error() -> None:
    with pytest.raises(feel.FeelLimitError):
        _evaluate(literal("count(for a in 1..1000, b in 1..1000 return a)"))
