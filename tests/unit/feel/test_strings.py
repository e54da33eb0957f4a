"""String functions, positions by code point, and the text of values."""

import pytest

from engine import feel

CASES = r"""
substring("foobar", 3) => "obar"
substring("foobar", 3, 3) => "oba"
substring("foobar", 3, 3.8) => "oba"
substring("foobar", -2, 1) => "a"
substring("foobar", 0) => null
substring("foobar", 9) => null
substring("foobar", -9) => null
substring("foobar", 1, 0) => null
substring("\U01F40Eab", 2) => "ab"
substring(string: "foobar", start position: 3) => "obar"
substring(["foobar"], 3) => "obar"
substring("foobar") => null
string length("\uD83D\uDCA9") => 1
string length("") => 0
string length(null) => null
upper case("aBc4") => "ABC4"
lower case("aBc4") => "abc4"
substring before("foobar", "bar") => "foo"
substring before("foobar", "xyz") => ""
substring before("foobar", "") => ""
substring after("foobar", "ob") => "ar"
substring after("foobar", "x") => ""
substring after("", "a") => ""
substring after("foobar", "") => "foobar"
contains("foobar", "ob") => true
contains("foobar", "of") => false
contains("foobar", 1) => null
starts with("foobar", "fo") => true
ends with("foobar", "r") => true
string join(["a", "b", null, "c"], ", ") => "a, b, c"
string join(["a", "b"]) => "ab"
string join(["a", "b"], null) => "ab"
string join([]) => ""
string join("a", "X") => "a"
string join([1], "X") => null
string join(delimiter: "-", list: ["a", "b"]) => "a-b"
split("John Doe", "\s") => ["John", "Doe"]
split("a;b;c;;", ";") => ["a", "b", "c", "", ""]
split("abc", "") => null
split("abc", "(") => null
"a" + "b" => "ab"
"a" + 1 => null
"\t\"\\" => "	\"\\"
"\d" => "\\d"
string(1.10) => "1.1"
string(1e3) => "1000"
string(0.0) => "0"
string(-0.000001) => "-0.000001"
string("a") => "a"
string(true) => "true"
string(null) => null
string([1, "a", null, false]) => "[1, \"a\", null, false]"
string({a: 1, "b c": [2], "d-e": "x"}) => "{a: 1, b c: [2], \"d-e\": \"x\"}"
string([1..3]) => "[1..3]"
string((1..3)) => "(1..3)"
string((< 3)) => "(< 3)"
string((<= 3)) => "(<= 3)"
string((> 3)) => "(> 3)"
string((>= 3)) => "(>= 3)"
string((!= 3)) => "(!= 3)"
string(function(a) a) => "function"
string(@"2026-01-31") => "2026-01-31"
string(@"08:00:00+07:00") => "08:00:00+07:00"
string(@"2026-01-31T08:00:00@Asia/Jakarta") => "2026-01-31T08:00:00@Asia/Jakarta"
string(@"P1DT2H") => "P1DT2H"
number("1.000,5", ".", ",") => 1000.5
number("1,000.5", ",", ".") => 1000.5
number("1 000", " ", null) => 1000
number("1000.5", null, ".") => 1000.5
number("-1.5e3") => -1500
number("1,5", null, ",") => 1.5
number("1.5", null, ",") => null
number("1", ",", ",") => null
number("1", "x", ".") => null
number("1", ",", "x") => null
number("abc") => null
number(1) => null
not(true) => false
not(false) => true
not(null) => null
not("true") => null
""".strip().splitlines()


def value(text: str) -> object:
    return feel.compile(text).evaluate({})


@pytest.mark.parametrize("case", CASES)
def test_string_expressions(case: str) -> None:
    text, _, expected = case.partition(" => ")

    assert value(text) == value(expected)


@pytest.mark.parametrize("text", [r'"\uD83D"', r'"\U110000"'])
def test_half_a_character_is_no_string(text: str) -> None:
    with pytest.raises(feel.FeelSyntaxError) as caught:
        value(text)

    assert caught.value.expected == "escape"


def test_text_of_a_value_is_that_of_string() -> None:
    assert feel.to_text(None) == "null"
    assert feel.to_text(value('[1, {a: "x"}]')) == '[1, {a: "x"}]'


@pytest.mark.parametrize(
    "text",
    ['{f: function(s, n) if n = 0 then s else f(s + s, n - 1), r: f("aaaaaaaaaa", 60)}.r', "s + s", "upper case(s+s)"],
)
def test_a_long_string_is_refused(text: str) -> None:
    with pytest.raises(feel.FeelLimitError) as caught:
        feel.compile(text).evaluate({"s": "a" * 60_000})

    assert caught.value.limit == "string_length"
