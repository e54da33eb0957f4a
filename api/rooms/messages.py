"""The room of messages: its noun."""

from api.rooms.base import Room
from api.routes.messages import messages

ROOM = Room(nouns=(messages.noun,))
