"""The room of practice: procedures against how agencies practise them."""

from api.rooms.base import Room
from api.routes.conformance import practice_figures as practice_routes
from api.web.frame.menu import Place
from api.web.pages.conformance import practice
from api.web.words.language import mark
from engine.services.conformance.showing import RIGHT

ROOM = Room(
    pages=(practice.pages,),
    places=(Place(at=50, address="/audit/prosedur", permission=RIGHT, name=mark("Prosedur dan praktiknya")),),
    nouns=(practice_routes.noun,),
)
