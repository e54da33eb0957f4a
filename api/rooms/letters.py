"""The room of letters: its pages, places in the menu, and nouns."""

from api.rooms.base import Room
from api.routes.letters import documents as documents_routes
from api.web.frame.menu import Place
from api.web.pages.letters import letters, verification
from api.web.words.language import mark

ROOM = Room(
    pages=(
        letters.pages,
        verification.pages,
    ),
    places=(Place(at=50, address="/surat", permission="document.sign", name=mark("Surat")),),
    nouns=(documents_routes.noun,),
)
