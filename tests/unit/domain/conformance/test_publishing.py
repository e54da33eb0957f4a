"""No published table tells a count below five, whoever adds and subtracts: two attackers try."""

from collections import Counter
from collections.abc import Iterator, Sequence

from hypothesis import given, settings
from hypothesis import strategies as st

from engine.domain.conformance import publishing
from engine.domain.conformance.publishing import LEAST, WITHHELD, Published

PRIME = 2**31 - 1
FEW, MANY = "abcd", "abcdefghijkl"
Group = list[frozenset[str]]


def groups(names: str, *, kinds: int, most: int) -> st.SearchStrategy[Group]:
    """Give groups made of some combinations of marks, each held by some processes."""
    one = st.tuples(st.frozensets(st.sampled_from(names)), st.integers(min_value=1, max_value=most))
    return st.lists(one, min_size=1, max_size=kinds).map(lambda held: [kind for kind, n in held for _ in range(n)])


def counts_of(kinds: Sequence[frozenset[str]], held: Sequence[int]) -> Counter[str]:
    return Counter({name: n for name in MANY if (n := sum(h for k, h in zip(kinds, held, strict=True) if name in k))})


def worlds(size: int, parts: int) -> Iterator[tuple[int, ...]]:
    """Give every way to spread so many processes over so many combinations."""
    if parts == 1:
        yield (size,)
        return
    for first in range(size + 1):
        for rest in worlds(size - first, parts - 1):
            yield (first, *rest)


def fits(made: Published, counts: Counter[str], names: set[str]) -> bool:
    """Tell whether a group of these counts could have been published so."""
    for name in names:
        told = made.counts.get(name)
        if told is None and counts[name] >= LEAST:
            return False
        if told == WITHHELD and counts[name] < LEAST:
            return False
        if told not in {None, WITHHELD} and counts[name] != told:
            return False
    return True


def small_of(group: Group) -> set[str]:
    counted = Counter(name for one in group for name in one)
    return {name for name, count in counted.items() if count < LEAST}


@settings(max_examples=150)
@given(groups(FEW, kinds=4, most=9))
def test_who_tries_every_possible_group_is_left_with_several_values_of_each_small_count(group: Group) -> None:
    made = publishing.publish(group)
    small = small_of(group)
    if made.size is None:
        assert made.counts == {}
        return
    kinds = sorted(set(group), key=sorted)
    names = {name for one in kinds for name in one}
    fitting = [
        counted for held in worlds(made.size, len(kinds)) if fits(made, counted := counts_of(kinds, held), names)
    ]
    assert [name for name in small if len({one[name] for one in fitting}) < 2] == []


def row(name: str, kinds: Sequence[frozenset[str]]) -> list[int]:
    return [int(name in one) for one in kinds]


def rank(rows: Sequence[Sequence[int]]) -> int:
    left = [list(one) for one in rows]
    found = 0
    for column in range(len(left[0])):
        pivot = next((one for one in left[found:] if one[column] % PRIME), None)
        if pivot is None:
            continue
        left.remove(pivot)
        left.insert(found, pivot)
        inverse = pow(pivot[column], -1, PRIME)
        for one in left[found + 1 :]:
            times = one[column] * inverse
            one[:] = [(a - times * b) % PRIME for a, b in zip(one, pivot, strict=True)]
        found += 1
    return found


@settings(max_examples=100)
@given(groups(MANY, kinds=14, most=6))
def test_no_small_count_is_a_sum_or_difference_of_published_ones(group: Group) -> None:
    made = publishing.publish(group)
    kinds = sorted(set(group), key=sorted)
    shown = [row(name, kinds) for name, count in made.counts.items() if count != WITHHELD]
    shown += [[1] * len(kinds)] if made.size is not None else []
    told = [name for name in small_of(group) if shown and rank([*shown, row(name, kinds)]) == rank(shown)]
    assert told == []


@given(groups(MANY, kinds=8, most=6))
def test_what_is_published_is_true(group: Group) -> None:
    made = publishing.publish(group)
    counted = Counter(name for one in group for name in one)
    assert made.size in {None, len(group)}
    assert all(count in {WITHHELD, counted[name]} and counted[name] >= LEAST for name, count in made.counts.items())


def test_the_other_way_out_of_a_choice_is_withheld_with_the_rare_one() -> None:
    group = [frozenset({"all", "often"})] * 20 + [frozenset({"all", "seldom"})] * 3
    made = publishing.publish(group, order={"all": 0, "often": 1})

    assert (made.size, made.counts) == (23, {"all": 23, "often": WITHHELD})


def test_where_nothing_is_rare_everything_is_published() -> None:
    group = [frozenset({"a"})] * 6 + [frozenset({"b"})] * 7
    assert publishing.publish(group) == Published(size=13, counts={"a": 6, "b": 7})


def test_a_rare_mark_that_hangs_together_with_nothing_costs_nothing() -> None:
    often = [frozenset({"a"})] * 8 + [frozenset({"b"})] * 8
    rare = [frozenset({"a", "rare"}), frozenset({"b", "rare"})]
    assert publishing.publish(often + rare).counts == {"a": 9, "b": 9}


def test_four_fours_do_not_betray_one_another() -> None:
    group = [frozenset({name}) for name in "abcd" for _ in range(4)]
    assert publishing.publish(group) == Published(size=None, counts={})


def test_of_fewer_than_five_processes_nothing_is_published() -> None:
    assert publishing.publish([frozenset({"a"})] * 4) == Published(size=None, counts={})
