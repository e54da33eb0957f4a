"""The main menu: the pages that a person's rights make useful, the first of them being where they begin."""

from collections.abc import Iterable
from dataclasses import dataclass

from flask import Flask, current_app

from api.web.words.language import say
from engine.services.base.transaction import Transaction

EXTENSION = "lindung_menu"
ANYBODY = "/bantuan"
"""Where a person without any of these rights begins."""


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Place:
    """A page in the menu: its order there, its address, the permission that makes it useful, and its name."""

    at: int
    address: str
    permission: str
    name: str


def register(app: Flask, places: Iterable[Place]) -> None:
    """Give the application its menu."""
    app.extensions[EXTENSION] = tuple(sorted(places))


def places(tx: Transaction) -> list[tuple[str, str]]:
    """Give address and name of each page that the actor has a use for, in the order of the menu."""
    return [(place.address, say(place.name)) for place in _useful(tx)]


def first(tx: Transaction) -> str:
    """Give the address where the actor's day begins."""
    return next((place.address for place in _useful(tx)), ANYBODY)


def _useful(tx: Transaction) -> Iterable[Place]:
    return (place for place in current_app.extensions[EXTENSION] if tx.scopes(place.permission))
