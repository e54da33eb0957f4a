"""The room of the inbox: its pages and places in the menu."""

from api.rooms.base import Room
from api.web.frame.menu import Place
from api.web.pages.inbox import filters, inbox, team
from api.web.words.language import mark
from engine.services.inbox.team import READ as TEAM

ROOM = Room(
    pages=(inbox.pages, filters.pages, team.pages),
    places=(
        Place(at=10, address="/tugas", permission="user_task.read", name=mark("Tugas")),
        Place(at=40, address="/tim", permission=TEAM, name=mark("Tim")),
    ),
)
