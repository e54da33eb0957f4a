"""Regular expressions: XPath's language, in linear time."""

import pytest

from engine import feel

CASES = r"""
matches("abracadabra", "bra") => true
matches("abracadabra", "bra", null) => true
matches("abc", "ABC") => false
matches("abc", "ABC", "i") => true
matches("abc", "b", "p") => null
matches("abc", "b", " ") => null
matches("a.c", "a.c", "q") => true
matches("abc", "a.c", "q") => false
matches("abC", "BC", "qi") => true
matches("Mary\u000DJones", "Mary.Jones") => false
matches("Mary\nJones", "Mary.Jones", "s") => true
matches("\nabcd\n", "^abcd$") => false
matches("\nabcd\n", "^abcd$", "m") => true
matches("hello world", "he ll o[ ]worl d", "x") => true
matches("hello world", "hello\ sworld", "x") => true
matches("hello world", "\p{ IsBasicLatin}+", "x") => true
matches("hello", "\p{IsBasicLatin}{5}") => true
matches("hello", "^\P{IsBasicLatin}") => false
matches("hello", "\p{IsNowhere}") => null
matches("hello", "\p{Foo}") => null
matches("Q", "[^Q]", "i") => false
matches("x", "[A-Z-[OI]]", "i") => true
matches("O", "[A-Z-[OI]]", "i") => false
matches("d", "[^a-c-[d]]") => false
matches("e", "[^a-c-[d]]") => true
matches("a", "[\p{L}-[\p{Lu}]]") => true
matches("A", "[\p{L}-[\p{Lu}]]") => false
matches("1", "[\P{L}-[\s]]") => true
matches("a", "[a-[a]]") => null
matches("a", "[a-[b]c]") => null
matches("a", "[]") => null
matches("a", "[a") => null
matches("a", "[c-a]") => null
matches("a", "[a-\d]") => null
matches("a", "[[a]") => null
matches("-", "[a-]") => true
matches("-", "[\-a]") => true
matches("5", "\d") => true
matches("5", "\D") => false
matches(" ", "\s\S") => false
matches("a", "[\S]") => true
matches("a_", "\w.") => true
matches("!", "\W") => true
matches("_a1", "\i\c*") => true
matches("1", "^\i") => false
matches(" ", "[\I]") => true
matches(" ", "\C") => true
matches("a}", "a}") => null
matches("a", "a**") => null
matches("aaaaaa", "a{2}{3}") => null
matches("a]", "a]") => null
matches("a{", "a{") => null
matches("aaa", "^a{2,3}$") => true
matches("aaa", "a{2,}") => true
matches("a", "(?=a)") => null
matches("a", "(?:a)") => true
matches("a", "(a") => null
matches("a", "\Z") => null
matches("a", "a\\") => null
matches("input", []) => null
matches("aA", "(a)\1", "i") => true
matches("ab", "(a)\1") => false
matches("xyzzy", "x(y)z(z)\1") => true
matches("a.a.", "(a\.)\1") => true
matches("bb", "((a)|b)\2") => null
matches("h", "(.)\2") => null
matches("input", "\3") => null
matches("aa", "(a)*\1") => null
matches("aa", "(a)(b)\1\2") => null
matches("aa", "(?:(a))\1") => null
matches("aa", "(a[)\1") => null
matches("aa", "([a])\1(") => null
matches("abcd", "(asd)[\1]") => null
replace("abracadabra", "bra", "*") => "a*cada*"
replace("abracadabra", "a(.)", "a$1$1") => "abbraccaddabbra"
replace("abcd", "(ab)|(a)", "[1=$1][2=$2]") => "[1=ab][2=]cd"
replace("abc", "b", "\$\\\\") => "a$\\c"
replace("abc", "b", "$12") => "a2c"
replace("abc", "(b)", "$12") => "ab2c"
replace("abc", "b", "$9") => "ac"
replace("abc", "b", "$") => null
replace("abc", "b", "\x") => null
replace("abc", "x*", "-") => null
replace("a.c", ".", "$0", "q") => "a$0c"
replace("AbC", "[a-z]", "#", "i") => "###"
replace("abc", "b", "#", "y") => null
""".strip().splitlines()


def value(text: str) -> object:
    return feel.compile(text).evaluate({})


@pytest.mark.parametrize("case", CASES)
def test_pattern_expressions(case: str) -> None:
    text, _, expected = case.partition(" => ")

    assert value(text) == value(expected)


@pytest.mark.parametrize(
    "pattern", ["(x{1000}){1000}", "x{1001}", "x{1,2000}", "((a{1,100}){1,100}){1,100}", "a" * 501, r"\w{101}"]
)
def test_a_pattern_too_large_is_refused(pattern: str) -> None:
    with pytest.raises(feel.FeelLimitError) as caught:
        feel.compile("matches(s, p)").evaluate({"s": "x", "p": pattern})

    assert caught.value.limit == "pattern_length"


@pytest.mark.parametrize("pattern", ["(a+)+$", "(a|a)*c", "(.*)*(.*)*(.*)*x", "(a*)*b"])
def test_a_catastrophic_pattern_is_linear(pattern: str) -> None:
    assert feel.compile("matches(s, p)").evaluate({"s": "a" * 5000 + "!", "p": pattern}) is False


@pytest.mark.parametrize("text", ["a" * 61, "abcdefghijklmnopqrstuvwxyz"])
def test_a_back_reference_with_too_much_to_try_is_refused(text: str) -> None:
    with pytest.raises(feel.FeelLimitError) as caught:
        feel.compile("matches(s, p)").evaluate({"s": text, "p": r"(.*)\1!"})

    assert caught.value.limit == "back_reference"


def test_a_replacement_that_grows_is_refused() -> None:
    with pytest.raises(feel.FeelLimitError):
        feel.compile('replace(s, "a", s)').evaluate({"s": "a" * 2000})


def test_a_back_reference_to_a_group_that_never_closes_is_no_pattern() -> None:
    assert feel.compile("matches(s, p)").evaluate({"s": "abab", "p": r"(a(b)\1"}) is None
