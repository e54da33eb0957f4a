"""The room of the audit: its pages, places in the menu, and nouns."""

from api.rooms.base import Room
from api.routes.audit import history_events as history_events_routes
from api.web.frame.menu import CasePlace
from api.web.pages.audit import replay
from api.web.words.language import mark

ROOM = Room(
    pages=(replay.pages,),
    places=(
        CasePlace(
            at=5, address="/audit/kasus/{number}/putar-ulang", permission="history.read", name=mark("Putar ulang")
        ),
    ),
    nouns=(history_events_routes.noun,),
)
