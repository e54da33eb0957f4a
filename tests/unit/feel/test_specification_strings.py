"""Strings: the functions of table 74, conversion to and from strings, escapes and code points."""

import pytest

from tests.unit.feel import tables

TABLES = tables.read(r"""
## 10.3.4.3 string functions
starts with("foobar", "of") => false
starts with("foobar", "fo") => true
starts with("foobar", "") => true
ends with("foobar", "r") => true
ends with(string: "foobar", match: "r") => true
contains("foobar", "of") => false
contains(string: "foobar", match: "ob") => true
contains("foobar", null) => null
contains(null, null) => null
contains("foo") => null
contains() => null
contains("a","b","c") => null
substring("foobar",3) => "obar"
substring("foobar",3,3) => "oba"
substring("foobar", -2, 1) => "a"
substring(string:"foobar", start position:3, length:3) => "oba"
substring("\U01F40Eab", 2) => "ab"
substring("\ud83d\udc0eab", 2) => "ab"
substring("foobar", 0) => null
substring("f", 2) => null
string length("") => 0
string length("foo") => 3
string length("\U01F40Eab") => 3
string length("\uD83D\uDC0Eab") => 3
string length(string: "foo") => 3
string length(from: "foo") => null
string length(null) => null
string length() => null
string length(1) => null
string length(["foo"]) => 3
string length([]) => null
string length(["a","b"]) => null
string length("a","b") => null
string length("\n") => 1
string length("\"") => 1
string length("\t\'") => 2
upper case("aBc4") => "ABC4"
lower case("aBc4") => "abc4"
lower case(string: "aBc4") => "abc4"
lower case(null) => null
lower case() => null
lower case("A", "B") => null
lower case(123) => null
lower case("\u03A3") => "σ"
lower case("") => ""
substring after("foobar","ob") => "ar"
substring after("foobar","xyz") => ""
substring after("foobar","") => "foobar"
substring after("","") => ""
substring after("","a") => ""
substring after("foobar","o") => "obar"
substring after("foobar",null) => null
substring after(null,"a") => null
substring after("foobar") => null
substring after() => null
substring after("a","b","c") => null
substring after(1, "a") => null
substring after("foobar", 1) => null
substring after(string: "foobar", match: "ob") => "ar"
substring after(string: "foobar", mtch: "ob") => null
substring before(string: "foobar", match: "ob") => "fo"
replace("abracadabra","bra","*") => "a*cada*"
replace("abcd","(ab)|(a)","[1=$1][2=$2]") => "[1=ab][2=]cd"
matches("foobar","^fo*b") => true
## 10.3.4.3 split, matches, replace, string join
split("John Doe", "\\s") => ["John","Doe"]
split("John Doe", "\s") => ["John","Doe"]
split("a;b;c;;", ";") => ["a","b","c","",""]
split(string: "John Doe", delimiter: "\\s") => ["John","Doe"]
split(string: "John Doe", delimiter: null) => null
split(null, "a") => null
split() => null
split("a") => null
split("a","b","c") => null
split("foobar", "x") => ["foobar"]
split("", "x") => [""]
split("a,b;c", "[,;]") => ["a","b","c"]
split("foo bar", "[a-z") => null
split(1,1) => null
split(["a b"], " ") => ["a","b"]
string join(["a","b","c"], "_and_") => "a_and_b_and_c"
"\u0009" = "\t" => true
string length("\u000A") => 1
"\uD83D" => refused
string("a\nb") => "a\nb"
substring("𠮷野家", 1, 1) => "𠮷"
upper case("ß") => "SS"
string join(["a",null,"c"], "X") => "aXc"
string join([], "X") => ""
string join("a", "X") => "a"
string join(["a","b"]) => "ab"
string join(["a","b"], null) => "ab"
string join([1]) => null
matches("a", "") => true
matches("", "") => true
matches("", "a") => false
replace("a b", "\\s", "-") => "a-b"
string(time("08:00:00@Asia/Jakarta")) => "08:00:00@Asia/Jakarta"
## 10.3.4.1 number() and string()
number("1 000.0", " ", ".") => 1000
number("1,000.0", ",", ".") => 1000
number("1.000,5", ".", ",") => 1000.5
number("1") => 1
number("1.5") => 1.5
number("-1.5") => -1.5
number("a") => null
number("") => null
number(null) => null
number(1) => null
number("1", ",", ",") => null
number("1", "a", ".") => null
number("1", null, null) => 1
number("1,5", null, ",") => 1.5
number(from: "1", grouping separator: ",", decimal separator: ".") => 1
number("1","x") => null
number(",1,", ",", ".") => 1
number("12abc") => null
number(" 1 ") => null
number("1e3") => 1000
number(".5") => 0.5
number("5.") => 5
number("1.000.000,01", ".", ",") => 1000000.01
number("0x1F") => null
number("1 000 000", " ") => 1000000
string(1.1) => "1.1"
string(null) => null
string(true) => "true"
string("a") => "a"
string([1,"a",null]) => "[1, \"a\", null]"
string({a:"b"}) => "{a: \"b\"}"
string(1.0) => "1"
string(-1) => "-1"
string(100) => "100"
string(from: 1) => "1"
string() => null
string(@"P1D") => "P1D"
string(1,2) => null
string([1..3]) => "[1..3]"
string(@"10:00:00.1") => "10:00:00.1"
string(0.000001) => "0.000001"
string(1e10) => "10000000000"
## 10.3.1.2 string literals, escapes, code points
"🐎" = "\U01F40E" => true
"\u00e4" => "ä"
string length("🐎ab") => 3
"\uD83D\uDC0E" = "🐎" => true
{ä: 1}.ä => 1
"a\\b" => "a\\b"
"\"" => "\""
{" foo": 1} => {" foo": 1}
{😀: 1, b: 😀 + 1}.b => 2
## 10.3.1.2 code points are what is counted
number("٣") => null
"é" = "e\u0301" => false
substring("👨‍👩‍👧x", -1) => "x"
contains("👨‍👩‍👧", "👩") => true
"\x" => "\\x"
""")


@pytest.mark.parametrize(("text", "expected"), TABLES)
def test_the_specification_holds(text: str, expected: str) -> None:
    assert tables.outcome(text) == tables.outcome(expected)
