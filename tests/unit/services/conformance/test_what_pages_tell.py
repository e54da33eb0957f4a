"""No page tells a count below five, whichever months, versions and groups are chosen, and whatever is subtracted.

The attacker knows every combination of marks of each group and reads every page. What they can know of one group from
its own publication leaves several values of each small count; here it is tried that all pages together exclude none.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from hypothesis import given, settings
from hypothesis import strategies as st

from engine.domain.conformance import publishing
from engine.domain.conformance.figures import Figure
from engine.services.conformance import showing
from engine.store.tables.conformance import PracticeFigure
from tests.unit.domain.conformance import test_publishing as attack

MONTHS = ("2026-01", "2026-02", "2026-03")
MARKS = "abcd"
AFTER = datetime(2026, 4, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Told:
    """A group as it is published, and by mark the counts that its publication leaves possible."""

    row: PracticeFigure
    possible: dict[str, list[int]]


def told(number: int, version: int, months: Sequence[str], group: attack.Group) -> Told | None:
    """Publish a group and attack what is published of it; None when that is nothing."""
    made = publishing.publish(group)
    if made.size is None:
        return None
    row = PracticeFigure(
        id=number, procedure="uji", version=version, agency="uptd", at=datetime(2026, 4, 1, tzinfo=UTC)
    )
    row.first, row.last = min(months), max(months)
    row.figures = json.dumps({"size": made.size, "counts": dict(made.counts), "hours": {}})
    kinds = sorted(set(group), key=sorted)
    names = {name for kind in kinds for name in kind}
    held = (attack.counts_of(kinds, one) for one in attack.worlds(made.size, len(kinds)))
    fitting = [one for one in held if attack.fits(made, one, names)]
    return Told(row, {name: sorted({one[name] for one in fitting}) for name in MARKS})


def pages(groups: Sequence[Told]) -> Iterator[list[Told]]:
    """Give the groups that each choice of filters leaves, and each group alone, as the trend shows them."""
    by_row = {id(one.row): one for one in groups}
    for version in (None, 1, 2):
        for month in (None, *MONTHS):
            chosen = showing._filtered([one.row for one in groups], version=version, month=month)
            yield [by_row[id(row)] for row in chosen]
    yield from ([one] for one in groups)


def holds(figure: Figure, count: int) -> bool:
    """Tell whether a count may be what a figure says."""
    if figure.text[0] in "<≥":
        number = int(figure.text[1:])
        return count < number if figure.text[0] == "<" else count >= number
    return count == int(figure.text)


LINES = st.lists(
    st.tuples(
        st.integers(min_value=1, max_value=2),
        st.lists(st.sampled_from(MONTHS), min_size=1, max_size=2),
        attack.groups(MARKS, kinds=3, most=8),
    ),
    min_size=1,
    max_size=4,
)


@settings(max_examples=100)
@given(LINES)
def test_all_pages_together_tell_no_more_of_a_group_than_its_own_publication(
    lines: list[tuple[int, list[str], attack.Group]],
) -> None:
    found = [told(number, *line) for number, line in enumerate(lines, start=1)]
    groups = [one for one in found if one is not None]
    for page in pages(groups):
        shown = showing._Groups([one.row for one in page])
        for name in MARKS if page else ():
            figure = shown.count(name)
            least, most = (sum(side(one.possible[name]) for one in page) for side in (min, max))
            assert (holds(figure, least), holds(figure, most)) == (True, True)


@settings(max_examples=100)
@given(LINES)
def test_what_is_exact_is_at_least_five_and_known_of_every_group(
    lines: list[tuple[int, list[str], attack.Group]],
) -> None:
    found = [told(number, *line) for number, line in enumerate(lines, start=1)]
    for page in pages([one for one in found if one is not None]):
        shown = showing._Groups([one.row for one in page])
        exact = [name for name in MARKS if shown.count(name).text.isdecimal()]
        assert all(len(one.possible[name]) == 1 for name in exact for one in page)
        assert all(shown.count(name).shown >= publishing.LEAST for name in exact)
