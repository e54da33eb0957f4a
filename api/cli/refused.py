"""Refusals of a procedure as lines for people: a fault of several elements is printed once, with all of them."""

from collections import defaultdict
from collections.abc import Sequence

from engine.domain.policy.refusals import Refusal


def lines(found: Sequence[Refusal]) -> list[str]:
    """Give one line for each kind of fault in a file, in the order in which the first of each was found."""
    groups: dict[tuple[str, ...], list[Refusal]] = defaultdict(list)
    for one in found:
        groups[one.file, one.code, one.reason_id, one.remedy_id].append(one)
    return [_line(group) for group in groups.values()]


def _line(group: Sequence[Refusal]) -> str:
    first = group[0]
    if len(group) == 1:
        said = f"{first.reason_id} {first.remedy_id}"
        return f"{first.file} {first.element_id} {first.element_name!r} [{first.code}]: {said}"
    named = ", ".join(f"{one.element_id} {one.element_name!r}" if one.element_name else one.element_id for one in group)
    return f"{first.file} [{first.code}] ({len(group)} unsur): {first.reason_id} {first.remedy_id} Unsurnya: {named}."
