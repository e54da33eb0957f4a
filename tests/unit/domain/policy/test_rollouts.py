"""From when a version is in force, what a withdrawal puts back, and that both agree whatever was done before."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.domain.policy import rollouts
from engine.domain.policy.rollouts import Rollout, Span

BEGAN = datetime(2026, 12, 1, tzinfo=UTC)
HOUR = timedelta(hours=1)
PLACES = (None, "a", "b", "c")


def at(hours: float) -> datetime:
    """Give a moment so many hours after the first version."""
    return BEGAN + hours * HOUR


def rollout(number: int, version: int, *, hours: float = 0, agency: str | None = None) -> Rollout:
    """Give a rollout that somebody ordered."""
    return Rollout(number=number, version=version, agency=agency, valid_from=at(hours))


def withdrawn(rows: list[Rollout], number: int, *, hours: float) -> list[Rollout]:
    """Give the rows after a rollout was taken back."""
    [ordered] = [row for row in rows if row.number == number]
    back = rollouts.withdrawal(rows, ordered, now=at(hours))
    assert back is not None
    return mended([*rows, back])


def mended(rows: list[Rollout]) -> list[Rollout]:
    """Give the rows with what follows from the last."""
    return [*rows, *rollouts.mended(rows, since=rows[-1].valid_from)]


def versions(rows: list[Rollout], *, hours: float) -> list[int | None]:
    """Give what is in force in general, in the agencies a and b, and in one of which no row speaks."""
    found = [rollouts.in_force(rows, agency=place, at=at(hours)) for place in PLACES]
    return [None if row is None else row.version for row in found]


def test_before_anything_began_nothing_is_in_force() -> None:
    assert versions([rollout(1, 1)], hours=-0.001) == [None] * 4
    assert versions([rollout(1, 1)], hours=0) == [1] * 4


def test_one_agency_goes_first_and_then_all_follow() -> None:
    rows = [rollout(1, 1), rollout(2, 2, hours=1, agency="a"), rollout(3, 2, hours=5)]

    assert versions(rows, hours=1) == [1, 2, 1, 1]
    assert versions(rows, hours=5) == [2, 2, 2, 2]


def test_of_two_for_the_same_moment_the_last_written_decides() -> None:
    assert versions([rollout(1, 1), rollout(2, 2, hours=1), rollout(3, 3, hours=1)], hours=1) == [3] * 4


def test_spans_have_no_break_where_the_version_stays() -> None:
    rows = [rollout(1, 1), rollout(2, 2, hours=1, agency="a"), rollout(3, 2, hours=5)]

    assert rollouts.spans(rows, agency="a") == (
        Span(version=1, valid_from=at(0), valid_to=at(1), number=1),
        Span(version=2, valid_from=at(1), valid_to=None, number=2),
    )
    assert [(one.version, one.number) for one in rollouts.spans(rows, agency="b")] == [(1, 1), (2, 3)]
    assert rollouts.spans([rollout(1, 1, agency="a")], agency="b") == ()


def test_a_pending_version_that_is_withdrawn_never_begins() -> None:
    rows = withdrawn([rollout(1, 1), rollout(2, 2, hours=5)], 2, hours=3)

    assert (rows[-1].valid_from, rows[-1].withdraws) == (at(5), 2)
    assert versions(rows, hours=9) == [1] * 4
    assert [one.version for one in rollouts.spans(rows, agency="a")] == [1]


def test_a_version_in_force_that_is_withdrawn_was_in_force_until_then() -> None:
    rows = withdrawn([rollout(1, 1), rollout(2, 2, hours=5)], 2, hours=6)

    assert versions(rows, hours=5.9) == [2] * 4
    assert versions(rows, hours=6) == [1] * 4


def test_what_was_withdrawn_for_all_stays_where_one_agency_went_first() -> None:
    rows = withdrawn([rollout(1, 1), rollout(2, 2, hours=1, agency="a"), rollout(3, 2, hours=5)], 3, hours=6)

    assert versions(rows, hours=6) == [1, 2, 1, 1]
    assert [(row.agency, row.version, row.withdraws) for row in rows[3:]] == [(None, 1, 3), ("a", 2, 3)]


def test_two_that_are_withdrawn_one_after_the_other_both_stay_out() -> None:
    rows = withdrawn([rollout(1, 1), rollout(2, 2, hours=4), rollout(3, 3, hours=8)], 3, hours=1)
    rows = withdrawn(rows, 2, hours=2)

    assert versions(rows, hours=4) == versions(rows, hours=9) == [1] * 4


def test_what_is_ordered_after_a_withdrawal_is_not_ended_by_it() -> None:
    rows = withdrawn([rollout(1, 1), rollout(2, 2, hours=5)], 2, hours=1)
    rows = mended([*rows, rollout(4, 3, hours=4)])

    assert versions(rows, hours=9) == [3] * 4


@pytest.mark.parametrize(
    ("number", "hours", "may"),
    [(2, 0, True), (2, 1, True), (3, 4, True), (3, 5, True), (1, 1, True), (1, 5, False), (2, 5, False), (9, 0, False)],
)
def test_only_what_decides_somewhere_or_is_to_come_can_be_withdrawn(number: int, hours: float, *, may: bool) -> None:
    rows = [rollout(1, 1), rollout(2, 2, hours=1, agency="a"), rollout(3, 3, hours=5)]

    assert rollouts.may_be_withdrawn(rows, number, now=at(hours)) is may


def test_nothing_is_withdrawn_twice_and_no_withdrawal_is() -> None:
    rows = withdrawn([rollout(1, 1), rollout(2, 2, hours=5)], 2, hours=1)

    assert [rollouts.may_be_withdrawn(rows, number, now=at(1)) for number in (2, 3)] == [False, False]


def test_the_first_version_has_nothing_before_it() -> None:
    first = rollout(1, 1)

    assert rollouts.withdrawal([first], first, now=at(1)) is None


SMALL = st.integers(0, 4)
STEPS = st.lists(
    st.tuples(st.integers(0, 2), st.booleans(), SMALL, st.sampled_from(PLACES[:3]), st.integers(1, 4), SMALL),
    max_size=8,
)


@given(STEPS)
def test_whatever_was_ordered_and_withdrawn_the_simple_rule_gives_what_counts(
    steps: list[tuple[int, bool, int, str | None, int, int]],
) -> None:
    rows, hours = [rollout(1, 1)], 0
    for passed, is_withdrawal, chosen, agency, version, ahead in steps:
        hours += passed
        before = [versions(rows, hours=hour) for hour in range(hours)]
        open_ones = [row for row in rows if rollouts.may_be_withdrawn(rows, row.number, now=at(hours))]
        if is_withdrawal and open_ones:
            ordered = open_ones[chosen % len(open_ones)]
            if rollouts.withdrawal(rows, ordered, now=at(hours)) is not None:
                rows = withdrawn(rows, ordered.number, hours=hours)
        else:
            rows = mended([*rows, rollout(len(rows) + 1, version, hours=hours + ahead, agency=agency)])
        assert [versions(rows, hours=hour) for hour in range(hours)] == before
        for hour in range(hours, hours + 8):
            assert versions(rows, hours=hour) == [_counting(rows, place, at(hour)) for place in PLACES]


def _counting(rows: list[Rollout], agency: str | None, moment: datetime) -> int | None:
    """Give the version of the last order that has begun and that nobody has taken back by then, worked out plainly."""
    back = {(row.withdraws, row.valid_from) for row in rows if row.withdraws is not None}
    standing = [
        row
        for row in rows
        if row.withdraws is None
        and row.agency in {None, agency}
        and row.valid_from <= moment
        and not any(number == row.number and since <= moment for number, since in back)
    ]
    ordered = sorted(standing, key=lambda row: (row.valid_from, row.number))
    return ordered[-1].version if ordered else None
