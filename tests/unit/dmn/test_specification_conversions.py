"""The implicit conversions at every border of a model (DMN 1.5 section 10.3.2.9.4): what fits, what is bent or null.

A border is where a value is bound to a typed name: a decision, an input, a parameter, an entry, a service's result.
"""

from typing import Any

import pytest

from engine import dmn, feel
from tests.unit.dmn import writing
from tests.unit.dmn.writing import component, decision, input_data, item, knowledge, literal, service

CHANGE = (
    '<itemDefinition name="change"><functionItem outputTypeRef="number">'
    '<parameters name="a" typeRef="number"/></functionItem></itemDefinition>'
)
TYPES = (
    item("numbers", "number", collection=True),
    item("few", "number", allowed="1, 2, 3", collection=True),
    item("letter", "string", allowed='"a", "b"'),
    item("copy", "letter"),
    item("percent", "number", allowed="[0..100]"),
    item("big", "number", allowed="? > 3"),
    item("point", inside=component("x", "number")),
    item("points", "point", collection=True),
    CHANGE,
)


def answer(key: str, *parts: str, given: dict[str, Any] | None = None) -> str:
    """Give the text of a decision's value."""
    result = dmn.read(writing.model(*TYPES, *parts)).evaluate(key, feel.from_json(given or {}))
    return feel.to_text([result.value])[1:-1]


@pytest.mark.parametrize(
    ("text", "type_ref", "expected"),
    [
        ("1", "numbers", "[1]"),
        ("[1]", "number", "1"),
        ('["a"]', "string", '"a"'),
        ('"a"', "number", "null"),
        ("[1, 2]", "number", "null"),
        ("[]", "number", "null"),
        ("[]", "numbers", "[]"),
        ('[1, "a"]', "numbers", "null"),
        ("[1, null]", "numbers", "[1, null]"),
        ("null", "number", "null"),
        ("[1]", "Any", "[1]"),
        ('@"2020-01-01"', "date and time", "2020-01-01T00:00:00Z"),
        ('@"2020-01-01"', "dateTime", "2020-01-01T00:00:00Z"),
        ('time("01:02:03.123456789")', "time", "01:02:03.123456789"),
        ('@"-0044-03-15"', "date and time", "-0044-03-15T00:00:00Z"),
        ('@"2020-01-01T00:00:00"', "date", "null"),
        ("{x: 1}", "point", "{x: 1}"),
        ("{x: 1, y: 2}", "point", "{x: 1, y: 2}"),
        ("{x: null}", "point", "{x: null}"),
        ("{y: 1}", "point", "null"),
        ('{x: "1"}', "point", "null"),
        ("{x: 1}", "points", "[{x: 1}]"),
        ('"b"', "letter", '"b"'),
        ('"c"', "letter", "null"),
        ('"c"', "copy", "null"),
        ("100", "percent", "100"),
        ("101", "percent", "null"),
        ("4", "big", "4"),
        ("3", "big", "null"),
        ("[1, 3]", "few", "[1, 3]"),
        ("[1, 9]", "few", "null"),
    ],
)
def test_decisions_and_results_are_converted(text: str, type_ref: str, expected: str) -> None:
    head = f'<variable name="k" typeRef="{type_ref}"/>'
    model = f'<businessKnowledgeModel id="k" name="k">{head}<encapsulatedLogic>{literal(text)}</encapsulatedLogic>'
    parts = (f"{model}</businessKnowledgeModel>", decision("d", literal("k()"), knows=["k"]))
    of_service = f'<decisionService id="k" name="k">{head}<outputDecision href="#o"/></decisionService>'

    assert answer("d", decision("d", literal(text), type_ref=type_ref)) == expected
    assert answer("d", *parts) == expected
    assert answer("k", of_service, decision("o", literal(text))) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("function(a: number) a + 1", "function"),
        ("function(a) a", "function"),
        ("function(a: string) a", "null"),
        ("function(a, b) a", "null"),
        ("1", "null"),
    ],
)
def test_a_function_fits_a_type_whose_arguments_it_takes(text: str, expected: str) -> None:
    assert answer("d", decision("d", literal(text), type_ref="change")) == expected


@pytest.mark.parametrize(("gives", "expected"), [("number", "true"), ("string", "false"), ("", "false")])
def test_a_knowledge_model_says_what_it_gives(gives: str, expected: str) -> None:
    """What is not declared is Any, which is no number; a declared other result does not fit the type either."""
    variable = f'<variable name="f"{writing.typed(gives)}/><encapsulatedLogic'
    called = knowledge("f", {"a": "number"}, literal("a")).replace("<encapsulatedLogic", variable)
    asked = decision("d", literal("f instance of change"), knows=["f"])
    fitting = decision("e", literal("f"), type_ref="change", knows=["f"])

    assert answer("d", called, asked) == expected
    assert answer("e", called, fitting) == ("null" if gives == "string" else "function")


@pytest.mark.parametrize(
    ("given", "type_ref", "expected"),
    [
        (1, "number", "1"),
        ([1], "number", "1"),
        (1, "numbers", "[1]"),
        ("x", "number", "null"),
        (None, "number", "null"),
        ({"x": "1"}, "point", "null"),
        ("c", "letter", "null"),
    ],
)
def test_input_data_and_parameters_are_converted(given: object, type_ref: str, expected: str) -> None:
    needed = input_data("p", type_ref)
    called = knowledge("f", {"a": type_ref}, literal("a"))
    parts = (decision("o", literal("p"), requires=["in:p"]), service("s", ["o"], data=["p"]))

    assert answer("d", needed, decision("d", literal("p"), requires=["in:p"]), given={"p": given}) == expected
    assert answer("d", called, decision("d", literal("f(v)"), knows=["f"]), given={"v": given}) == expected
    assert answer("s", needed, *parts, given={"p": given}) == expected


@pytest.mark.parametrize(
    ("logic", "expected"),
    [
        ("f(1)", "1"),
        ("f(a: 1)", "1"),
        ("f(null)", "null"),
        ("f(b: 1)", "null"),
        ("f()", "null"),
        ("f(1, 2)", "null"),
        ("sort([1, 2], gt)", "[2, 1]"),
        ("fact(5)", "120"),
        ("apply(function(x) x * 2, 3)", "6"),
        ("s(2)", "3"),
        ("s(x: 2)", "3"),
        ("s(y: 2)", "null"),
        ('s("a")', "null"),
        ("pair(1, 2)", '{o1: 3, o2: "b"}'),
        ("pair(1, 2).o1", "3"),
    ],
)
def test_functions_of_the_graph_are_called_by_place_and_by_name(logic: str, expected: str) -> None:
    parts = (
        knowledge("f", {"a": "number"}, literal("a")),
        knowledge("gt", {"x": "", "y": ""}, literal("x > y")),
        knowledge("fact", {"n": "number"}, literal("if n <= 1 then 1 else n * fact(n - 1)")),
        knowledge("apply", {"f": "", "x": ""}, literal("f(x)")),
        input_data("x", "number"),
        decision("i", literal("5")),
        decision("dx", literal("x + 1"), requires=["in:x"]),
        decision("o1", literal("x + i"), requires=["in:x", "i"]),
        decision("o2", literal('"b"')),
        service("s", ["dx"], data=["x"]),
        service("pair", ["o1", "o2"], decisions=["i"], data=["x"]),
    )
    knows = ["f", "gt", "fact", "apply", "s", "pair"]

    assert answer("d", *parts, decision("d", literal(logic), knows=knows)) == expected


BASE = writing.model(
    item("tP", inside=component("n", "string")),
    input_data("P", "tP"),
    knowledge("hi", {"p": "tP"}, literal('"hi " + p.n')),
    decision("greet", literal("hi(P)"), requires=["in:P"], knows=["hi"]),
    service("s", ["greet"], data=["P"]),
    own="urn:b",
)
MIDDLE = writing.model(
    writing.imported("b", "urn:b"),
    knowledge("mid", {"p": "b.tP"}, literal("b.hi(p)"), knows=["urn:b#hi"]),
    own="urn:m",
)


@pytest.mark.parametrize(
    ("name", "logic", "expected"),
    [
        ("b", 'b.hi({n: "a"})', '"hi a"'),
        ("b", "b.greet", '"hi w"'),
        ("b", "b.P.n", '"w"'),
        ("b", 'b.s({n: "c"})', '"hi c"'),
        ("b", '{n: "c"} instance of b.tP', "true"),
        ("b", 'm.mid({n: "q"})', '"hi q"'),
        ("my model", 'my model.hi({n: "a"})', '"hi a"'),
        ("", 'hi({n: "a"})', '"hi a"'),
        ("", '{n: "a"} instance of tP', "true"),
    ],
)
def test_what_is_imported_is_used_under_the_name_of_its_import(name: str, logic: str, expected: str) -> None:
    imports = (writing.imported(name, "urn:b"), writing.imported("m", "urn:m"))
    knows = ["urn:b#hi", "urn:b#s", "urn:m#mid"]
    main = writing.model(*imports, decision("d", literal(logic), requires=["urn:b#greet", "in:urn:b#P"], knows=knows))

    models = dmn.read_all({"main": main, "middle": MIDDLE, "base": BASE})
    found = models["main"].evaluate("d", feel.from_json({"P": {"n": "w"}}))

    assert feel.to_text([found.value]) == f"[{expected}]"
