"""The rows of a decision table as data: what each output cell says where that does not depend on a case."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from engine import dmn, feel

_NOTHING: Mapping[str, Any] = MappingProxyType({})


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One rule: its id, its place in the table from 1, the author's note, and its output values as JSON by column.

    ``complete`` is False when a cell depends on the case or cannot be read; such a cell is None here.
    """

    id: str
    number: int
    note: str
    values: Mapping[str, Any]
    complete: bool


def of(table: dmn.Table, *, known: Mapping[str, Any] = _NOTHING) -> Iterator[Row]:
    """Give the table's rows in their order; a cell that depends on ``known`` variables alone is worked out."""
    names = [output.name or "" for output in table.outputs]
    for rule in table.rules:
        cells = [_cell(literal.text, known) for literal in rule.outputs]
        values = {name: value for name, (value, _) in zip(names, cells, strict=False)}
        complete = all(fixed for _, fixed in cells)
        yield Row(id=rule.id, number=rule.number, note=rule.note or "", values=values, complete=complete)


def _cell(text: str, known: Mapping[str, Any]) -> tuple[Any, bool]:
    """Give a cell's value and whether it is the same in every case; unreadable cells are the DMN check's business."""
    try:
        expression = feel.compile(text)
    except feel.FeelError:
        return None, False
    if set(expression.names) - set(known):
        return None, False
    return feel.to_json(expression.evaluate(known)), True
