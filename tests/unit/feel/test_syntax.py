"""Reading: places of errors, names, and the round trip of text and tree."""

from decimal import Decimal

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from engine import feel
from engine.feel.syntax import nodes

WRONG = [
    ("1 +", 1, 4, "", "expression"),
    ("1 +\n  * 2", 2, 3, "*", "expression"),
    ("(1", 1, 3, "", ")"),
    ("[1, 2", 1, 6, "", "]"),
    ("[1..2", 1, 6, "", "]"),
    ("{a 1}", 1, 5, "}", ":"),
    ("{: 1}", 1, 2, ":", "name"),
    ("{a: 1", 1, 6, "", "}"),
    ("if a then b", 1, 12, "", "else"),
    ("if a", 1, 5, "", "then"),
    ("for x return 1", 1, 5, "x", "name"),
    ("for x in y", 1, 11, "", "return"),
    ("some x in y return z", 1, 13, "return", "satisfies"),
    ("function a) b", 1, 1, "function", "expression"),
    ("function(a b", 1, 10, "a", "name"),
    ("function(1) b", 1, 10, "1", "name"),
    ("a between 1", 1, 12, "", "and"),
    ("a b = c d )", 1, 11, ")", "end"),
    ('"abc', 1, 1, '"', "closing quote"),
    ("a # b", 1, 3, "#", "character"),
    ("@5", 1, 2, "5", "literal"),
    ("1 instance of", 1, 14, "", "type"),
    ("1 instance of list<number", 1, 26, "", ">"),
    ("1 instance of function<>", 1, 25, "", "->"),
    ("a.1", 1, 2, ".1", "end"),
    ("a. + 1", 1, 4, "+", "name"),
    ("(1, 2)", 1, 7, "", "in"),
    ("f(a: 1, 2)", 1, 10, ")", ":"),
    ("f(1, a: 2)", 1, 10, ")", ")"),
    ("then", 1, 1, "then", "expression"),
    ("a[1", 1, 4, "", "]"),
    ("f(1", 1, 4, "", ")"),
    ("", 1, 1, "", "expression"),
]


@pytest.mark.parametrize(("text", "line", "column", "found", "expected"), WRONG)
def test_an_error_says_where_and_what(text: str, line: int, column: int, found: str, expected: str) -> None:
    with pytest.raises(feel.FeelSyntaxError) as caught:
        feel.compile(text)

    error = caught.value
    assert (error.line, error.column, error.found, error.expected) == (line, column, found, expected)


def test_an_error_explains_itself_in_two_languages() -> None:
    with pytest.raises(feel.FeelSyntaxError) as caught:
        feel.compile("(1")

    assert caught.value.explain_id() == 'Baris 1, kolom 3: ditemukan akhir ekspresi, seharusnya ")".'
    assert caught.value.explain_en() == 'Line 1, column 3: found the end of the expression, expected ")".'


def test_an_error_names_what_was_found() -> None:
    with pytest.raises(feel.FeelSyntaxError) as caught:
        feel.compile("1 + * 2")

    assert caught.value.explain_id() == 'Baris 1, kolom 5: ditemukan "*", seharusnya sebuah ekspresi.'
    assert caught.value.explain_en() == 'Line 1, column 5: found "*", expected an expression.'


@pytest.mark.parametrize("text", ["<", "not(1", "1,", "- 1 -"])
def test_a_cell_can_be_wrong_too(text: str) -> None:
    with pytest.raises(feel.FeelSyntaxError):
        feel.compile_unary_tests(text)


@pytest.mark.parametrize(
    "text",
    ["(" * 300 + "1" + ")" * 300, "1" + "+1" * 300, "a" + ".b" * 300, "-" * 300 + "1", "if a then " * 300 + "1"],
)
def test_what_is_too_deep_to_read_is_refused(text: str) -> None:
    with pytest.raises(feel.FeelLimitError) as caught:
        feel.compile(text)

    assert caught.value.limit == "nesting"


def test_what_is_too_long_to_read_is_refused() -> None:
    with pytest.raises(feel.FeelLimitError) as caught:
        feel.compile('"' + "a" * 10_000 + '"')

    assert caught.value.limit == "text_length"


NAMES = st.sampled_from(["a", "umur", "tingkat risiko", "x1", "Besar"])
LITERALS = st.one_of(
    st.decimals(allow_nan=False, allow_infinity=False, min_value=0, max_value=10**9, places=3),
    st.text(max_size=5).filter(lambda text: text.isprintable()),
    st.booleans(),
    st.none(),
).map(nodes.Literal)
LEAVES = LITERALS | NAMES.map(nodes.Name) | st.just(nodes.At("2026-01-31"))
TYPES = st.recursive(
    st.sampled_from(["number", "date and time", "Any", "list"]).map(nodes.NamedType),
    lambda inner: st.one_of(
        st.builds(nodes.GenericType, st.sampled_from(["list", "range"]), inner),
        st.builds(nodes.FunctionType, st.tuples(inner), inner),
        st.builds(nodes.ContextType, st.tuples(st.tuples(NAMES, inner))),
    ),
    max_leaves=3,
)


def _grown(inner: st.SearchStrategy[nodes.Node]) -> st.SearchStrategy[nodes.Node]:
    iterators = st.tuples(st.tuples(NAMES, inner | st.builds(nodes.Span, inner, inner)))
    tests = inner | st.builds(nodes.Test, st.sampled_from(["<", ">=", "=", "!="]), inner)
    entries = st.lists(st.tuples(st.text(max_size=4).filter(str.isprintable), inner), max_size=2).map(tuple)
    return st.one_of(
        st.builds(nodes.Arithmetic, st.sampled_from(["+", "-", "*", "/", "**"]), inner, inner),
        st.builds(nodes.Comparison, st.sampled_from(["=", "!=", "<", "<=", ">", ">="]), inner, inner),
        st.builds(nodes.Logic, st.sampled_from(["and", "or"]), inner, inner),
        st.builds(nodes.Between, inner, inner, inner),
        st.builds(nodes.In, inner, st.lists(tests, min_size=1, max_size=3).map(tuple)),
        st.builds(nodes.If, inner, inner, inner),
        st.builds(nodes.For, iterators, inner),
        st.builds(nodes.Quantified, st.sampled_from(["some", "every"]), iterators, inner),
        st.builds(nodes.Filter, inner, inner),
        st.builds(nodes.Path, inner, NAMES),
        st.builds(nodes.Negation, inner),
        st.builds(nodes.ListOf, st.lists(tests, max_size=3).map(tuple)),
        st.builds(nodes.ContextOf, entries),
        st.builds(nodes.RangeOf, inner, inner, st.booleans(), st.booleans()),
        st.builds(nodes.Call, inner, st.lists(tests, max_size=2).map(tuple), st.none()),
        st.builds(nodes.Call, inner, st.tuples(inner), st.tuples(NAMES)),
        st.builds(nodes.InstanceOf, inner, TYPES),
        st.builds(nodes.FunctionOf, st.tuples(st.tuples(NAMES, st.none() | TYPES)), inner, st.just(value=False)),
    )


TREES = st.recursive(LEAVES, _grown, max_leaves=8)


@given(TREES)
@example(feel.parse("f(a instance of context<b: number>, c)"))
def test_a_printed_tree_reads_back(tree: nodes.Node) -> None:
    assert feel.parse(feel.text_of(tree)) == tree


@given(st.lists(TREES | st.builds(nodes.Test, st.just("<"), LEAVES), min_size=1, max_size=3), st.booleans())
def test_a_printed_cell_reads_back(tests: list[nodes.Node], negated: bool) -> None:  # noqa: FBT001 - hypothesis gives it
    tree = nodes.Tests(tuple(tests), negated)

    assert feel.parse_unary_tests(feel.text_of(tree)) == tree


@pytest.mark.parametrize("text", ["-", "not(1, < 2)", "function(a) external {java: 1}", "]1..2[", "[1..a[1]]"])
def test_printing_is_stable(text: str) -> None:
    tree = feel.parse_unary_tests(text)

    assert feel.parse_unary_tests(feel.text_of(tree)) == tree


def test_a_range_may_end_at_an_opening_bracket() -> None:
    tree = feel.parse("[1..x[")

    assert tree == nodes.RangeOf(nodes.Literal(Decimal(1)), nodes.Name("x"), start_included=True, end_included=False)


def test_brackets_inside_a_range_still_filter() -> None:
    assert feel.compile("[1..(xs[2])]").evaluate({"xs": [1, 5]}).end == 5
    assert feel.compile("[1..max(xs[item < 3])]").evaluate({"xs": [1, 5]}).end == 1
    assert feel.compile("[1..xs[2]]").evaluate({"xs": [1, 5]}).end == 5
    assert feel.compile("[1..{a: [7][1]}.a]").evaluate({}).end == 7


def test_names_that_cannot_be_words_are_left_to_get_value() -> None:
    scope = {"foo+bar((!!],foo": 1, "": 2}

    assert feel.compile('get value(c, "")', names=scope).evaluate({"c": scope}) == 2
    assert feel.compile("1", names=['"']).evaluate({}) == 1


def test_imported_types_are_named_with_a_dot() -> None:
    tree = feel.parse("1 instance of model.tUmur")

    assert tree == nodes.InstanceOf(nodes.Literal(Decimal(1)), nodes.NamedType("model.tUmur"))
