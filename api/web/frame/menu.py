"""The main menu: the pages that a person's rights make useful, the first of them being where they begin.

The page of a case leads to further pages in the same way.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from flask import Flask, current_app

from api.web.words.language import mark, say
from engine.services.base.transaction import Transaction

EXTENSION = "lindung_menu"
ROOMS = {"audit": mark("Ruang audit")}
"""First part of an address -> the name of a room of several pages, which is one entry of the menu."""
ANYBODY = "/bantuan"
"""Where a person without any of these rights begins."""


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Place:
    """A page in the menu: its order there, its address, the permission that makes it useful, and its name.

    ``reach`` keeps the place for who holds the permission so; None for everybody who holds it.
    """

    at: int
    address: str
    permission: str
    name: str
    reach: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class CasePlace(Place):
    """A page of one case, led to from the case's own page; ``{number}`` in its address stands for the case's number."""


def register(app: Flask, places: Iterable[Place]) -> None:
    """Give the application its menu, and the pages that a case's own page leads to."""
    app.extensions[EXTENSION] = tuple(sorted(places, key=lambda place: place.at))


def places(tx: Transaction) -> list[tuple[str, str]]:
    """Give address and name of each page that the actor has a use for, in the order of the menu.

    Pages of one room of the web (``ROOMS``) are one entry: the first of them, by the room's name.
    """
    found: dict[str, tuple[str, str]] = {}
    for place in _useful(tx):
        room = _room(place.address)
        name = ROOMS.get(room, place.name)
        found.setdefault(room if room in ROOMS else place.address, (place.address, say(name)))
    return list(found.values())


def within(tx: Transaction, path: str) -> list[tuple[str, str]]:
    """Give address and name of each page of the room in which a path lies; none outside a room of several pages."""
    room = _room(path)
    if room not in ROOMS:
        return []
    found = dict.fromkeys((one.address, say(one.name)) for one in _useful(tx) if _room(one.address) == room)
    return list(found) if len(found) > 1 else []


def _room(address: str) -> str:
    """Give the first part of an address."""
    return address.split("/")[1]


def first(tx: Transaction) -> str:
    """Give the address where the actor's day begins: no page for the sake of a finding now and then."""
    usual = (one for one in _useful(tx) if any(scope.reach != "finding" for scope in tx.scopes(one.permission)))
    return next((place.address for place in usual), ANYBODY)


def of_case(tx: Transaction, *, agency: str, number: str, is_own: bool) -> list[tuple[str, str]]:
    """Give address and name of each further page of a case that the actor holds the right to.

    ``is_own`` tells that the case is the actor's own, so that what they may do to assigned cases counts too.
    """
    reaches = {"agency", "audit", "assigned"} if is_own else {"agency", "audit"}
    return [
        (place.address.format(number=number), say(place.name))
        for place in current_app.extensions[EXTENSION]
        if isinstance(place, CasePlace)
        and any(scope.agency == agency and scope.reach in reaches for scope in tx.scopes(place.permission))
    ]


def _useful(tx: Transaction) -> Iterable[Place]:
    menu = (place for place in current_app.extensions[EXTENSION] if not isinstance(place, CasePlace))
    return (place for place in menu if any(place.reach in {None, one.reach} for one in tx.scopes(place.permission)))
