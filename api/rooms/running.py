"""The room of running: its noun."""

from api.room import Room
from api.routes.running import messages

ROOM = Room(nouns=(messages.noun,))
