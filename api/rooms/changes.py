"""The room of changes: policy staff draft procedures."""

from api.rooms.base import Room
from api.web.frame.menu import Place
from api.web.pages.changes import changes, editing
from api.web.words.language import mark
from engine.services.changes.changes import DECIDES, MAY_DRAFT

ROOM = Room(
    pages=(changes.pages, editing.pages),
    places=(
        Place(at=20, address="/kebijakan", permission=MAY_DRAFT, name=mark("Perubahan prosedur")),
        Place(at=58, address="/kebijakan", permission=DECIDES, name=mark("Perubahan prosedur")),
    ),
)
