"""How a sample is drawn (ISA 530): by random selection that anybody can redo, from a seed that nobody chose.

The seed is the root of a checkpoint from before the draw and a word of the auditor that was promised before that
checkpoint was made. Sampling units are cases; a unit's rank is SHA-256(seed || id), and the lowest ranks are drawn.
"""

import hashlib
import re
from collections.abc import Mapping, Sequence

from engine import errors

STRATA = ("none", "agency", "procedure", "breached")
"""By what a population may be stratified."""
MOST_UNITS = 1000
MOST_CHARACTERS = 200
"""How long a word may be: it is said again on another day, and printed with the sample."""
_MONTH = re.compile(r"[0-9]{4}-(0[1-9]|1[0-2])", re.ASCII)


class SampleInvalidError(errors.LindungError):
    """The sample cannot be drawn so: it needs a size of at least one, months such as 2026-11, and the promised word."""

    code = "sample_invalid"


class CheckpointMissingError(errors.LindungError):
    """There is no checkpoint between the promise and today. Draw on a later day, once the log was sealed overnight."""

    code = "checkpoint_missing"


def is_month(text: str) -> bool:
    """Tell whether a text is a month, such as ``2026-11``."""
    return _MONTH.fullmatch(text) is not None


def commitment(word: str) -> bytes:
    """Give what an auditor promises of a word; it tells nothing of a word of many random characters."""
    return hashlib.sha256(b"lindung sample\0" + word.encode()).digest()


def seed(root: bytes, word: str) -> bytes:
    """Give the seed of a draw."""
    return root + hashlib.sha256(word.encode()).digest()


def rank(seed_: bytes, unit: str) -> bytes:
    """Give a unit's place in the draw; the lowest are drawn."""
    return hashlib.sha256(seed_ + unit.encode()).digest()


def shares(sizes: Mapping[str, int], size: int) -> dict[str, int]:
    """Give how many units each stratum gives, in proportion to its size, by largest remainders; no more than it has.

    Among equal remainders the stratum comes first that does in the alphabet.
    """
    total = sum(sizes.values())
    wanted = min(size, total)
    whole = {name: wanted * count // total for name, count in sizes.items()}
    by_remainder = sorted(sizes, key=lambda name: (-(wanted * sizes[name] % total), name))
    for name in by_remainder[: wanted - sum(whole.values())]:
        whole[name] += 1
    return whole


def draw(population: Mapping[str, str], *, size: int, seed: bytes) -> tuple[str, ...]:
    """Give the drawn units in the order of their ranks; ``population`` maps each unit to its stratum.

    All of a population that is not larger than ``size``. SampleInvalidError unless the size is 1 to MOST_UNITS.
    """
    if not 1 <= size <= MOST_UNITS:
        raise SampleInvalidError(field="size")
    strata: dict[str, list[str]] = {}
    for unit, name in population.items():
        strata.setdefault(name, []).append(unit)
    counts = shares({name: len(units) for name, units in strata.items()}, size)
    drawn = [unit for name, units in strata.items() for unit in _lowest(units, counts[name], seed)]
    return tuple(sorted(drawn, key=lambda unit: rank(seed, unit)))


def _lowest(units: Sequence[str], count: int, seed: bytes) -> list[str]:
    return sorted(units, key=lambda unit: rank(seed, unit))[:count]
