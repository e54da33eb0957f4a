"""A draw depends on the seed and the population alone, takes what it should, and favours nobody."""

from collections import Counter
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.domain.audits import drawing
from engine.domain.audits.drawing import SampleInvalidError

SEED = drawing.seed(bytes(32), "kata")
POPULATIONS = st.dictionaries(st.uuids().map(str), st.sampled_from(["a", "b", "c"]), max_size=60)


@pytest.mark.parametrize(
    ("text", "known"),
    [
        ("2026-11", True),
        ("2026-01", True),
        ("2026-13", False),
        ("2026-00", False),
        ("2026-1", False),
        ("November", False),
        ("", False),
        ("2026-11-01", False),
        ("٢٠٢٦-١١", False),
    ],
)
def test_a_month_is_a_year_and_a_month_of_it(text: str, *, known: bool) -> None:
    assert drawing.is_month(text) is known


@given(population=POPULATIONS, size=st.integers(1, 80), word=st.text(max_size=9), data=st.data())
def test_the_order_of_the_population_changes_nothing(
    population: dict[str, str], size: int, word: str, data: st.DataObject
) -> None:
    seed = drawing.seed(bytes(32), word)
    turned = dict(data.draw(st.permutations(list(population.items()))))

    assert drawing.draw(population, size=size, seed=seed) == drawing.draw(turned, size=size, seed=seed)


@given(population=POPULATIONS, size=st.integers(1, 80))
def test_as_many_as_wanted_are_drawn_and_none_twice(population: dict[str, str], size: int) -> None:
    drawn = drawing.draw(population, size=size, seed=SEED)

    assert len(drawn) == len(set(drawn)) == min(size, len(population))
    assert set(drawn) <= set(population)


@given(population=POPULATIONS, size=st.integers(1, 80))
def test_each_stratum_gives_its_share_to_less_than_one(population: dict[str, str], size: int) -> None:
    drawn = Counter(population[unit] for unit in drawing.draw(population, size=size, seed=SEED))

    for name, count in Counter(population.values()).items():
        fair = Fraction(min(size, len(population)) * count, len(population))
        assert abs(drawn[name] - fair) < 1


@given(population=POPULATIONS, size=st.integers(1, 79))
def test_without_strata_a_larger_draw_holds_the_smaller_one(population: dict[str, str], size: int) -> None:
    whole = dict.fromkeys(population, "")

    assert set(drawing.draw(whole, size=size, seed=SEED)) <= set(drawing.draw(whole, size=size + 1, seed=SEED))


def test_units_come_out_about_equally_often() -> None:
    units = dict.fromkeys((f"kasus-{number}" for number in range(20)), "")
    seeds = [drawing.seed(bytes(32), str(number)) for number in range(1000)]
    found = Counter(unit for seed in seeds for unit in drawing.draw(units, size=5, seed=seed))

    assert min(found.values()) > 200
    assert max(found.values()) < 300


def test_another_root_or_another_word_draws_others() -> None:
    units = dict.fromkeys((f"kasus-{number}" for number in range(100)), "")
    seeds = (SEED, drawing.seed(b"\1" * 32, "kata"), drawing.seed(bytes(32), "kata lain"))

    assert len({drawing.draw(units, size=10, seed=seed) for seed in seeds}) == len(seeds)


@pytest.mark.parametrize("size", [0, -1, 1001])
def test_an_impossible_size_is_refused(size: int) -> None:
    with pytest.raises(SampleInvalidError):
        drawing.draw({"kasus": ""}, size=size, seed=SEED)


def test_a_promise_fits_one_word() -> None:
    assert drawing.commitment("kata") == drawing.commitment("kata") != drawing.commitment("kata lain")
