"""Laws that hold for all values: ranges as sets of points, lists, sorting, durations."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine import feel

POINTS = [Decimal(n) / 4 for n in range(-4, 29)]


@st.composite
def ranges(draw: st.DrawFn) -> feel.Range:
    start = draw(st.integers(0, 5))
    end = draw(st.integers(start + 1, 6))
    return feel.Range(Decimal(start), Decimal(end), draw(st.booleans()), draw(st.booleans()))


def points(span: feel.Range) -> set[Decimal]:
    inner = {point for point in POINTS if span.start < point < span.end}
    ends = {span.start: span.start_included, span.end: span.end_included}
    return inner | {end for end, is_included in ends.items() if is_included}


def holds(text: str, left: Any, right: Any) -> Any:
    return feel.compile(text).evaluate({"a": left, "b": right})


@given(ranges(), ranges())
def test_a_range_includes_another_if_it_has_all_its_points(left: feel.Range, right: feel.Range) -> None:
    assert holds("includes(a, b)", left, right) is (points(left) >= points(right))
    assert holds("during(b, a)", left, right) is (points(left) >= points(right))


@given(ranges(), ranges())
def test_ranges_overlap_if_they_share_points(left: feel.Range, right: feel.Range) -> None:
    assert holds("overlaps(a, b)", left, right) is bool(points(left) & points(right))
    assert holds("overlaps(b, a)", left, right) is bool(points(left) & points(right))


@given(ranges(), ranges())
def test_a_range_is_before_another_if_all_its_points_are(left: feel.Range, right: feel.Range) -> None:
    assert holds("before(a, b)", left, right) is (max(points(left)) < min(points(right)))
    assert holds("after(b, a)", left, right) is (max(points(left)) < min(points(right)))


@given(ranges(), ranges())
def test_each_two_ranges_stand_in_one_rough_relation(left: feel.Range, right: feel.Range) -> None:
    found = [holds(f"{name}(a, b)", left, right) for name in ("before", "overlaps", "after")]

    assert found.count(True) == 1


@given(ranges(), ranges())
def test_an_overlap_before_is_an_overlap_after_from_the_other_side(left: feel.Range, right: feel.Range) -> None:
    assert holds("overlaps before(a, b) = overlaps after(b, a)", left, right) is True
    assert holds("if overlaps before(a, b) then overlaps(a, b) and not(includes(b, a)) else true", left, right) is True


@given(ranges())
def test_a_range_coincides_with_itself(span: feel.Range) -> None:
    text = "coincides(a, b) and starts(a, b) and finishes(a, b) and started by(a, b) and finished by(a, b)"

    assert holds(text, span, span) is True


@given(ranges(), st.sampled_from(POINTS))
def test_a_point_is_before_in_or_after_a_range(span: feel.Range, point: Decimal) -> None:
    found = [holds(text, point, span) for text in ("before(a, b)", "a in b", "after(a, b)")]

    assert found.count(True) == 1
    assert holds("includes(b, a) = (a in b)", point, span) is True
    assert holds("a in b", point, span) is (point in points(span))


LISTS = st.lists(st.integers(-5, 5), max_size=8)


@given(LISTS)
def test_sorting_sorts(items: list[int]) -> None:
    assert feel.compile("sort(xs, function(a, b) a < b)").evaluate({"xs": items}) == sorted(items)
    assert feel.compile("sort(xs)").evaluate({"xs": items}) == sorted(items)


@given(LISTS)
def test_list_functions_agree_with_pythons(items: list[int]) -> None:
    scope = {"xs": items}

    assert feel.compile("count(xs)").evaluate(scope) == len(items)
    assert feel.compile("reverse(xs)").evaluate(scope) == items[::-1]
    assert feel.compile("distinct values(xs)").evaluate(scope) == list(dict.fromkeys(items))
    assert feel.compile("[min(xs), max(xs), sum(xs)]").evaluate(scope) == (
        [min(items), max(items), sum(items)] if items else [None] * 3
    )


@given(LISTS, st.integers(-10, 10))
def test_an_item_and_a_sublist_agree(items: list[int], place: int) -> None:
    scope = {"xs": items, "n": place}

    assert feel.compile("sublist(xs, n, 1)[1] = xs[n]").evaluate(scope) is True


@given(LISTS, st.integers(-10, 10), st.integers(-5, 5))
def test_what_is_inserted_can_be_removed(items: list[int], place: int, item: int) -> None:
    scope = {"xs": items, "n": place, "x": item}
    found = feel.compile("remove(insert before(xs, n, x), if n > 0 then n else n - 1)").evaluate(scope)

    assert found == (items if place and abs(place) <= len(items) else None)


@given(LISTS, st.integers(-5, 5))
def test_a_filter_keeps_what_fits(items: list[int], bound: int) -> None:
    scope = {"xs": items, "n": bound}

    assert feel.compile("xs[item > n]").evaluate(scope) == [item for item in items if item > bound]
    assert feel.compile("count(xs[item = n]) = count(index of(xs, n))").evaluate(scope) is True


@given(LISTS, st.integers(-5, 5))
def test_quantifiers_agree_with_any_and_all(items: list[int], bound: int) -> None:
    scope = {"xs": items, "n": bound}

    assert feel.compile("some x in xs satisfies x > n").evaluate(scope) is any(item > bound for item in items)
    assert feel.compile("every x in xs satisfies x > n").evaluate(scope) is all(item > bound for item in items)
    assert feel.compile("any(for x in xs return x > n)").evaluate(scope) is any(item > bound for item in items)


@given(st.text(max_size=20), st.integers(-25, 25), st.integers(1, 25))
def test_substrings_count_code_points(text: str, start: int, length: int) -> None:
    found = feel.compile("substring(t, s, n)").evaluate({"t": text, "s": start, "n": length})

    inside = start and -len(text) <= start <= len(text)
    begin = start - 1 if start > 0 else len(text) + start
    assert found == (text[begin : begin + length] if inside else None)


@given(st.text(max_size=20), st.text(min_size=1, max_size=3))
def test_before_match_and_after_make_the_whole(text: str, match: str) -> None:
    scope = {"t": text + match + text, "m": match}

    assert feel.compile("substring before(t, m) + m + substring after(t, m) = t").evaluate(scope) is True


@given(st.text(max_size=30))
def test_a_string_literal_reads_back(text: str) -> None:
    assume_plain = text.encode("utf-8", "surrogatepass").decode("utf-8", "replace")

    assert feel.compile(feel.to_text([assume_plain])).evaluate({}) == [assume_plain]


@given(st.timedeltas(timedelta(days=-999), timedelta(days=999)), st.integers(1, 50))
def test_a_duration_divided_comes_back_multiplied(duration: timedelta, parts: int) -> None:
    found = feel.compile("d / n * n - d").evaluate({"d": duration, "n": parts})

    assert abs(found) <= timedelta(microseconds=parts)


@pytest.mark.parametrize("flags", ["", "i", "s", "m"])
@given(st.text(alphabet="ab.*+?()[]{}|^$\\", max_size=12))
def test_a_quoted_pattern_finds_itself(flags: str, text: str) -> None:
    assert feel.compile('matches("x" + t, t, f + "q")').evaluate({"t": text, "f": flags}) is True
