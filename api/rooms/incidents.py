"""The room of incidents: its page, its place in the menu, and its noun."""

from api.rooms.base import Room
from api.routes.incidents import incidents as incidents_routes
from api.web.frame.menu import Place
from api.web.pages.incidents import incidents
from api.web.words.language import mark

ROOM = Room(
    pages=(incidents.pages,),
    places=(Place(at=70, address="/gangguan", permission="incident.read", name=mark("Gangguan")),),
    nouns=(incidents_routes.noun,),
)
