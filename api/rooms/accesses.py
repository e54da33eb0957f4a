"""The room of the accesses: who read which case, by case and by reader."""

from api.rooms.base import Room
from api.routes.accesses import accesses as accesses_routes
from api.web.frame.menu import CasePlace, Place
from api.web.pages.accesses import accesses, searching
from api.web.words.language import mark
from engine.services.accesses.accesses import READ

ROOM = Room(
    pages=(accesses.pages, searching.pages),
    places=(
        Place(at=65, address="/audit/pembacaan", permission=READ, name=mark("Pembacaan")),
        CasePlace(at=10, address="/kasus/{number}/siapa-membaca", permission=READ, name=mark("Siapa membaca")),
    ),
    nouns=(accesses_routes.noun,),
)
