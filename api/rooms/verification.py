"""The room of the checks: the auditor's first page, checks begun by people, kept checkpoints compared."""

from api.rooms.base import Room
from api.web.frame.menu import Place
from api.web.pages.verification import audit_room, checking
from api.web.words.language import mark

ROOM = Room(
    pages=(audit_room.pages, checking.pages),
    places=(Place(at=15, address="/audit", permission="history.verify", name=mark("Keadaan catatan")),),
)
