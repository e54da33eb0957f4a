"""The room of the audit: its pages, places in the menu, and nouns."""

from api.rooms.base import Room
from api.routes.audit import accesses as accesses_routes
from api.routes.audit import history_events as history_events_routes
from api.web.frame.menu import CasePlace
from api.web.pages.audit import accesses, replay
from api.web.words.language import mark
from engine.services.audit.accesses import READ

ROOM = Room(
    pages=(accesses.pages, replay.pages),
    places=(
        CasePlace(
            at=5, address="/audit/kasus/{number}/putar-ulang", permission="history.read", name=mark("Putar ulang")
        ),
        CasePlace(at=10, address="/kasus/{number}/siapa-membaca", permission=READ, name=mark("Siapa membaca")),
    ),
    nouns=(history_events_routes.noun, accesses_routes.noun),
)
