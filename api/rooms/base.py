"""What a room says of itself to the web: its pages, its places in the menu, its nouns of the interface.

A room's list stands in ``api/rooms/<room>.py``; ``api.rooms.ROOMS`` names the rooms. Nothing else is told of a page.
"""

from dataclasses import dataclass

from flask import Blueprint

from api.nouns import Noun
from api.web.frame.menu import Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Room:
    """One room of the house, as the web needs it; the shapes of a noun stand at its routes.

    ``doors`` are open to programs without an account, in a form that others have specified.
    """

    pages: tuple[Blueprint, ...] = ()
    doors: tuple[Blueprint, ...] = ()
    places: tuple[Place, ...] = ()
    nouns: tuple[Noun, ...] = ()
