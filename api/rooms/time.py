"""The room of time: its pages, places in the menu, and nouns."""

from api.rooms.base import Room
from api.routes.time import sla_clocks as sla_clocks_routes
from api.web.frame.menu import Place
from api.web.pages.time import readings
from api.web.words.language import mark

ROOM = Room(
    pages=(readings.pages,),
    places=(Place(at=60, address="/tafsir", permission="definition.read", name=mark("Tafsir")),),
    nouns=(sla_clocks_routes.noun,),
)
