"""The room of running: its pages, places in the menu, and nouns."""

from api.room import Room
from api.routes.running import incidents as incidents_routes
from api.routes.running import messages as messages_routes
from api.web.frame.menu import Place
from api.web.pages.running import incidents
from api.web.words.language import mark

ROOM = Room(
    pages=(incidents.pages,),
    places=(Place(at=70, address="/gangguan", permission="incident.read", name=mark("Gangguan")),),
    nouns=(
        incidents_routes.noun,
        messages_routes.noun,
    ),
)
