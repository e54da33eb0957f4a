"""Messages that cross the border of a procedure, ``workflows/messages.toml``: who sends each, and who waits for it."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """A message by its name in the diagrams; label and the two sentences are for people."""

    name: str
    label: str
    sent_by: str
    received_by: str


def parse(text: str) -> dict[str, Message]:
    """Read the list; ValueError for an entry that does not say who sends it and who waits for it."""
    return {name: _message(name, row) for name, row in tomllib.loads(text).items()}


def _message(name: str, row: Mapping[str, Any]) -> Message:
    said = {key: row.get(key) for key in ("label", "sent_by", "received_by")} if isinstance(row, dict) else {}
    if not said or not all(isinstance(value, str) and value for value in said.values()):
        raise ValueError(f"messages.toml: {name} needs label, sent_by and received_by")
    return Message(name=name, **{key: str(value) for key, value in said.items()})
