"""The room of audit: its pages, places in the menu, and nouns."""

from api.room import Room
from api.routes.audit import history_events as history_events_routes

ROOM = Room(
    nouns=(history_events_routes.noun,),
)
