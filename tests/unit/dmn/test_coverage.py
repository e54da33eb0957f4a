"""The walk over combinations of atoms: sound, bounded, honest."""

from engine.dmn import coverage
from engine.dmn.coverage import Atom


def _axis(*rows: tuple[object, int, int]) -> list[Atom]:
    return [Atom(value=value, sure=sure, maybe=maybe) for value, sure, maybe in rows]


def test_an_input_that_no_rule_answers_is_a_gap_with_its_example() -> None:
    found = coverage.walk([_axis(("a", 0b1, 0), ("b", 0, 0))], 1)
    assert found.gaps == [((0, "b"),)]
    assert found.complete


def test_a_gap_that_is_certain_early_is_completed_with_the_first_values() -> None:
    found = coverage.walk([_axis(("a", 0, 0)), _axis(("x", 1, 0))], 1)
    assert found.gaps == [((0, "a"), (1, "x"))]


def test_rules_that_meet_are_overlaps_by_pair() -> None:
    found = coverage.walk([_axis(("a", 0b111, 0))], 3)
    assert set(found.overlaps) == {(0, 1), (0, 2), (1, 2)}


def test_a_rule_that_only_may_match_is_neither_gap_nor_overlap() -> None:
    found = coverage.walk([_axis(("a", 0b01, 0b10))], 2)
    assert (found.gaps, found.overlaps) == ([], {})
    assert (found.unsure_gap, found.unsure_overlap) == (False, True)


def test_where_only_possible_rules_stand_a_gap_cannot_be_excluded() -> None:
    assert coverage.walk([_axis(("a", 0, 0b1))], 1).unsure_gap


def test_a_rule_is_reached_where_nothing_sure_comes_before_it() -> None:
    found = coverage.walk([_axis(("a", 0b011, 0), ("b", 0b001, 0b100))], 3)
    assert found.reached == 0b001


def test_a_possible_rule_before_a_sure_one_may_be_first() -> None:
    assert coverage.walk([_axis(("a", 0b10, 0b01))], 2).reached == 0b11


def test_gaps_are_cut_off_at_the_limit() -> None:
    axes = [_axis(*((place, 1 << place, 0) for place in range(20))), _axis(("x", 0, 0))]
    assert len(coverage.walk(axes, 20).gaps) == coverage.MAX_FINDINGS


def test_too_many_pairs_are_not_all_kept_and_it_says_so() -> None:
    found = coverage.walk([_axis(("a", (1 << 100) - 1, 0))], 100)
    assert (len(found.overlaps), found.complete) == (coverage.MAX_PAIRS, False)


def test_a_walk_that_grows_too_large_is_given_up_and_says_so() -> None:
    axes = [_axis(("a", ~(1 << place) & (1 << 40) - 1, 0), ("b", (1 << 40) - 1, 0)) for place in range(40)]
    assert not coverage.walk(axes, 40).complete
