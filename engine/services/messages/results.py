"""Results about delivered messages."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivered:
    """A message that reached a waiting instance."""

    process_instance: str
    message: str
