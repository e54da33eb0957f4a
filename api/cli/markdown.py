"""The few marks of Markdown that generated pages use."""

from collections.abc import Iterable, Sequence


def cell(text: str) -> str:
    """Give a text as the content of a table cell: on one line, with its bars escaped."""
    return " ".join(text.split()).replace("|", "\\|") or "–"


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    """Give a table's lines; the cells are written already."""
    return [_row(head), _row(["---"] * len(head)), *(_row(row) for row in rows)]


def code(name: str) -> str:
    """Give an id."""
    return f"`{name}`"


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"
