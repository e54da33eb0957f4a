"""The room of notifying: its pages, places in the menu, and nouns."""

from api.rooms.base import Room
from api.web.pages.notifying import notifications

ROOM = Room(
    pages=(notifications.pages,),
)
