"""Functions over lists of numbers (DMN 1.5 table 76): any item that is no number makes the result null."""

from collections import Counter
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from engine.feel import arithmetic
from engine.feel.builtins.registry import Registry
from engine.feel.frames import Run
from engine.feel.values import NUMBERS, ZERO

REGISTRY = Registry()


def _numbers(run: Run, items: list[Any]) -> list[Decimal] | None:
    run.spend(len(items))
    return items if all(type(item) is Decimal for item in items) else None


def _folded(operation: Callable[[Decimal, Decimal], Decimal], start: Decimal, numbers: list[Decimal]) -> Decimal:
    """Join the numbers one by one; FeelLimitError "decimal" when they grow beyond decimal128."""
    for number in numbers:
        start = arithmetic.calculate(operation, start, number) or ZERO
    return start


def _total(numbers: list[Decimal]) -> Decimal:
    return _folded(NUMBERS.add, ZERO, numbers)


@REGISTRY.form("sum(list*: list)")
def _sum(run: Run, items: list[Any]) -> Any:
    """Numbers, and durations of one kind."""
    run.spend(len(items))
    if not items:
        return None
    total = items[0] if arithmetic.plus(items[0], items[0], run) is not None else None
    for item in items[1:]:
        total = arithmetic.plus(total, item, run)
    return total if type(total) is not str else None


@REGISTRY.form("product(list*: list)")
def _product(run: Run, items: list[Any]) -> Decimal | None:
    numbers = _numbers(run, items)
    if not numbers:
        return None
    return _folded(NUMBERS.multiply, Decimal(1), numbers)


@REGISTRY.form("mean(list*: list)")
def _mean(run: Run, items: list[Any]) -> Any:
    total = _sum(run, items)
    return arithmetic.divide(total, Decimal(len(items)), run) if items else None


@REGISTRY.form("median(list*: list)")
def _median(run: Run, items: list[Any]) -> Decimal | None:
    numbers = sorted(_numbers(run, items) or [])
    if not numbers:
        return None
    half = len(numbers) // 2
    if len(numbers) % 2:
        return numbers[half]
    return NUMBERS.divide(NUMBERS.add(numbers[half - 1], numbers[half]), Decimal(2))


@REGISTRY.form("stddev(list*: list)")
def _stddev(run: Run, items: list[Any]) -> Decimal | None:
    """Of a sample: divided by one less than the count."""
    numbers = _numbers(run, items)
    if numbers is None or len(numbers) < 2:
        return None
    run.spend(3 * len(numbers))
    mean = arithmetic.calculate(NUMBERS.divide, _total(numbers), Decimal(len(numbers))) or ZERO
    squares = [arithmetic.calculate(_square_of_distance, number, mean) or ZERO for number in numbers]
    return NUMBERS.sqrt(NUMBERS.divide(_total(squares), Decimal(len(numbers) - 1)))


def _square_of_distance(number: Decimal, mean: Decimal) -> Decimal:
    return NUMBERS.power(NUMBERS.subtract(number, mean), 2)


@REGISTRY.form("mode(list*: list)")
def _mode(run: Run, items: list[Any]) -> list[Decimal] | None:
    """The most frequent numbers, in ascending order."""
    numbers = _numbers(run, items)
    if not numbers:
        return numbers
    counts = Counter(numbers)
    most = max(counts.values())
    return sorted(number for number, count in counts.items() if count == most)
