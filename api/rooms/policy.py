"""The room of policy: its pages, places in the menu, and nouns."""

from api.rooms.base import Room
from api.routes.policy import process_definitions as process_definitions_routes

ROOM = Room(
    nouns=(process_definitions_routes.noun,),
)
