"""The room of notifying: its pages, places in the menu, and nouns."""

from api.room import Room
from api.web.pages.notifying import notifications

ROOM = Room(
    pages=(notifications.pages,),
)
