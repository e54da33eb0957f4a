"""A page of a list, as every room gives it."""

from dataclasses import dataclass
from typing import Generic, TypeVar

Item = TypeVar("Item")


@dataclass(frozen=True, slots=True, kw_only=True)
class Page(Generic[Item]):
    """One page of a list; ``next`` is the opaque cursor of the following page, None on the last."""

    items: tuple[Item, ...]
    next: str | None
