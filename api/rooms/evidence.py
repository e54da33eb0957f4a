"""The room of evidence: packages for bodies that may ask for one."""

from api.rooms.base import Room
from api.routes.evidence import packages as packages_routes
from api.web.frame.menu import CasePlace, Place
from api.web.pages.evidence import packages
from api.web.words.language import mark
from engine.services.evidence.requests import RIGHT

ROOM = Room(
    pages=(packages.pages,),
    places=(
        CasePlace(at=7, address="/audit/kasus/{number}/bukti", permission=RIGHT, name=mark("Paket bukti")),
        Place(at=45, address="/audit/bukti", permission=RIGHT, name=mark("Paket bukti")),
    ),
    nouns=(packages_routes.noun,),
)
