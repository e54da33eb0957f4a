"""Conditions that a page's own script can follow: comparisons of one answer with one text.

Every other condition stays with the server, and its field stays visible with a hint.
"""

import re
from dataclasses import dataclass

_COMPARED = re.compile(r'=?\s*(\w+)\s*(!?=)\s*"([^"\\]+)"\s*')
_UNANSWERED = re.compile(r'=?\s*(\w+)\s*=\s*null\s+or\s+\1\s*=\s*""\s*')


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """Hide a field when the answer of the field ``name`` is ``value``, or, with ``unless``, when it is anything else.

    No answer is the empty text.
    """

    name: str
    value: str
    unless: bool = False


def read(hide: str, *, prefix: str) -> Condition | None:
    """Give the condition of a field whose answer stands below ``prefix``; None when only the server can follow it."""
    if found := _COMPARED.fullmatch(hide):
        return Condition(name=f"{prefix}.{found[1]}", value=found[3], unless=found[2] == "!=")
    if found := _UNANSWERED.fullmatch(hide):
        return Condition(name=f"{prefix}.{found[1]}", value="")
    return None
