"""Range functions, range literals and the range that is read from a string."""

import pytest

from engine import feel

CASES = """
[5..1] => null
(5..1) => null
[@"2026-01-02"..@"2026-01-01"] => null
[@"P2D"..@"P1D"] => null
["b".."a"] => null
[1..1].end => 1
3 in [5..1] => null
3 in ([5..1], 3) => true
before([5..1], 9) => null
[5..1] instance of range<number> => false
before(1, 10) => true
before(10, 1) => false
before(1, [1..10]) => false
before(1, (1..10]) => true
before([1..10), 10) => true
before([1..10], [10..20]) => false
before([1..10), [10..20]) => true
before([1..10], (10..20]) => true
before(1, "a") => null
before(point1: 1, point2: 2) => true
before(point: 1, range: [2..3]) => true
before(range1: [1..2], range2: [3..4]) => true
before(null, 1) => null
before((< 5), 5) => true
before((<= 5), 5) => false
before((> 5), 6) => false
after(12, [1..10]) => true
after(10, [1..10)) => true
after([11..20], 10) => true
after((11..20], 11) => true
after([1..10], [11..20]) => false
meets([1..5], [5..10]) => true
meets([1..5), [5..10]) => false
meets([1..5], [6..10]) => false
meets(1, 2) => null
met by([5..10], [1..5]) => true
met by([5..10], [1..5)) => false
overlaps([1..5], [3..8]) => true
overlaps([1..5], [5..8]) => true
overlaps([1..5), [5..8]) => false
overlaps([1..5], [6..8]) => false
overlaps((< 5), (> 3)) => true
overlaps before([1..5], [3..8]) => true
overlaps before([1..5], (1..5]) => true
overlaps before([1..5), [1..5)) => false
overlaps before([1..5), (1..5]) => true
overlaps after([3..8], [1..5]) => true
overlaps after((1..5], [1..5)) => true
overlaps after([1..5], [1..5)) => false
finishes(10, [1..10]) => true
finishes(10, [1..10)) => false
finishes([5..10], [1..10]) => true
finishes([5..10), [1..10]) => false
finished by([1..10], 10) => true
finished by([1..10], (1..10]) => true
includes([1..10], 5) => true
includes((1..10], 1) => false
includes([1..10], (1..10)) => true
includes((> 5), 7) => true
during(5, [1..10]) => true
during(10, [1..10)) => false
during([4..6], [1..10]) => true
starts(1, [1..10]) => true
starts(1, (1..10]) => false
starts([1..5], [1..10]) => true
starts((1..5], [1..10]) => false
started by([1..10], 1) => true
started by((1..10], [1..5]) => false
coincides(5, 5) => true
coincides(3, 4) => false
coincides([1..5], [1..5]) => true
coincides((1..5), [1..5]) => false
coincides([1..5], ["a".."b"]) => null
range("[18..21)") => [18..21)
range("]18..21]") => (18..21]
range("[-2..-1]") => [-2..-1]
range("[@\\"2026-01-01\\"..date(\\"2026-01-02\\")]") => [@"2026-01-01"..@"2026-01-02"]
range("[\\"a\\"..\\"b\\"]") => ["a".."b"]
range("[-\\"a\\"..1]") => null
range("[date(1)..date(2)]") => null
range("[3..1]") => null
range("[1..\\"b\\"]") => null
range("[..2]") => null
range(">= 10") => null
range("(>= 10)") => null
range("5") => null
range("[null..null]") => null
range("[a..b]") => null
range([1..3]) => null
[1..3].start => 1
{u: 5, r: [1..u[}.r.end included => false
{u: 5, r: [1..u[ and true}.r => null
(1..3].start included => false
[1..3).end included => false
(> 10).end => null
(>= 10).start included => true
(= 10).end => 10
(< null) => null
[1.."a"] => null
[null..3] => null
[true..false] => null
[1..3] = [1..3] => true
[1..3] = (1..3] => false
(< 10) = (null..10) => false
(=10) = [10..10] => false
(!=10) = (!=10) => true
5 in (< 10) => true
5 in (null..10] => null
5 in [1..10[ => true
10 in ]1..10[ => false
null in [1..10] => null
"b" in ["a".."c"] => true
5 in (!= 5) => false
5 in (!= 4) => true
5 in (!= "a") => null
{r: (= 5), x: [5 in r, 4 in r, "a" in r]}.x => [true, false, null]
{r: (!= 5), x: [5 in r, 4 in r, "a" in r]}.x => [false, true, null]
""".strip().splitlines()


def value(text: str) -> object:
    return feel.compile(text).evaluate({})


@pytest.mark.parametrize("case", CASES)
def test_range_expressions(case: str) -> None:
    text, _, expected = case.partition(" => ")

    assert value(text) == value(expected)


@pytest.mark.parametrize("text", ["[1..3]", "(1..3)", "(< 3)", "(>= 3)", "(!= 3)", '["a".."b"]'])
def test_a_range_reads_back_from_its_json(text: str) -> None:
    written = feel.to_json(value(text))

    assert value(written) == value(text)
